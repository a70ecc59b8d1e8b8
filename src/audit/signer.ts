/** Signatures of the audit log: keyed hashes (HMAC), so that only this server can have written an entry. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../kernel/keyed-hash.ts';
import type { TokenKey } from '../kernel/token-keys.ts';

export interface Signature {
  readonly keyId: string;
  readonly mac: string;
}

/** `unknown_key`: the key is not configured any longer, so nobody can tell. */
export type SignatureState = 'valid' | 'wrong' | 'unknown_key';

export class AuditSigner {
  readonly #keys: ReadonlyMap<string, Buffer>;
  /** The id of the key that signs. */
  readonly keyId: string;

  /** The first of `keys` signs, all verify. */
  constructor({ keys }: { keys: readonly TokenKey[] }) {
    const [first] = keys;
    if (!first) throw new Error('There is no key for signing the audit log');
    this.keyId = first.id;
    this.#keys = new Map(keys.map(({ id, secret }) => [id, deriveKey(secret, 'meshi:audit')]));
  }

  sign(text: string): Signature {
    return { keyId: this.keyId, mac: this.#mac(this.keyId, text) ?? '' };
  }

  check(text: string, { keyId, mac }: Signature): SignatureState {
    const expected = this.#mac(keyId, text);
    if (expected === null) return 'unknown_key';
    const [a, b] = [Buffer.from(mac), Buffer.from(expected)];
    return a.length === b.length && timingSafeEqual(a, b) ? 'valid' : 'wrong';
  }

  #mac(keyId: string, text: string): string | null {
    const key = this.#keys.get(keyId);
    return key ? createHmac('sha256', key).update(text).digest('base64url') : null;
  }
}

/** What the signature of an entry is of. */
export function textOfEntry({ chain, seq, hash }: { chain: string; seq: number; hash: string }): string {
  return `entry.${chain}.${seq}.${hash}`;
}

/** What the signature of an end or a beginning of a chain is of. */
export function textOfMark(mark: { chain: string; kind: string; seq: number; hash: string; at: Date }): string {
  const { chain, kind, seq, hash, at } = mark;
  return `${kind}.${chain}.${seq}.${hash}.${at.getTime()}`;
}
