/** The thread on which a round is planned: see `plan-apart.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { planRound, type RoundInput } from './round-plan.ts';

parentPort?.postMessage(planRound(workerData as RoundInput));
