/**
 * Encrypted texts (AES-256-GCM) that the server itself must read again, such as the secret of an authenticator app. Each purpose has
 * its own key, derived from the token keys, and the text can only be opened together with what it was sealed for.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from './keyed-hash.ts';
import type { TokenKey } from './token-keys.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class SealedTexts {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #sealingId: string;

  /** The first of `keys` seals, all open. `purpose` is a name such as `meshi:authenticator`. */
  constructor({ keys, purpose }: { keys: readonly TokenKey[]; purpose: string }) {
    this.#keys = new Map(keys.map(({ id, secret }) => [id, deriveKey(secret, purpose)]));
    const [first] = keys;
    if (!first) throw new Error('There is no key for sealing texts');
    this.#sealingId = first.id;
  }

  /** `bound` is not part of the result. The text opens only together with it, so nobody can move it to another document. */
  seal(text: string, bound: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key(this.#sealingId), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(bound));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${this.#sealingId}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** The text; null if it was changed, was sealed for something else, or its key is no longer configured. */
  open(sealedText: string, bound: string): string | null {
    const [keyId = '', encoded = ''] = sealedText.split('.');
    const bytes = Buffer.from(encoded, 'base64url');
    if (!this.#keys.has(keyId) || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key(keyId), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(bound));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      // The tag does not fit.
      return null;
    }
  }

  /** Whether the first key has sealed it. */
  isNewest(sealedText: string): boolean {
    return sealedText.startsWith(`${this.#sealingId}.`);
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id);
    if (!key) throw new Error('The key for sealing texts is missing');
    return key;
  }
}
