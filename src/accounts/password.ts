/** Passwords: hashed with argon2id, off the main thread. */
import { randomBytes } from 'node:crypto';
import { hash, type Options, verify } from '@node-rs/argon2';
import type { LimitedWork } from '../kernel/limited-work.ts';

/**
 * 19 MiB, two passes, one lane: the first recommendation for argon2id of
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html (the library's default kind is argon2id).
 */
const ARGON2: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export class Passwords {
  readonly #work: LimitedWork;
  #dummy: Promise<string> | null = null;

  constructor({ work }: { work: LimitedWork }) {
    this.#work = work;
  }

  /** The text to store. */
  hash(password: string): Promise<string> {
    return this.#work.run(() => hash(normal(password), ARGON2));
  }

  /**
   * Whether the password is the stored one. Without a stored hash, as for an unknown address, it answers false after
   * the same work, so that the time tells nothing.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const known = stored ?? (await this.#dummyHash());
    const isRight = await this.#work.run(() => verify(known, normal(password)));
    return isRight && stored !== null;
  }

  /** Makes what the first check of an unknown address would otherwise have to make before. */
  async warmUp(): Promise<void> {
    await this.#dummyHash();
  }

  #dummyHash(): Promise<string> {
    this.#dummy ??= this.hash(randomBytes(24).toString('base64url'));
    return this.#dummy;
  }
}

/** The same word typed on another keyboard must be the same bytes. */
function normal(password: string): string {
  return password.normalize('NFKC');
}
