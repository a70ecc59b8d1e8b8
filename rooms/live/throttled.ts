/** Keeps something from happening too often without ever losing the last wish for it. */

/** Runs an action at once, and when it is asked for again soon after, once more when the interval is over. */
export class Throttled {
  readonly #intervalMs: number;
  readonly #action: () => void;
  #timer: NodeJS.Timeout | null = null;
  #isWanted = false;
  #isClosed = false;

  constructor({ intervalMs, action }: { intervalMs: number; action: () => void }) {
    this.#intervalMs = intervalMs;
    this.#action = action;
  }

  /** The action runs now, or at the end of the interval that is running. */
  ask(): void {
    if (this.#isClosed) return;
    if (this.#timer) this.#isWanted = true;
    else this.#run();
  }

  /** What was asked for and has not run is dropped. */
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
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#run();
  }
}
