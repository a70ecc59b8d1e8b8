/** Counts the ways to sign in to an account, so that nobody removes the last one. A mailed link is no way: it needs a mail server. */
import type { Model } from 'mongoose';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import { ConflictError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import { Turns } from '../kernel/turns.ts';
import type { AccountDoc } from './account-model.ts';
import type { SecondFactorStore } from './second-factors/second-factor-store.ts';

export interface SignInWaysOptions {
  accounts: Model<AccountDoc>;
  factors: Pick<SecondFactorStore, 'find'>;
  hooks: Pick<Hooks, 'waysIn'>;
}

export class SignInWays {
  readonly #parts: SignInWaysOptions;
  readonly #turns = new Turns();

  constructor(parts: SignInWaysOptions) {
    this.#parts = parts;
  }

  async #count(accountId: string): Promise<number> {
    const { accounts, factors, hooks } = this.#parts;
    const [account, second, others] = await Promise.all([
      accounts.findOne({ _id: accountId, tenantId: PUBLIC_TENANT }, { passwordHash: 1 }).lean(),
      factors.find(accountId),
      hooks.waysIn(accountId),
    ]);
    return (account?.passwordHash ? 1 : 0) + (second?.passkeys.length ?? 0) + others;
  }

  /** Removes a way, unless it is the last one. `putBack` adds it again. @throws ConflictError `last_way_in` */
  removing(accountId: string, remove: () => Promise<void>, putBack: () => Promise<void>): Promise<void> {
    return this.#turns.take(accountId, async () => {
      if ((await this.#count(accountId)) <= 1) throw lastWayIn();
      await remove();
      if ((await this.#count(accountId)) > 0) return;
      await putBack();
      throw lastWayIn();
    });
  }
}

function lastWayIn(): ConflictError {
  return new ConflictError(
    'last_way_in',
    'Without it, you could not sign in any more. Set a password or add another way to sign in first.',
  );
}
