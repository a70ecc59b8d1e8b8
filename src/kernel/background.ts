/** Work that no request waits for, and that can be waited for together, for example to close. */
export class Background {
  readonly #running = new Set<Promise<void>>();

  /** `onError` gets the error of work that fails. */
  add(work: Promise<unknown>, onError: (error: unknown) => void): void {
    const running: Promise<void> = work.then(() => {}, onError).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Waits for the work that runs now. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }
}
