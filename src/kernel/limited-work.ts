/** Limits how much expensive work runs at the same time. */
import { UnavailableError } from './errors.ts';

/** Who waits for the work, for example a person. */
export interface Share {
  of: string;
  /** How many pieces of work may wait for it. */
  maxWaiting: number;
}

/**
 * Runs at most `atOnce` pieces of work at the same time. Up to `maxWaiting` more wait; further ones are rejected. Shares take
 * turns, so that the work of one does not hold up the others.
 */
export class LimitedWork {
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  /** By share. The next turn is of the first one. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #running = 0;

  constructor({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }) {
    this.#atOnce = atOnce;
    this.#maxWaiting = maxWaiting;
  }

  /** Runs `work` as soon as it has its turn. @throws UnavailableError if too much is waiting, in all or for this share */
  async run<T>(work: () => Promise<T>, share: Share = { of: '', maxWaiting: this.#maxWaiting }): Promise<T> {
    if (this.#running >= this.#atOnce) await this.#turn(share);
    else this.#running++;
    try {
      return await work();
    } finally {
      // The slot passes directly to the next waiting work, so that a new call cannot take it.
      const next = this.#next();
      if (next) next();
      else this.#running--;
    }
  }

  #turn({ of, maxWaiting }: Share): Promise<void> {
    const waiting = this.#waiting.get(of) ?? [];
    const total = [...this.#waiting.values()].reduce((sum, { length }) => sum + length, 0);
    if (total >= this.#maxWaiting || waiting.length >= maxWaiting) {
      throw new UnavailableError('The server is busy. Try again in a moment.', { retryAfterMs: 2_000 });
    }
    this.#waiting.set(of, waiting);
    return new Promise((resolve) => waiting.push(resolve));
  }

  /** Takes the oldest work of the share whose turn it is, which then waits behind the others. */
  #next(): (() => void) | undefined {
    const [turn] = this.#waiting;
    if (!turn) return undefined;
    const [of, waiting] = turn;
    this.#waiting.delete(of);
    const next = waiting.shift();
    if (waiting.length > 0) this.#waiting.set(of, waiting);
    return next;
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
