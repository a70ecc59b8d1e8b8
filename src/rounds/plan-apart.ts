/** Plans a round on a thread of its own, so that conversations go on meanwhile. */
import { Worker } from 'node:worker_threads';
import type { RoundInput, RoundPlan } from './round-plan.ts';
import { planRound } from './round-plan.ts';

/** So few people are planned within a few milliseconds. */
const SMALL = 60;

/** As `planRound`. */
export async function planApart(input: RoundInput): Promise<RoundPlan> {
  if (input.people.length <= SMALL) return planRound(input);
  const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), { workerData: input });
  try {
    return await new Promise<RoundPlan>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The planning of a round ended without a plan')));
    });
  } finally {
    await worker.terminate();
  }
}
