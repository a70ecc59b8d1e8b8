/** Estimates in a worker thread how many guesses passwords take. One thread serves the whole process, until it is idle. */
import { Worker } from 'node:worker_threads';
import { MINUTE_MS } from '../../kernel/time.ts';
import type { Guess, GuessTask } from './guess-worker.ts';

/** The memory of the word lists is returned when nobody has chosen a password for this time. */
const IDLE_MS = MINUTE_MS;

/** In megabytes. The lists need half of it. */
const MEMORY = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

interface Waiting {
  resolve(guess: Guess): void;
  reject(error: Error): void;
}

class Guesser {
  readonly #worker = new Worker(new URL('./guess-worker.ts', import.meta.url), { resourceLimits: MEMORY });
  readonly #waiting = new Map<number, Waiting>();
  #idle: NodeJS.Timeout | null = null;
  #lastId = 0;

  private constructor() {}

  /** Starts the thread. `onEnd` is called once, when it stops accepting tasks. */
  static start(onEnd: () => void): Guesser {
    const guesser = new Guesser();
    guesser.#idle = setTimeout(() => {
      onEnd();
      void guesser.#worker.terminate();
    }, IDLE_MS).unref();
    guesser.#worker.on('message', (guess: Guess) => guesser.#answer(guess));
    guesser.#worker.on('error', (error) => {
      onEnd();
      for (const { reject } of guesser.#waiting.values()) reject(error);
    });
    return guesser;
  }

  guess(password: string, known: readonly string[]): Promise<Guess> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Guess>();
    this.#waiting.set(id, { resolve, reject });
    this.#idle?.refresh();
    this.#worker.ref();
    this.#worker.postMessage({ id, password, known } satisfies GuessTask);
    return promise;
  }

  #answer(guess: Guess): void {
    this.#waiting.get(guess.id)?.resolve(guess);
    this.#waiting.delete(guess.id);
    // An idle thread does not keep the process alive.
    if (this.#waiting.size === 0) this.#worker.unref();
  }
}

let current: Guesser | null = null;

/** `known` are words that an attacker would try first. */
export function guess(password: string, known: readonly string[]): Promise<Guess> {
  current ??= Guesser.start(() => {
    current = null;
  });
  return current.guess(password, known);
}
