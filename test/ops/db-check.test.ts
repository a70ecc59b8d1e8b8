/** The program behind `npm run db:check`, run as contributors run it. */
import { spawn } from 'node:child_process';
import { expect } from 'chai';

describe('db:check', () => {
  it('finds an index for every hot query of every feature', async () => {
    const { code, output } = await run('ops/db-check.ts');

    expect(output).to.match(/\n[1-9]\d* hot queries, 0 of them without a suitable index\n/);
    expect(code).to.equal(0);
  });
});

function run(program: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => parts.push(part));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(parts).toString() }));
  });
}
