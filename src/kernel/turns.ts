/**
 * Work that takes turns, for limits that are counted before a write: in this process no other write comes in between. Another
 * process may still write, so the count is checked again after the write, which is then undone.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when all earlier work with this key has ended, also if that failed. */
  async take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const result = before ? before.then(work) : work();
    const ended = result.catch(() => {
      // The caller gets the error; the next work runs all the same.
    });
    this.#last.set(key, ended);
    try {
      return await result;
    } finally {
      if (this.#last.get(key) === ended) this.#last.delete(key);
    }
  }
}
