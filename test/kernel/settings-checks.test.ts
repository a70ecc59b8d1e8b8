/** No insecure setting of production is silent: each is refused, or is a risk that must be accepted by its name. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigError, examineConfig, readConfig } from '../../src/kernel/config.ts';
import { limits } from '../../src/kernel/limits.ts';
import { allChecks } from '../../src/kernel/settings-checks/all-checks.ts';
import type { ServerProcess } from '../../src/kernel/settings-checks/check.ts';
import { safeLimits } from '../../src/kernel/settings-checks/limit-checks.ts';
import { temporaryDirectory } from '../support/database.ts';
import { type BadSetting, bad, good, PASSWORD, SECRET, server, type Variables } from './bad-settings.ts';

// Promise A12 of docs/promises.md.
describe('an insecure setting in production', () => {
  let folder: string;

  before(async () => {
    folder = await temporaryDirectory();
  });

  /** The variables with the bad setting, and a data folder of their own. */
  function prepared(name: string, { env, files }: BadSetting): Variables {
    const dataDir = join(folder, name);
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    files?.(dataDir);
    const places = Object.fromEntries(
      Object.entries(env ?? {}).map(([key, value]) => [key, value?.replace('DATA_DIR', dataDir)]),
    );
    const worker = files ? join(dataDir, 'worker') : undefined;
    return { ...good, DATA_DIR: dataDir, MEDIASOUP_WORKER_BIN: worker, ...places };
  }

  for (const [name, setting] of Object.entries(bad)) {
    const { severity } = allChecks[setting.id] ?? {};
    it(`is ${severity === 'risk' ? 'a risk to accept' : 'refused'}: ${name}`, () => {
      const env = prepared(name, setting);
      const process = { ...server, ...setting.server };

      const lines = problemsOf(env, process);
      const afterAccepting = problemsOf({ ...env, ACCEPT_RISKS: setting.id }, process);

      const mend = allChecks[setting.id]?.mend ?? 'no check';
      expect(lines.filter((line) => line.includes(mend))).not.to.deep.equal([]);
      expect(lines.join()).not.to.include(PASSWORD).and.not.include(SECRET);
      if (severity === 'risk') {
        expect(lines.join()).to.include(`ACCEPT_RISKS=${setting.id}`);
        expect(afterAccepting.filter((line) => line.includes(mend))).to.deep.equal([]);
      } else {
        expect(afterAccepting.join()).to.include(`${setting.id} is refused and cannot be accepted`);
        expect(afterAccepting.filter((line) => line.includes(mend))).to.deep.equal(
          lines.filter((line) => line.includes(mend)),
        );
      }
    });
  }

  it('is tried here for every check, apart from similar limits', () => {
    const tried = Object.values(bad).map(({ id }) => id);

    expect(tried).to.have.length.at.least(60);
    expect(Object.keys(allChecks).filter((id) => !id.startsWith('limit-') && !tried.includes(id))).to.deep.equal([]);
  });

  it('is reported together with all others, one line each', () => {
    const env = prepared('together', { id: '' });

    const lines = problemsOf({ ...env, HOST: '0.0.0.0', LOG_LEVEL: 'silent', PORT: '70000', TURN_SECRET: 'a' }, server);

    expect(lines.map((line) => line.split(':')[0])).to.have.members(['HOST', 'LOG_LEVEL', 'PORT', 'TURN_SECRET']);
  });

  it('is accepted for all of its kind, and named to the operators', () => {
    const env = prepared('accepted', { id: '' });

    const { risks } = readConfig({ ...env, HOST: '0.0.0.0', ACCEPT_RISKS: ' open-http, ,many-proxies' }, server);

    expect(risks.accepted.map(({ id }) => id)).to.deep.equal(['open-http']);
    expect(risks.accepted[0]?.finding).to.match(/^HOST: /);
    expect(risks.unneeded).to.deep.equal(['many-proxies']);
  });

  it('cannot be accepted by a name that does not exist', () => {
    const lines = problemsOf({ ...prepared('unknown', { id: '' }), ACCEPT_RISKS: 'plain-mongo,toString' }, server);

    expect(lines).to.have.length(2);
    expect(lines[0]).to.include('"plain-mongo" is not a risk; the risks are ').and.include('plain-mongodb');
  });

  it('is not in a good configuration', () => {
    const { config, problems, judgements } = examineConfig(prepared('good', { id: '' }), server);

    expect(problems).to.deep.equal([]);
    expect(judgements.filter(({ outcome }) => outcome !== 'ok')).to.deep.equal([]);
    expect(config.risks).to.deep.equal({ accepted: [], unneeded: [] });
  });

  it('is not in good configurations of other forms', () => {
    const forms: Variables[] = [
      { MONGODB_URI: `mongodb+srv://m:${PASSWORD}@db.example/meshi` },
      { MONGODB_URI: 'mongodb://CN=m@db.example/?tls=true&authMechanism=MONGODB-X509' },
      { MONGODB_URI: 'mongodb://%2Frun%2Fmongodb.sock/meshi' },
      { MONGODB_URI: `mongodb://m:${PASSWORD}@localhost/meshi` },
      { REDIS_URL: `redis://:${PASSWORD}x@127.0.0.1:6379` },
      { SMTP_URL: 'smtp://localhost:25' },
      { PUBLIC_URL: 'https://203.0.113.7:8443', TRUSTED_PROXIES: '3' },
      { PUBLIC_URL: 'https://飯.example', HOST: '::1' },
      { MONGODB_URI: undefined, REDIS_URL: undefined, NODE_URL: undefined, SMTP_URL: undefined, MAIL_FROM: undefined },
      { LIMITS: JSON.stringify({ readPerMinute: 1_200, passwordResetMs: 900_000 }) },
    ];

    for (const [index, form] of forms.entries())
      expect(problemsOf({ ...prepared(`form${index}`, { id: '' }), ...form }, server), `form ${index}`).to.deep.equal(
        [],
      );
  });

  it('is not in the compose file, apart from the risks that it names', () => {
    const text = readFileSync(join(import.meta.dirname, '../../ops/container/compose.yaml'), 'utf8');
    const lines = /\n {4}environment:\n((?: {6}.*\n)+)/.exec(text)?.[1]?.matchAll(/^ {6}([A-Z_]+): (.+)$/gm) ?? [];
    const given: Variables = { ...good, MEDIA_ANNOUNCED_ADDRESS: '203.0.113.7', ACCEPT_RISKS: undefined };
    const filled = (value = '') =>
      value.replace(/\$\{([A-Z_]+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_all, name, standard) => given[name] ?? standard ?? '');
    const compose = Object.fromEntries([...lines].map(([, name = '', value]) => [name, filled(value)]));

    const { config, problems, judgements } = examineConfig(
      { NODE_ENV: 'production', DATA_DIR: folder, ...compose },
      server,
    );

    expect(compose.PUBLIC_URL).to.equal('https://meshi.example');
    expect([
      ...problems,
      ...judgements.filter(({ outcome }) => outcome === 'risk' || outcome === 'refused'),
    ]).to.deep.equal([]);
    expect(config.risks.unneeded).to.deep.equal([]);
  });

  it('is free in development, if NODE_ENV says so', () => {
    const env = { ...good, NODE_ENV: 'development', HOST: '0.0.0.0', PUBLIC_URL: 'http://meshi.example' };

    expect(problemsOf(env, server)).to.deep.equal([]);
    expect(problemsOf({}, server)).to.deep.equal([]);
  });
});

describe('the safe ranges of limits', () => {
  it('contain the defaults', () => {
    for (const [name, { min = 0, max = Number.POSITIVE_INFINITY }] of Object.entries(safeLimits))
      expect(limits[name as keyof typeof limits], name).to.be.within(min, max);
  });

  it('exist for every rate, token and code', () => {
    const names = Object.keys(limits).filter((name) =>
      /Per(Minute|Hour|10s|Day)|token(?!s)|session|code|ticket|reset|undo|knownDevice|hash|avatar/i.test(name),
    );
    // Refused below its default.
    const others = ['passwordMemoryKib'];

    expect(names.filter((name) => !(name in safeLimits) && !others.includes(name))).to.deep.equal([]);
  });
});

function problemsOf(env: Variables, process: ServerProcess): string[] {
  try {
    readConfig(env, process);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}
