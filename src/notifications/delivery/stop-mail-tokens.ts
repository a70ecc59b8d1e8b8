/**
 * Tokens of the links that turn off notification mail. They must work as long as a mail is in a mailbox, so unlike all other
 * tokens they never expire, and they allow nothing else.
 */
import type { Person } from '../../kernel/person.ts';
import { SignedTexts } from '../../kernel/signed-text.ts';
import type { TokenKey } from '../../kernel/token-keys.ts';

export class StopMailTokens {
  readonly #texts: SignedTexts;

  /** The first of `keys` signs, all verify. */
  constructor({ keys }: { keys: readonly TokenKey[] }) {
    this.#texts = new SignedTexts({ keys, purpose: 'meshi:stop-mail' });
  }

  make({ tenantId, personId }: Person): string {
    return this.#texts.sign(`${encode(tenantId)}.${encode(personId)}`);
  }

  /** The person whom the token names; null if the signature is invalid. */
  read(token: string): Person | null {
    const [tenant, person, ...rest] = this.#texts.verify(token)?.split('.') ?? [];
    if (tenant === undefined || person === undefined || rest.length > 0) return null;
    return { tenantId: decode(tenant), personId: decode(person) };
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function decode(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}
