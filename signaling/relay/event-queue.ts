/**
 * The events that wait to be written to the stream. Bounded by their size: if more wait, the older half is dropped. Batches
 * are numbered, and dropping events leaves a number out, so the other processes notice that they missed something.
 */

/** Events that are written together. A batch that may have been written is written again unchanged, with the same number. */
export interface Batch {
  number: number;
  /** JSON: `[[name, event], …]`. */
  events: string;
}

/** Roughly the largest entry of the stream, unless one event is larger. */
const BATCH_BYTES = 256_000;

export class EventQueue {
  readonly #maxBytes: number;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #batch: Batch | null = null;
  #lastNumber = 0;

  constructor({ maxBytes }: { maxBytes: number }) {
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#batch === null && this.#waiting.length === 0;
  }

  /** Adds an event. Returns how many older events were dropped for it. */
  add(name: string, event: unknown): number {
    const text = JSON.stringify([name, event]);
    this.#waiting.push(text);
    this.#waitingBytes += text.length;
    return this.#waitingBytes > this.#maxBytes ? this.#dropOlderHalf() : 0;
  }

  /** The batch to write now: the same one until `done` is called. Null if nothing waits. */
  next(): Batch | null {
    if (this.#batch || this.#waiting.length === 0) return this.#batch;
    const taken = this.#take(this.#countOfBatch());
    this.#lastNumber += 1;
    this.#batch = { number: this.#lastNumber, events: `[${taken.join(',')}]` };
    return this.#batch;
  }

  /** Removes the batch that was written. */
  done(): void {
    this.#batch = null;
  }

  #countOfBatch(): number {
    let bytes = 0;
    const end = this.#waiting.findIndex((text) => {
      bytes += text.length;
      return bytes > BATCH_BYTES;
    });
    return end < 0 ? this.#waiting.length : Math.max(1, end);
  }

  #dropOlderHalf(): number {
    const dropped = this.#take(Math.ceil(this.#waiting.length / 2));
    this.#lastNumber += 1;
    return dropped.length;
  }

  #take(count: number): string[] {
    const taken = this.#waiting.splice(0, count);
    this.#waitingBytes -= taken.reduce((sum, text) => sum + text.length, 0);
    return taken;
  }
}
