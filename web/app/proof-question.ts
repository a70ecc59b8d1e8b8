/** The question for a fresh proof of who the person is: asked by the SDK, answered in the dialog. */

/** How a person answered: whether they have proved it. */
type Answer = (isProven: boolean) => void;

export class ProofQuestion {
  #answer: Answer | null = null;
  readonly #listeners = new Set<() => void>();

  get isOpen(): boolean {
    return this.#answer !== null;
  }

  /** Opens the dialog. Resolves to false if the person closes it. */
  ask = (): Promise<boolean> => new Promise((resolve) => this.#set(resolve));

  /** Closes the dialog. */
  answer(isProven: boolean): void {
    const answer = this.#answer;
    this.#set(null);
    answer?.(isProven);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(answer: Answer | null): void {
    this.#answer = answer;
    for (const listener of this.#listeners) listener();
  }
}
