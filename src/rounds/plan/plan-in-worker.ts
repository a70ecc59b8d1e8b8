/** Plans a round in a worker thread, because a large plan would block messages for about a second. */
import { Worker } from 'node:worker_threads';
import type { RoundInput, RoundPlan } from './round-plan.ts';
import { planRound } from './round-plan.ts';

/** Up to this many people a plan takes a few milliseconds, less than the start of a thread. */
const PLANNED_HERE_UP_TO = 60;

/** The same plan as `planRound`. */
export async function planInWorker(input: RoundInput): Promise<RoundPlan> {
  if (input.people.length <= PLANNED_HERE_UP_TO) return planRound(input);
  const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), { workerData: input });
  try {
    return await new Promise<RoundPlan>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The worker ended without a plan')));
    });
  } finally {
    await worker.terminate();
  }
}
