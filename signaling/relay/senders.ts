/** The last batch of each other process that was received, by number. */
import { LRUCache } from 'lru-cache';

/** More processes than ever write within the time that the stream is kept. */
const KEPT = 1_000;

/** `repeated`: it was received before. `gap`: batches before it were lost. */
export type Arrival = 'next' | 'repeated' | 'gap';

export class Senders {
  readonly #lastNumbers = new LRUCache<string, number>({ max: KEPT });

  /** Notes a batch. The first batch of a process is `next`: this process or that one has just started. */
  note(processId: string, number: number): Arrival {
    const last = this.#lastNumbers.get(processId) ?? number - 1;
    if (number <= last) return 'repeated';
    this.#lastNumbers.set(processId, number);
    return number === last + 1 ? 'next' : 'gap';
  }
}
