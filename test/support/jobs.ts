/** Jobs, which tests run themselves where `jobPollMs` is long. */
import type { App } from '../../src/app.ts';

const MAX_ROUNDS = 100;

/** Runs jobs until none is due. */
export async function runDueJobs({ kernel }: Pick<App, 'kernel'>): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) if ((await kernel.jobs.runDue()) === 0) return;
  throw new Error(`Jobs are still due after ${MAX_ROUNDS} rounds`);
}
