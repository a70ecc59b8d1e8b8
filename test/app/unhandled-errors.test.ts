/** An error that nobody handles ends the server process, so that its supervisor starts a sound one. Linux only. */
import { expect } from 'chai';
import { ServerProcess } from '../support/server-process.ts';

const unhandled = {
  'a rejection that nobody handles': "Promise.reject(new Error('planted'))",
  'an exception that nobody catches': "(() => { throw new Error('planted'); })()",
};

describe('the server process', () => {
  for (const [error, expression] of Object.entries(unhandled)) {
    it(`logs ${error} as fatal and ends with code 1`, async () => {
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
});
