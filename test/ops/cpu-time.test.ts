/** The processor time that the run of all tests prints. Linux only. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { endWithTests } from '../support/children.ts';
import { cpuTimeMs } from '../support/cpu-time.cjs';

/** Works for at least this long, and says how long. */
const WORK_MS = 200;
const WORK = `
  let used = 0;
  while (used < ${WORK_MS}) {
    const { user, system } = process.cpuUsage();
    used = (user + system) / 1_000;
  }
  process.send(used);
`;
/** Linux counts in ticks of 10 ms, for user and system apart. */
const ROUNDING_MS = 20;

function startWork(after: string) {
  const child = spawn(process.execPath, ['-e', WORK + after], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  endWithTests(child);
  return child;
}

describe('the processor time of the tests', () => {
  it('contains that of a child that has ended', async () => {
    const before = cpuTimeMs();
    const child = startWork('process.disconnect();');
    const [[used]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);

    expect(cpuTimeMs() - before).to.be.at.least(Number(used) - ROUNDING_MS);
  });

  it('contains that of a child that is running, and of its children that have ended', async () => {
    const before = cpuTimeMs();
    const again = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(WORK.replace('process.send', 'void '))}]);
      process.send('done'); setInterval(() => {}, 1_000);`;
    const child = startWork(again);
    await once(child, 'message');
    await once(child, 'message');
    const used = cpuTimeMs() - before;
    child.kill();

    expect(used).to.be.at.least(2 * (WORK_MS - ROUNDING_MS));
  });
});
