/** Hashes and verifies passwords with argon2id, off the main thread. */
import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { LimitedWork } from '../kernel/limited-work.ts';

export class Passwords {
  readonly #work: LimitedWork;
  readonly #memoryKib: number;
  #dummy: Promise<string> | null = null;

  constructor({ work, memoryKib }: { work: LimitedWork; memoryKib: number }) {
    this.#work = work;
    this.#memoryKib = memoryKib;
  }

  /** The hash to store, with its parameters and salt. */
  hash(password: string): Promise<string> {
    // argon2id is the library's default.
    const options = { memoryCost: this.#memoryKib, timeCost: 2, parallelism: 1 };
    return this.#work.run(() => hash(normalize(password), options));
  }

  /**
   * Whether the password matches the stored hash. Without a stored hash (unknown address) it returns false after the same
   * work, so that the response time does not reveal whether the account exists.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const known = stored ?? (await this.#dummyHash());
    const isCorrect = await this.#work.run(() => verify(known, normalize(password)));
    return isCorrect && stored !== null;
  }

  #dummyHash(): Promise<string> {
    this.#dummy ??= this.hash(randomBytes(24).toString('base64url'));
    return this.#dummy;
  }
}

/** Input methods produce different code points for the same text, such as half-width kana. */
function normalize(password: string): string {
  return password.normalize('NFKC');
}
