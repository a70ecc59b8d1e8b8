/**
 * Tokens of the links that turn off notification mail. They must work as long as a mail is in a mailbox, so unlike all other
 * tokens they never expire, and they allow nothing else. Signed with a key that is derived for this purpose only.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Person } from '../../kernel/person.ts';
import type { TokenKey } from '../../kernel/token-keys.ts';

const PURPOSE = 'meshi:stop-mail';

export class StopMailTokens {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #signingId: string;

  /** The first of `keys` signs, all verify. */
  constructor({ keys }: { keys: readonly TokenKey[] }) {
    this.#keys = new Map(keys.map(({ id, secret }) => [id, derive(secret.reveal())]));
    const [first] = keys;
    if (!first) throw new Error('There is no key for signing tokens');
    this.#signingId = first.id;
  }

  make({ tenantId, personId }: Person): string {
    const text = `${this.#signingId}.${encode(tenantId)}.${encode(personId)}`;
    return `${text}.${this.#sign(this.#signingId, text)?.toString('base64url')}`;
  }

  /** The person whom the token names; null if the signature is invalid. */
  read(token: string): Person | null {
    const [keyId = '', tenant = '', person = '', signature = '', ...rest] = token.split('.');
    const expected = this.#sign(keyId, `${keyId}.${tenant}.${person}`);
    const given = Buffer.from(signature, 'base64url');
    if (rest.length > 0 || !expected || given.length !== expected.length || !timingSafeEqual(given, expected))
      return null;
    return { tenantId: decode(tenant), personId: decode(person) };
  }

  #sign(keyId: string, text: string): Buffer | null {
    const key = this.#keys.get(keyId);
    return key ? createHmac('sha256', key).update(text).digest() : null;
  }
}

function derive(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, 32));
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function decode(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}
