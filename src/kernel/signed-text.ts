/**
 * Texts that only this server can have written, for links and cookies that live longer than access tokens. Each purpose has a key
 * of its own, derived from the token keys, so that a text for one purpose is refused for every other.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from './keyed-hash.ts';
import type { TokenKey } from './token-keys.ts';

export class SignedTexts {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #signingId: string;

  /** The first of `keys` signs, all verify. `purpose` is a name such as `meshi:stop-mail`. */
  constructor({ keys, purpose }: { keys: readonly TokenKey[]; purpose: string }) {
    this.#keys = new Map(keys.map(({ id, secret }) => [id, deriveKey(secret, purpose)]));
    const [first] = keys;
    if (!first) throw new Error('There is no key for signing texts');
    this.#signingId = first.id;
  }

  /** The text with its signature. The signature also covers `bound`, which the result does not contain. */
  sign(text: string, bound = ''): string {
    const signed = `${this.#signingId}.${text}`;
    return `${signed}.${this.#mac(this.#signingId, signed, bound)?.toString('base64url')}`;
  }

  /** The text; null if this server did not sign it together with `bound`. */
  verify(token: string, bound = ''): string | null {
    const [keyId = '', ...parts] = token.split('.');
    const given = Buffer.from(parts.pop() ?? '', 'base64url');
    const text = parts.join('.');
    const expected = this.#mac(keyId, `${keyId}.${text}`, bound);
    if (!expected || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return text;
  }

  #mac(keyId: string, text: string, bound: string): Buffer | null {
    const key = this.#keys.get(keyId);
    if (!key) return null;
    const mac = createHmac('sha256', key).update(text);
    // Separated, so that no other text and `bound` have the same bytes.
    if (bound !== '') mac.update(`\0${bound}`);
    return mac.digest();
  }
}
