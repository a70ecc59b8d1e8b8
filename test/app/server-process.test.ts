/** How the server process exits after an error, and what it logs at start. Linux only. */
import { expect } from 'chai';
import { ServerProcess } from '../support/server-process.ts';

const unhandled = {
  'an unhandled rejection': "Promise.reject(new Error('planted'))",
  'an uncaught exception': "(() => { throw new Error('planted'); })()",
};

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

  it('says in production that the embedded engine is experimental', async () => {
    const server = await ServerProcess.start({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://meshi.example',
      TOKEN_SECRETS: `k1:${Buffer.from('a secret for this test alone, long enough').toString('base64')}`,
      LOG_LEVEL: 'info',
    });

    await server.close();

    expect(server.output).to.match(/"level":30[^\n]*embedded database engine is experimental[^\n]*MONGODB_URI/);
  });
});
