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
import { temporaryDirectory } from '../support/database.ts';

const SECRET = 'k7Qz2vNw9LxR4tYp6BmC1dJf8HgS3aUe5oWi0nXb';
const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://meshi.example', TOKEN_SECRETS: `k1:${SECRET}` };

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

  it('reports all problems together', () => {
    const report = problemsOf({
      PORT: '70000',
      MONGODB_URI: 'postgres://x',
      LOG_LEVEL: 'loud',
      TOKEN_SECRETS: 'short',
    });

    for (const name of ['PORT', 'MONGODB_URI', 'LOG_LEVEL', 'TOKEN_SECRETS']) expect(report).to.contain(`  ${name}: `);
  });

  it('describes every variable', () => {
    for (const { about, default: shown } of Object.values(variables)) expect([about, shown]).not.to.include('');
  });

  it('overrides limits by name, and rejects unknown names', () => {
    expect(readConfig({ LIMITS: '{"messagesPer10s":7}' }).limits).to.deep.equal({ ...limits, messagesPer10s: 7 });
    for (const wrong of ['{', '[]', 'null', '{"unheardOf":1}', '{"messagesPer10s":"many"}']) {
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
      repeated: `k1:${SECRET},k1:${SECRET}`,
      nameless: SECRET,
    };
    for (const [kind, value] of Object.entries(bad)) {
      const { problems } = parseTokenKeys(value);
      expect(problems, kind).to.have.length(1);
      expect(problems.join(), kind).not.to.contain(value.slice(3, 20));
    }
  });

  it('never shows secrets', () => {
    const config = readConfig({
      ...production,
      MONGODB_URI: 'mongodb://meshi:pass-of-mongo@db/meshi',
      REDIS_URL: 'redis://:pass-of-redis@cache',
      SMTP_URL: 'smtp://meshi:pass-of-mail@mail',
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
    const directory = await temporaryDirectory();

    const first = await loadDevelopmentKeys(directory);
    const second = await loadDevelopmentKeys(directory);

    const { mode } = await stat(join(directory, 'token-secrets'));
    expect((mode & 0o777).toString(8)).to.equal('600');
    expect(second.map(({ secret }) => secret.reveal())).to.deep.equal(first.map(({ secret }) => secret.reveal()));
    expect(parseTokenKeys(await readFile(join(directory, 'token-secrets'), 'utf8')).problems).to.deep.equal([]);
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
