/** Work that costs memory or time: how much runs at once, and what happens to the rest. */
import { UnavailableError } from './errors.ts';

/** Runs `atOnce` works at the same time; `maxWaiting` more wait, and the rest is refused. */
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
      // The place passes to the next in the queue, so that nobody who comes now can take it.
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

/**
 * Runs `work` for every item, `atOnce` at the same time. Returns the results in the order of the items. Begins no more work
 * after a failure.
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
