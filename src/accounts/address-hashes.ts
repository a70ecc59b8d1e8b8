/**
 * Keyed hashes of the e-mail addresses of accounts. They let a feature recognise the address again after the account was
 * deleted, without keeping the address. `docs/security.md` lists what is kept in this form, and why.
 */
import type { Model } from 'mongoose';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { KeyedHash } from '../kernel/keyed-hash.ts';
import type { Person } from '../kernel/person.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import type { AccountDoc } from './account-model.ts';

export interface AddressHashesOptions {
  accounts: Model<AccountDoc>;
  memberships: Pick<Memberships, 'accountOf'>;
  hash: KeyedHash;
}

export class AddressHashes {
  readonly #parts: AddressHashesOptions;

  constructor(parts: AddressHashesOptions) {
    this.#parts = parts;
  }

  /**
   * The hashes of the person's address under every key of the server, the one to store first. Also while the person or the
   * account is being erased; empty after that.
   */
  async of(person: Person): Promise<string[]> {
    const { accounts, memberships, hash } = this.#parts;
    const accountId = await memberships.accountOf(person, { orLeaving: true });
    if (!accountId) return [];
    const account = await accounts.findOne({ _id: accountId, tenantId: PUBLIC_TENANT }, { email: 1 }).lean();
    return account ? hash.all(account.email) : [];
  }
}
