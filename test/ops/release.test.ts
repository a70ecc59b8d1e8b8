/** A release, which runs from its folder: without npm, packages, a build or the cache of the set-up. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { makeRelease, partsHere } from '../../ops/release.ts';
import { temporaryDirectory } from '../support/database.ts';
import { closeClients, newPerson, whenState } from '../support/sdk.ts';
import { ServerProcess } from '../support/server-process.ts';

const run = promisify(execFile);

describe('a release', () => {
  let folder: string;
  let server: ServerProcess | null = null;

  before(async () => {
    folder = join(await temporaryDirectory(), 'meshi');
    await makeRelease(folder, partsHere());
  });
  afterEach(async () => {
    await closeClients();
    await server?.close();
    server = null;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('starts in production and serves people, sockets and the web app', async () => {
    // Nothing of this machine, except the programs of the system.
    const nothing = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    const environment = (url: string) => ({
      ...nothing,
      PATH: '/usr/bin:/bin',
      HOME: '/nonexistent',
      NODE_ENV: 'production',
      PUBLIC_URL: url,
      TOKEN_SECRETS: `release:${randomBytes(48).toString('base64url')}`,
    });

    server = await ServerProcess.start(environment, { command: './meshi', args: [], cwd: folder });
    const { sdk } = await newPerson(server);
    await whenState(sdk, 'online');

    const page = await fetch(server.url);
    expect(page.status).to.equal(200);
    expect(await page.text()).to.include('<html');
    const ready = await (await fetch(`${server.url}/readyz`)).json();
    expect(ready.media).to.include({ alive: 1 });
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
