/**
 * Keyed hashes (HMAC) of values that can be guessed, such as e-mail addresses and short codes: without a key of the server,
 * nobody can try out which value has a hash. Each purpose has its own key, derived from the server's keys.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import type { Secret } from './secret.ts';
import type { TokenKey } from './token-keys.ts';

export class KeyedHash {
  readonly #keys: readonly Buffer[];

  /** The first of `keys` hashes; values that were hashed with any of them are recognised. */
  constructor({ keys, purpose }: { keys: readonly TokenKey[]; purpose: string }) {
    this.#keys = keys.map(({ secret }) => deriveKey(secret, purpose));
  }

  /** The hash to store. */
  of(text: string): string {
    return this.all(text)[0] ?? '';
  }

  /** The hashes of the text under every key, the one to store first. */
  all(text: string): string[] {
    return this.#keys.map((key) => createHmac('sha256', key).update(text).digest('base64url'));
  }
}

/** A key for one purpose only: with it, nothing else can be signed or hashed. */
export function deriveKey(secret: Secret, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret.reveal(), '', purpose, 32));
}
