/** Work on the database that runs at intervals, such as removing what is too old. */
import type { Log } from '../kernel/log.ts';
import { oneAtATime } from '../kernel/one-at-a-time.ts';
import { isUnavailable } from './database-errors.ts';

export interface RepeatedWorkOptions {
  everyMs: number;
  /** The next run goes on with what a run that fails has left. */
  run: () => Promise<void>;
  /** What the log says if a run fails, other than because the database does not answer. */
  failure: string;
  log: Log;
}

export class RepeatedWork {
  readonly #everyMs: number;
  readonly #run: () => Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor({ everyMs, run, failure, log }: RepeatedWorkOptions) {
    this.#everyMs = everyMs;
    this.#run = oneAtATime(() =>
      run().catch((error: unknown) => {
        if (!isUnavailable(error)) log.error({ err: error }, failure);
      }),
    );
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.runNow(), this.#everyMs).unref();
  }

  /** Runs now, or waits for the run that has begun. Does not throw. */
  runNow(): Promise<void> {
    this.#running = this.#run();
    return this.#running;
  }

  /** Stops the repetition, after a running run has finished. Idempotent. */
  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#running;
  }
}
