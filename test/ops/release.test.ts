/** A release, which runs from its folder: without npm, packages, a build or the cache of the set-up. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { makeRelease, partsHere } from '../../ops/release.ts';
import { temporaryDirectory } from '../support/database.ts';
import { hear, listen, newGuest, openMicrophone, sitDown } from '../support/guest.ts';
import { MemoryGroup } from '../support/memory-group.ts';
import { closeClients, newPerson, whenState } from '../support/sdk.ts';
import { ServerProcess, testRisks } from '../support/server-process.ts';
import { disconnectAll } from '../support/socket-client.ts';

const run = promisify(execFile);

/** Nothing of this machine, except the programs of the system. */
const bare = {
  ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])),
  PATH: '/usr/bin:/bin',
  HOME: '/nonexistent',
};

// Promise B8 of docs/promises.md.
describe('a release', () => {
  let folder: string;
  let server: ServerProcess | null = null;
  let group: MemoryGroup | null = null;

  before(async () => {
    folder = join(await temporaryDirectory(), 'meshi');
    await makeRelease(folder, partsHere());
  });
  afterEach(async () => {
    disconnectAll();
    await closeClients();
    await server?.close();
    server = null;
    await group?.close();
    group = null;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('starts in production, serves people, sockets and the web app, and checks its audit log', async () => {
    const TOKEN_SECRETS = `release:${randomBytes(48).toString('base64url')}`;
    const environment = (url: string) => ({ ...bare, NODE_ENV: 'production', PUBLIC_URL: url, TOKEN_SECRETS });

    server = await ServerProcess.start(environment, { command: './meshi', args: [], cwd: folder });
    const { sdk } = await newPerson(server);
    await whenState(sdk, 'online');

    const page = await fetch(server.url);
    expect(page.status).to.equal(200);
    expect(await page.text()).to.include('<html');
    const ready = await (await fetch(`${server.url}/readyz`)).json();
    expect(ready.media).to.include({ alive: 1 });
    const env = {
      ...environment(server.url),
      ACCEPT_RISKS: testRisks.join(),
      DATA_DIR: server.dataDir,
      HOST: '127.0.0.1',
    };
    const { stdout } = await run('./meshi', ['audit:verify'], { cwd: folder, env });
    expect(stdout).to.match(/^1 chains, 0 with a problem$/m);
  });

  it('started as the instructions say, lets people sign in and talk with 384 MB and no swap', async function () {
    group = await MemoryGroup.create(384 * 2 ** 20);
    if (!group) return this.skip();
    const script = [group.enter, await instructions()].join('\n');

    // As the instructions say, apart from the user, and limits for the many requests of a test.
    const ACCEPT_RISKS = testRisks.filter((id) => /^(root-user|limit-.*)$/.test(id)).join();
    const environment = { ...bare, LOG_LEVEL: 'info', ACCEPT_RISKS };

    server = await ServerProcess.start(environment, { command: 'sh', args: ['-ec', script], cwd: folder });
    const [ann, bob] = [await newGuest(server), await newGuest(server)];
    const body = { email: ann.email, password: ann.password };
    await Promise.all(Array.from({ length: 10 }, () => ann.call('sessions.signIn', { body })));
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'Tea' } });
    const [speaker, listener] = [await sitDown(server, ann, roomId), await sitDown(server, bob, roomId)];
    await openMicrophone(speaker);
    await listen(listener);
    await hear(listener, speaker);

    expect(await group.killed()).to.equal(0);
  });

  it('judges its settings', async () => {
    const NODE_ENV = 'production';
    const { code, stdout } = await run('./meshi', ['doctor'], {
      cwd: folder,
      env: { PATH: bare.PATH, NODE_ENV },
    }).catch((error) => error);

    expect(stdout).to.include('PUBLIC_URL: required in production');
    expect(code).to.equal(78);
  });

  it('has the checksum of every file', async () => {
    const check = () => run('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], { cwd: folder });
    const names = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).split('\n').map((line) => line.slice(66));

    await check();
    expect(names).to.include.members(['meshi', 'package.json', 'src/main.ts', 'web/dist/index.html', 'parts/node']);
    const main = join(folder, 'src/main.ts');
    const before = await readFile(main);
    await writeFile(main, ' ', { flag: 'a' });
    const changed = await check().catch((error) => error.stdout);
    await writeFile(main, before);

    expect(changed).to.include('src/main.ts: FAILED');
  });

  it('has no packages that only the development needs', async () => {
    const names = await readdir(join(folder, 'node_modules'));
    const ofDevelopment = ['vite', 'mocha', 'typescript', 'playwright-core', 'react'];

    expect(names).to.include.members(['express', 'mongoose', 'mediasoup', 'zod']);
    expect(ofDevelopment.filter((name) => names.includes(name))).to.deep.equal([]);
  });
});

/** What docs/operating.md says to type on one machine, with data in a temporary folder. */
async function instructions(): Promise<string> {
  const document = await readFile(join(import.meta.dirname, '../../docs/operating.md'), 'utf8');
  const commands = /^## One machine\n\n```sh\n([^`]+)```/m.exec(document)?.[1];
  if (!commands) throw new Error('docs/operating.md has no commands for one machine');
  return commands.replace('/var/lib/meshi', await temporaryDirectory()).replace('npm start', 'exec ./meshi');
}
