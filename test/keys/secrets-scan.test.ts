/** The scan for secrets: what it finds in files, what it leaves out, and that it never prints a secret. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { createVapidKeys } from '../../src/kernel/vapid-keys.ts';
import { makeKeyText } from '../../src/keys/key-text.ts';
import { findSecrets } from '../../src/keys/secrets-scan/index.ts';
import { temporaryDirectory } from '../support/database.ts';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, '../../src/secrets-scan.ts');

// Made at each run, so that this file has none.
const key = makeKeyText('server', newId()).text;
const random = randomBytes(48).toString('base64');
const { publicKey, privateKey } = createVapidKeys();
const vapid = `${publicKey}:${privateKey.reveal()}`;
const password = randomBytes(24).toString('hex');
const at = (scheme: string, login: string) => `${scheme}://${login}@db.example:27017/meshi`;

const found: Record<string, [text: string, what: string]> = {
  'a key anywhere': [`curl -H "Authorization: Bearer ${key}"`, 'a key of Meshi'],
  'a key of an organisation': [makeKeyText('organisation', newId()).text, 'a key of Meshi'],
  'a setting of a shell': [`export TOKEN_SECRETS="k1:${random}"`, 'a value of TOKEN_SECRETS'],
  'a setting of a compose file': [`      KEYS_SECRET: k1:${random}`, 'a value of KEYS_SECRET'],
  'a setting in JSON': [`{"TURN_SECRET": "${password}"}`, 'a value of TURN_SECRET'],
  'the second of two values': [`TOKEN_SECRETS=k2:${random},k1:${random}`, 'a value of TOKEN_SECRETS'],
  'the private VAPID key': [`VAPID_KEYS=${vapid}`, 'a private VAPID key'],
  'a private key': [['-----BEGIN', 'RSA PRIVATE KEY-----'].join(' '), 'a private key'],
  'a database with a password': [
    `MONGODB_URI=${at('mongodb+srv', `meshi:${password}`)}`,
    'a password in mongodb+srv://',
  ],
  'Redis with a password': [at('rediss', `:${password}`), 'a password in rediss://'],
};

const notFound: Record<string, string> = {
  'a key with a wrong character': key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a'),
  'a beginning of a key': key.slice(0, 40),
  'a command that makes a secret': `export TOKEN_SECRETS="k1:$(openssl rand -base64 48)"`,
  'a place to fill in': 'TOKEN_SECRETS=k1:<openssl rand -base64 48>',
  'the name of a value': 'TOKEN_SECRETS: production.TOKEN_SECRETS,',
  'a setting without a value': 'TOKEN_SECRETS=\nTURN_SECRET=\n',
  'a public VAPID key': `const publicKey = '${publicKey}';`,
  'a pair that is none': `${publicKey}:${createVapidKeys().privateKey.reveal()}`,
  'a URL without a password': at('mongodb', 'meshi'),
  'a URL with a word for one': at('mongodb', ['user', 'password'].join(':')),
  'a URL with a variable': at('mongodb', 'meshi:$' + '{MONGO_PASSWORD}'),
  'a line that says so': `TOKEN_SECRETS=k1:${random} # not-a-secret`,
};

describe('the scan for secrets', () => {
  for (const [name, [text, what]] of Object.entries(found)) {
    it(`finds ${name}`, () => {
      const secrets = findSecrets(`first\n\n${text}\nlast`);

      expect(secrets.map((one) => [one.line, one.what])).to.deep.equal([[3, what]]);
      expect(secrets[0]?.masked.length).to.be.below(14);
    });
  }

  for (const [name, text] of Object.entries(notFound)) {
    it(`leaves out ${name}`, () => {
      expect(findSecrets(text)).to.deep.equal([]);
    });
  }

  it('prints file and line, never the secret, and fails', async () => {
    const folder = await temporaryDirectory();
    await mkdir(join(folder, 'deploy'));
    await mkdir(join(folder, 'node_modules'));
    await writeFile(join(folder, 'deploy/.env'), `A=1\nTOKEN_SECRETS=k1:${random}\nKEY=${key}\n`);
    await writeFile(join(folder, 'node_modules/left-out.txt'), key);
    await writeFile(join(folder, 'picture.bin'), Buffer.concat([Buffer.from([0, 1]), Buffer.from(key)]));

    const { code, stdout } = await scan(folder, '.');

    expect(code).to.equal(1);
    expect(stdout.split('\n').slice(0, 2)).to.deep.equal([
      `deploy/.env:2: a value of TOKEN_SECRETS (k1:${random[0]}…)`,
      'deploy/.env:3: a key of Meshi (meshi_srv_…)',
    ]);
    expect(stdout).to.match(/\n1 files, 2 secrets: .*\n$/);
    expect(stdout).to.not.include(key.slice(10)).and.not.include(random.slice(2));
  });

  it('looks in a clone through what git would commit, and nothing else', async () => {
    const folder = await temporaryDirectory();
    const git = (...args: string[]) => run('git', args, { cwd: folder });
    await git('init', '-q');
    await writeFile(join(folder, 'staged.txt'), `x\n${key}\n`);
    await git('add', '.');
    // Gone from the folder, but still to be committed; and the reverse.
    await writeFile(join(folder, 'staged.txt'), 'x\n');
    await writeFile(join(folder, 'ignored.env'), `TOKEN_SECRETS=k1:${random}\n`);

    expect(await scan(folder)).to.include({ code: 1 });
    expect((await scan(folder)).stdout).to.match(/^staged\.txt:2: a key of Meshi/);
    await git('add', 'staged.txt');
    expect(await scan(folder)).to.deep.equal({ code: 0, stdout: '1 files, no secrets\n' });
  });

  it('says which path cannot be read', async () => {
    const folder = await temporaryDirectory();

    expect(await scan(folder, 'no-such-file')).to.include({ code: 66 });
  });
});

async function scan(cwd: string, ...paths: string[]): Promise<{ code: number; stdout: string }> {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null' };
  try {
    const { stdout } = await run(process.execPath, [PROGRAM, ...paths], { cwd, env });
    return { code: 0, stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, stdout };
  }
}
