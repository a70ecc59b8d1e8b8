/** The configuration: parsing, validation and secrecy of secrets. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { ConfigError, readConfig, variables } from '../../src/kernel/config.ts';
import { limits } from '../../src/kernel/limits.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { loadDevelopmentKeys, parseTokenKeys } from '../../src/kernel/token-keys.ts';
import { createVapidKeys, loadDevelopmentVapidKeys } from '../../src/kernel/vapid-keys.ts';
import { temporaryDirectory } from '../support/database.ts';

const SECRET = 'k7Qz2vNw9LxR4tYp6BmC1dJf8HgS3aUe5oWi0nXb';
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://meshi.example',
  HOST: '127.0.0.1',
  TRUSTED_PROXIES: '1',
  TOKEN_SECRETS: `k1:${SECRET}`,
};

function problemsOf(env: Record<string, string>): string {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe('the configuration', () => {
  it('needs nothing in development', () => {
    const config = readConfig({});

    expect(config).to.deep.include({ environment: 'development', mongodbUri: null, redisUrl: null, tokenKeys: [] });
    expect(config.http).to.include({ port: 3000, publicUrl: null });
  });

  it('treats an empty variable as not set', () => {
    expect(readConfig({ PORT: '', REDIS_URL: '' })).to.deep.equal(readConfig({}));
  });

  it('reads secrets from files, as vaults deliver them', async () => {
    const file = join(await temporaryDirectory(), 'redis');
    await writeFile(file, 'rediss://:secret@redis.example\n');

    expect(readConfig({ REDIS_URL_FILE: file }).redisUrl?.reveal()).to.equal('rediss://:secret@redis.example');
    expect(problemsOf({ REDIS_URL_FILE: file, REDIS_URL: 'redis://x' })).to.contain('REDIS_URL: set either');
    expect(problemsOf({ REDIS_URL_FILE: `${file}.gone` })).to.contain('REDIS_URL_FILE: cannot be read (ENOENT)');
    // Only secrets: everything else is read from the variable.
    expect(readConfig({ PORT_FILE: file }).http.port).to.equal(3000);
  });

  it('reports all problems together', () => {
    const report = problemsOf({
      PORT: '70000',
      MONGODB_URI: 'postgres://x',
      LOG_LEVEL: 'loud',
      TOKEN_SECRETS: 'short',
    });

    for (const name of ['PORT', 'MONGODB_URI', 'LOG_LEVEL', 'TOKEN_SECRETS']) expect(report).to.contain(`  ${name}: `);
  });

  it('accepts numbers up to their bounds, and no others', () => {
    const good = { PORT: '65535', MEDIA_PORT: '0', MEDIA_WORKERS: '256', TRUSTED_PROXIES: '10' };
    const bad = { PORT: '65536', MEDIA_PORT: '-1', MEDIA_WORKERS: '0', TRUSTED_PROXIES: '11' };

    expect(problemsOf(good)).to.equal('');
    const report = problemsOf(bad);
    for (const name of Object.keys(bad)) expect(report).to.contain(`  ${name}: `);
  });

  it('accepts public addresses of http and https alone, without a path', () => {
    const good = ['http://localhost:3000', 'https://meshi.example'];
    const bad = ['meshi.example', 'ftp://meshi.example', 'https://meshi.example/', 'https://meshi.example/app'];

    for (const name of ['PUBLIC_URL', 'NODE_URL']) {
      expect(good.filter((url) => problemsOf({ [name]: url }) !== '')).to.deep.equal([]);
      expect(bad.filter((url) => problemsOf({ [name]: url }) === '')).to.deep.equal([]);
    }
  });

  it('requires a secret with TURN servers, whose list may have spaces', () => {
    const TURN_URLS = ' turn:a.example:3478 ,, turns:b.example ';

    expect(problemsOf({ TURN_URLS })).to.contain('TURN_SECRET: required with TURN_URLS');
    const { media } = readConfig({ TURN_URLS, TURN_SECRET: 'x' });
    expect(media.turnUrls).to.deep.equal(['turn:a.example:3478', 'turns:b.example']);
  });

  it('requires keys of push messages that are a pair', () => {
    const [one, other] = [createVapidKeys(), createVapidKeys()];
    const text = (publicKey: string, privateKey: Secret) => `${publicKey}:${privateKey.reveal()}`;

    expect(readConfig({ VAPID_KEYS: text(one.publicKey, one.privateKey) }).vapidKeys?.publicKey).to.equal(
      one.publicKey,
    );
    for (const wrong of ['x', text(one.publicKey, other.privateKey), `${text(one.publicKey, one.privateKey)}:x`]) {
      expect(problemsOf({ VAPID_KEYS: wrong }), wrong).to.contain('VAPID_KEYS: expected public:private');
    }
  });

  it('describes every variable', () => {
    for (const { about, default: shown } of Object.values(variables)) expect([about, shown]).not.to.include('');
  });

  it('overrides limits by name, and rejects unknown names', () => {
    expect(problemsOf({ ...production, LIMITS: '{"passwordMemoryKib":19455}' })).to.contain('passwordMemoryKib');
    expect(problemsOf({ ...production, LIMITS: '{"passwordMemoryKib":19456}' })).to.equal('');
    expect(readConfig({ LIMITS: '{"messagesPer10s":7}' }).limits).to.deep.equal({ ...limits, messagesPer10s: 7 });
    for (const wrong of ['{', '[]', 'null', '{"unheardOf":1}', '{"messagesPer10s":"many"}', '{"messagesPer10s":-1}']) {
      expect(problemsOf({ LIMITS: wrong }), wrong).to.contain('LIMITS: ');
    }
  });

  it('rejects production without a public URL and secrets, and says how to create them', () => {
    const report = problemsOf({ NODE_ENV: 'production' });

    expect(report)
      .to.contain('PUBLIC_URL: required')
      .and.contain('TOKEN_SECRETS: required')
      .and.contain('openssl rand');
  });

  it('accepts production with good secrets', () => {
    expect(readConfig(production).tokenKeys.map(({ id }) => id)).to.deep.equal(['k1']);
  });

  it('rejects secrets that are short, regular, well known, repeated or nameless, and never shows them', () => {
    const bad = {
      short: 'k1:tooshort',
      regular: `k1:${'ab'.repeat(40)}`,
      known: `k1:mirotalksfu_jwt_secret${SECRET}`,
      repeated: `k1:${SECRET},k1:${[...SECRET].toReversed().join('')}`,
      nameless: SECRET,
    };
    for (const [kind, value] of Object.entries(bad)) {
      const { problems } = parseTokenKeys(value);
      expect(problems, kind).to.have.length(1);
      expect(problems.join(), kind).not.to.contain(value.slice(3, 20));
    }
  });

  it('accepts secrets from 32 bytes', () => {
    const problemsWith = (secret: string) => parseTokenKeys(`k1:${secret}`).problems.join();

    expect(problemsWith(SECRET.slice(0, 32))).to.equal('');
    expect(problemsWith(SECRET.slice(0, 31))).to.contain('shorter than 32 bytes');
  });

  it('never shows secrets', () => {
    const config = readConfig({
      TOKEN_SECRETS: production.TOKEN_SECRETS,
      MONGODB_URI: 'mongodb://meshi:pass-of-mongo@db/meshi', // not-a-secret
      REDIS_URL: 'redis://:pass-of-redis@cache', // not-a-secret
      SMTP_URL: 'smtp://meshi:pass-of-mail@mail', // not-a-secret
      TURN_SECRET: 'pass-of-turn',
    });

    const shown = [JSON.stringify(config), inspect(config, { depth: 9, showHidden: true }), `${config.mongodbUri}`];

    expect(shown.join()).not.to.match(/pass-of|k7Qz2vNw/);
    expect(config.mongodbUri?.reveal()).to.contain('pass-of-mongo');
    expect(String(new Secret('x'))).to.equal('[set]');
  });
});

describe('development secrets', () => {
  it('are created at the first start, readable only for their owner, and kept', async () => {
    const directory = join(await temporaryDirectory(), 'new');

    const first = await loadDevelopmentKeys(directory);
    const second = await loadDevelopmentKeys(directory);

    const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);
    expect(await modeOf(join(directory, 'token-secrets'))).to.equal('600');
    expect(await modeOf(directory)).to.equal('700');
    expect(second.map(({ secret }) => secret.reveal())).to.deep.equal(first.map(({ secret }) => secret.reveal()));
    expect(parseTokenKeys(await readFile(join(directory, 'token-secrets'), 'utf8')).problems).to.deep.equal([]);
  });

  it('of push messages are kept the same way', async () => {
    const directory = await temporaryDirectory();

    const first = await loadDevelopmentVapidKeys(directory);
    const second = await loadDevelopmentVapidKeys(directory);

    const { mode } = await stat(join(directory, 'vapid-keys'));
    expect((mode & 0o777).toString(8)).to.equal('600');
    expect(second.publicKey).to.equal(first.publicKey);
    expect(second.privateKey.reveal()).to.equal(first.privateKey.reveal());
  });

  it('are created again if the file is invalid', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'token-secrets'), 'k1:changeme');

    expect(await loadDevelopmentKeys(directory)).to.have.length(1);
  });
});

describe('the process', () => {
  it('exits with code 78 and explains how to fix an invalid configuration', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', TOKEN_SECRETS: 'k1:changeme' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

    const [[code], errors] = await Promise.all([once(child, 'exit'), text(child.stderr)]);

    expect(code).to.equal(78);
    expect(errors)
      .to.match(/TOKEN_SECRETS: key 1 .*openssl rand/)
      .and.match(/PUBLIC_URL: /)
      .and.not.match(/changeme/);
  });
});
