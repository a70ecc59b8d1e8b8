/**
 * Limits how often an action runs: at most once per interval. The first request runs it at once. Requests during the
 * interval run it once more at its end, so the last request is never lost.
 */
export class Throttled {
  readonly #intervalMs: number;
  readonly #action: () => void;
  #timer: NodeJS.Timeout | null = null;
  #isRequested = false;
  #isClosed = false;

  constructor({ intervalMs, action }: { intervalMs: number; action: () => void }) {
    this.#intervalMs = intervalMs;
    this.#action = action;
  }

  /** Runs the action now, or at the end of the current interval. */
  ask(): void {
    if (this.#isClosed) return;
    if (this.#timer) this.#isRequested = true;
    else this.#run();
  }

  /** Drops a request that has not run yet. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #run(): void {
    this.#timer = setTimeout(() => this.#intervalOver(), this.#intervalMs).unref();
    this.#action();
  }

  #intervalOver(): void {
    this.#timer = null;
    if (!this.#isRequested) return;
    this.#isRequested = false;
    this.#run();
  }
}
