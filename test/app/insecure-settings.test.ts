/** The real process, and `npm run doctor`, with settings that are refused, and with risks. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryDirectory } from '../support/database.ts';
import { ServerProcess, testRisks } from '../support/server-process.ts';

type Variables = Record<string, string>;

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://meshi.example',
  HOST: '127.0.0.1',
  TRUSTED_PROXIES: '1',
  TOKEN_SECRETS: `k1:${randomBytes(48).toString('base64url')}`,
  ACCEPT_RISKS: 'root-user',
};

describe('a start in production', () => {
  it('ends with all that is refused, and never shows a secret', async () => {
    const secret = 'jwt-signing-key-for-production-use-only!!';

    const { code, errors } = await endOf({
      ...production,
      TOKEN_SECRETS: `k1:${secret}`,
      PUBLIC_URL: 'https://*',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    });

    expect(code).to.equal(78);
    const lines = errors.split('\n').filter((line) => line.startsWith('  '));
    expect(lines.map((line) => line.trim().split(':')[0])).to.have.members([
      'TOKEN_SECRETS',
      'PUBLIC_URL',
      'NODE_TLS_REJECT_UNAUTHORIZED',
    ]);
    expect(errors).not.to.include(secret);
  });

  it('ends with a risk that is not accepted, and says how to accept it', async () => {
    const { code, errors } = await endOf({ ...production, REDIS_URL: 'redis://redis:6379' });

    expect(code).to.equal(78);
    expect(errors).to.match(/ {2}REDIS_URL: the connection is not encrypted; .*ACCEPT_RISKS=plain-redis\n/);
    expect(errors).to.match(/ {2}REDIS_URL: has no password; .*ACCEPT_RISKS=open-redis\n/);
  });

  it('ends with a risk that does not exist', async () => {
    const { code, errors } = await endOf({ ...production, ACCEPT_RISKS: 'root-user,everything' });

    expect(code).to.equal(78);
    expect(errors).to.include('ACCEPT_RISKS: "everything" is not a risk; the risks are ').and.include('plain-redis');
  });

  it('ends with a debugger, however Node gets it', async () => {
    const [byArgument, byVariable] = await Promise.all([
      endOf(production, ['--inspect=0', 'src/main.ts']),
      endOf({ ...production, NODE_OPTIONS: '--inspect=127.0.0.1:0' }),
    ]);

    expect([byArgument.code, byVariable.code]).to.deep.equal([78, 78]);
    expect(byArgument.errors).to.include('ACCEPT_RISKS=inspector');
    expect(byVariable.errors).to.include('ACCEPT_RISKS=inspector');
  });

  it('ends as root, unless the risk is accepted', async function () {
    if (process.getuid?.() !== 0) return this.skip();

    const { code, errors } = await endOf({ ...production, ACCEPT_RISKS: '' });

    expect(code).to.equal(78);
    expect(errors).to.include('ACCEPT_RISKS=root-user');
  });

  it('says which risks are accepted, in the log and to this machine', async () => {
    const risks = [...testRisks, 'readable-secret-file', 'plain-redis'];
    const file = join(await temporaryDirectory(), 'tokens');
    await writeFile(file, production.TOKEN_SECRETS, { mode: 0o644 });
    const { TOKEN_SECRETS, ...others } = production;
    const env = { ...others, TOKEN_SECRETS_FILE: file, ACCEPT_RISKS: risks.join() };

    const server = await ServerProcess.start(env);
    const here = await (await fetch(`${server.url}/readyz`)).json();
    const elsewhere = await (
      await fetch(`${server.url}/readyz`, { headers: { 'x-forwarded-for': '203.0.113.9' } })
    ).json();
    await server.close();

    const shown = here.acceptedRisks.map(({ id }: { id: string }) => id);
    expect(shown).to.include.members(['readable-secret-file', 'local-media']).and.not.include('plain-redis');
    expect(elsewhere).to.deep.equal({ status: 'ready' });
    expect(server.output).to.match(
      /"level":40[^\n]*"risk":"readable-secret-file"[^\n]*accepted risk: TOKEN_SECRETS_FILE/,
    );
    expect(server.output).to.match(/"level":40[^\n]*"risk":"plain-redis"[^\n]*not there/);
    expect(server.output).not.to.include(TOKEN_SECRETS);
  });
});

describe('a start outside of production', () => {
  it('ends if NODE_ENV was forgotten, or is that of tests', async () => {
    const [forgotten, ofTests] = await Promise.all([
      endOf({ ...production, NODE_ENV: '' }),
      endOf({ ...production, NODE_ENV: 'test' }),
    ]);

    expect([forgotten.code, ofTests.code]).to.deep.equal([78, 78]);
    expect(forgotten.errors).to.include('NODE_ENV: not set, but this looks like production (PUBLIC_URL is https');
    expect(ofTests.errors).to.include('NODE_ENV: test is for tests');
  });
});

describe('the doctor', () => {
  const doctor = ['src/doctor.ts'];

  it('judges every setting, with exit code 78 if the start would end', async () => {
    const env = { ...production, PORT: 'x', LOG_LEVEL: 'silent', TRUSTED_PROXIES: '9' };

    const { code, output } = await endOf(env, [...doctor, '--demo']);

    expect(code).to.equal(78);
    expect(output).to.match(/^INVALID {8}PORT: /m);
    expect(output).to.match(/^REFUSED {8}silent-log: LOG_LEVEL: .*; set LOG_LEVEL=info$/m);
    expect(output).to.match(/^REFUSED {8}demo-data: /m);
    expect(output).to.match(/^RISK {11}many-proxies: .*ACCEPT_RISKS=many-proxies$/m);
    expect(output).to.match(/^ok {13}plain-redis$/m);
    expect(output).not.to.include(production.TOKEN_SECRETS.slice(3));
  });

  it('ends with 0 if Meshi would start', async () => {
    const { code, output } = await endOf(
      { ...production, LOG_LEVEL: 'warn', ACCEPT_RISKS: 'root-user,no-security-log' },
      doctor,
    );

    expect(output).to.match(/^risk accepted {2}no-security-log: LOG_LEVEL: /m);
    expect(output).to.include('Meshi starts with these settings.');
    expect(code).to.equal(0);
  });
});

interface End {
  code: number | null;
  output: string;
  errors: string;
}

/** Runs a program of Meshi until it ends. */
async function endOf(env: Variables, args: readonly string[] = ['src/main.ts']): Promise<End> {
  const own = { PATH: process.env.PATH, DATA_DIR: await temporaryDirectory(), ...env };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { env: own }, (_error, output, errors) =>
      resolve({ code: child.exitCode, output, errors }),
    );
  });
}
