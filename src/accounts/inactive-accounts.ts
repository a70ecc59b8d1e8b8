/** Whom visitors must not see: accounts that are suspended, or being deleted. */
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { AccountDoc } from './account-model.ts';
import type { Suspensions } from './suspensions.ts';

export class InactiveAccounts {
  readonly #accounts: Model<AccountDoc>;
  readonly #suspensions: Pick<Suspensions, 'suspendedAmong'>;

  constructor({ accounts, suspensions }: { accounts: Model<AccountDoc>; suspensions: Suspensions }) {
    this.#accounts = accounts;
    this.#suspensions = suspensions;
  }

  /** The ids of the inactive accounts among these. In the open space, the id of a person is the id of the account. */
  async among(ids: readonly string[]): Promise<Set<string>> {
    const [leaving, suspended] = await Promise.all([
      this.#accounts
        .find({ _id: trusted({ $in: ids }), tenantId: PUBLIC_TENANT, deletedAt: trusted({ $ne: null }) }, { _id: 1 })
        .lean(),
      this.#suspensions.suspendedAmong(ids),
    ]);
    return new Set([...leaving.map(({ _id }) => _id), ...suspended]);
  }
}
