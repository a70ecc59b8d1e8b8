/** Lists that nearly every request asks for, such as blocks: read from the database once, kept until news of a change. */
import { LRUCache } from 'lru-cache';
import { MINUTE_MS } from './time.ts';

const KEPT = 20_000;
/** Should a process miss the news of a change, it is right again after this. */
const KEPT_FOR_MS = MINUTE_MS;

/** Answers by key. Holds promises: what was read before a change and arrives after it is never kept for later callers. */
export class Remembered<Value> {
  readonly #answers = new LRUCache<string, Promise<Value>>({ max: KEPT, ttl: KEPT_FOR_MS });

  /** The answer that is kept, otherwise what `read` gives. */
  get(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.#answers.get(key);
    if (known) return known;
    const reading = read();
    this.#answers.set(key, reading);
    reading.catch(() => {
      // The caller gets the error; only the next one must ask again.
      if (this.#answers.peek(key) === reading) this.#answers.delete(key);
    });
    return reading;
  }

  forget(key: string): void {
    this.#answers.delete(key);
  }
}
