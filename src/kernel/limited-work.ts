/** Limits how much expensive work runs at the same time. */
import { UnavailableError } from './errors.ts';

/** Runs at most `atOnce` pieces of work at the same time. Up to `maxWaiting` more wait; further ones are rejected. */
export class LimitedWork {
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }) {
    this.#atOnce = atOnce;
    this.#maxWaiting = maxWaiting;
  }

  /** Runs `work` as soon as there is capacity. @throws UnavailableError if the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await this.#turn();
    else this.#running++;
    try {
      return await work();
    } finally {
      // The slot passes directly to the next waiting work, so that a new call cannot take it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new UnavailableError('The server is busy. Try again in a moment.', { retryAfterMs: 2_000 });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/**
 * Runs `work` for every item, at most `atOnce` at the same time. Returns the results in the order of the items. After a
 * failure, starts no further work and rejects.
 */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const lane = async () => {
    for (const [at, item] of waiting) {
      if (hasFailed) return;
      results[at] = await work(item);
    }
  };
  const lanes = Array.from({ length: Math.min(atOnce, items.length) }, () =>
    lane().catch((error: unknown) => {
      hasFailed = true;
      throw error;
    }),
  );
  await Promise.all(lanes);
  return results;
}
