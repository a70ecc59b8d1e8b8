/** Whether an organisation has single sign-on, for operators. */
import type { OperatedOrganisation } from '../protocol/operators.ts';
import type { ConnectionStore } from './connection-store.ts';

export class SignOnState {
  readonly #store: Pick<ConnectionStore, 'find'>;

  constructor({ store }: { store: Pick<ConnectionStore, 'find'> }) {
    this.#store = store;
  }

  async of(tenantId: string): Promise<OperatedOrganisation['signOn']> {
    const connection = await this.#store.find(tenantId);
    if (!connection?.isActive) return 'off';
    return connection.isRequired ? 'required' : 'on';
  }
}
