/** Work that is costly in memory or time: so much at once, so much waiting, and the rest is refused. */
import { UnavailableError } from './errors.ts';

export class LimitedWork {
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }) {
    this.#atOnce = atOnce;
    this.#maxWaiting = maxWaiting;
  }

  /** Runs `work` when its turn has come. @throws UnavailableError when too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await this.#turn();
    else this.#running++;
    try {
      return await work();
    } finally {
      // The place passes to the next one in line, so nobody who comes now can take it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new UnavailableError('The server is busy at the moment. Try again in a moment.', { retryAfterMs: 2_000 });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
