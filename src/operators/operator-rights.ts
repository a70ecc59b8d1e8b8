/** What an account could do as an operator: what its groups give, whether it holds a role now or not. */
import type { Permission } from '../protocol/permissions.ts';
import { accountsWith } from './operator-rules.ts';
import type { OperatorStore } from './operator-store.ts';

export class OperatorRights {
  readonly #store: Pick<OperatorStore, 'groups' | 'roles'>;

  constructor({ store }: { store: Pick<OperatorStore, 'groups' | 'roles'> }) {
    this.#store = store;
  }

  /** Whether the account can take a role with this permission. */
  async canTake(accountId: string, permission: Permission): Promise<boolean> {
    const [groups, roles] = await Promise.all([this.#store.groups(), this.#store.roles()]);
    return accountsWith(permission, groups, roles).has(accountId);
  }
}
