/** Plans a round in a worker thread, because a large plan would block the event loop for about a second. */
import { Worker } from 'node:worker_threads';
import type { RoundInput, RoundPlan } from './round-plan.ts';
import { planRound } from './round-plan.ts';

/** A plan for up to this many people takes a few milliseconds, less than starting a thread. */
const MAX_PLANNED_INLINE = 60;

/** Returns the same plan as `planRound`. */
export async function planInWorker(input: RoundInput): Promise<RoundPlan> {
  if (input.people.length <= MAX_PLANNED_INLINE) return planRound(input);
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
