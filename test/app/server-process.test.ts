/** How the server process exits after an error, and what it logs at start. Linux only. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Limits } from '../../src/kernel/config.ts';
import { ServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';

const unhandled = {
  'an unhandled rejection': "Promise.reject(new Error('planted'))",
  'an uncaught exception': "(() => { throw new Error('planted'); })()",
};

// Promise B3 of docs/promises.md.
describe('the server process', () => {
  for (const [error, expression] of Object.entries(unhandled)) {
    it(`logs ${error} as fatal and exits with code 1`, async () => {
      const onSignal = `process.once('SIGUSR2', () => ${expression});`;
      const server = await ServerProcess.start({
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(onSignal)}`,
      });

      process.kill(server.pid, 'SIGUSR2');
      const code = await server.exitCode();
      await server.close();

      expect(code).to.equal(1);
      expect(server.output).to.include('"level":60').and.include('planted');
    });
  }

  it('keeps its secrets from the programs that it starts', async () => {
    const TOKEN_SECRETS = `k1:${randomBytes(48).toString('base64')}`;
    const server = await ServerProcess.start({ TOKEN_SECRETS });

    const children = (await readFile(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8')).trim().split(' ');
    const environments = await Promise.all(children.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8')));
    await server.close();

    // The media worker and the database engine.
    expect(environments.length).to.be.at.least(2);
    expect(environments.filter((text) => text.includes('TOKEN_SECRETS') || text.includes(TOKEN_SECRETS))).to.deep.equal(
      [],
    );
  });

  it('does not start in production with people of the demo, whose password is known', async () => {
    const program = { command: process.execPath, args: ['src/main.ts', '--demo'], cwd: process.cwd() };
    const production = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://meshi.example',
      TOKEN_SECRETS: `k1:${randomBytes(48).toString('base64')}`,
    };
    const server = await ServerProcess.prepare(production, program);

    const hasStarted = await server.startAgain().then(
      () => true,
      () => false,
    );
    await server.close();

    expect(hasStarted).to.equal(false);
    expect(await server.exitCode()).to.equal(78);
    expect(server.output).to.include('--demo creates people with a known password');
  });

  it('says in production that the embedded engine is experimental', async () => {
    const server = await ServerProcess.start({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://meshi.example',
      TOKEN_SECRETS: `k1:${randomBytes(48).toString('base64')}`,
      TRUSTED_PROXIES: '1',
      LOG_LEVEL: 'info',
    });

    await server.close();

    expect(server.output).to.match(/"level":30[^\n]*embedded database engine is experimental[^\n]*MONGODB_URI/);
  });

  const unreachable = {
    Redis: { REDIS_URL: 'redis://127.0.0.1:1' },
    MongoDB: { MONGODB_URI: 'mongodb://127.0.0.1:1' },
  };
  for (const [name, environment] of Object.entries(unreachable)) {
    it(`ends with one clear line if ${name} does not answer in time`, async () => {
      const server = await ServerProcess.prepare(withLimits(environment, { startWaitMs: 1_000 }));

      await server.startAgain().catch(() => {});
      await server.close();

      expect(await server.exitCode()).to.equal(1);
      expect(server.output).to.match(new RegExp(`"level":60[^\\n]*"${name} at [A-Z_]+ does not answer`));
      expect(server.output.match(/does not answer/g), server.output).to.have.length(2);
    });

    it(`obeys a signal while it waits for ${name}`, async () => {
      const server = await ServerProcess.prepare(withLimits(environment, { startWaitMs: 600_000 }));
      const starting = server.startAgain().catch(() => {});
      await until(() => server.output.includes('does not answer'));

      process.kill(server.pid, 'SIGTERM');

      expect(await server.exitCode()).to.equal(0);
      await starting;
      await server.close();
    });
  }
});

function withLimits(environment: Record<string, string>, limits: Partial<Limits>): Record<string, string> {
  return { ...environment, LIMITS: JSON.stringify({ databaseWaitMs: 200, ...limits }) };
}
