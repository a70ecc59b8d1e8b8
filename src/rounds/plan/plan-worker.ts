/** The worker thread that plans a round: see `plan-in-worker.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { planRound, type RoundInput } from './round-plan.ts';

parentPort?.postMessage(planRound(workerData as RoundInput));
