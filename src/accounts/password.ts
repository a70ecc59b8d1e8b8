/** Hashes and verifies passwords with argon2id, off the main thread. */
import { randomBytes } from 'node:crypto';
import { hash, type Options, verify } from '@node-rs/argon2';
import type { LimitedWork } from '../kernel/limited-work.ts';

/**
 * 19 MiB, two passes, one lane: the first recommendation for argon2id in
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html (argon2id is the library's default).
 */
const ARGON2: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export class Passwords {
  readonly #work: LimitedWork;
  #dummy: Promise<string> | null = null;

  constructor({ work }: { work: LimitedWork }) {
    this.#work = work;
  }

  /** The hash to store, with its parameters and salt. */
  hash(password: string): Promise<string> {
    return this.#work.run(() => hash(normalize(password), ARGON2));
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
