/** The deletion of accounts, with everything that belongs to them in every tenant. */
import type { Model } from 'mongoose';
import type { AuditTrail, PendingAuditEntry } from '../audit/index.ts';
import { trusted } from '../database/models.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ErasureCounts } from '../kernel/erasure-counts.ts';
import { ConflictError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { DeletedAccount } from '../protocol/accounts.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import type { AccountLetters } from './account-letters.ts';
import type { AccountDoc } from './account-model.ts';
import type { AccountService } from './account-service.ts';
import type { AccountDepartures } from './departures.ts';
import type { Erasure } from './erasure.ts';

export interface AccountDeletionOptions {
  accounts: Model<AccountDoc>;
  accountService: Pick<AccountService, 'confirmPassword' | 'endSessions' | 'entryOf' | 'findAccount'>;
  audit: AuditTrail;
  memberships: Pick<Memberships, 'countMembers' | 'personsOfAccount'>;
  tenantStore: Pick<TenantStore, 'ownedOnlyBy'>;
  departures: Pick<AccountDepartures, 'erase'>;
  erasure: Pick<Erasure, 'eraseAccount'>;
  letters: Pick<AccountLetters, 'deleted'>;
  clock: Clock;
  log: Log;
}

export class AccountDeletion {
  readonly #parts: AccountDeletionOptions;

  constructor(parts: AccountDeletionOptions) {
    this.#parts = parts;
  }

  /**
   * Deletes the account and everything that belongs to it, in every tenant. Returns how much, and mails it to the owner.
   * @throws ForbiddenError for a wrong password, ConflictError `last_owner` if an organisation with other members would
   * lose its last owner
   */
  async delete(actor: Actor, password: string): Promise<DeletedAccount> {
    const account = await this.#parts.accountService.confirmPassword(actor, password);
    const { _id, tenantId } = account;
    await this.#checkOwnership(_id);
    // This write deletes the account for its owner. If the process ends during the rest, the next start finishes it.
    const deletedAt = this.#parts.clock.date();
    const entry = this.#parts.accountService.entryOf(actor, _id, { action: 'account_deleted' });
    const filter = { _id, tenantId, deletedAt: null };
    await this.#parts.audit.update(this.#parts.accounts, filter, { $set: { deletedAt } }, entry);
    return this.#erase(account);
  }

  /**
   * Deletes an account for its owner, whose password is not needed.
   * @throws NotFoundError, ConflictError `last_owner` as `delete`
   */
  async deleteFor(accountId: string, entry: PendingAuditEntry): Promise<void> {
    const account = await this.#parts.accountService.findAccount(accountId);
    await this.#checkOwnership(accountId);
    const deletedAt = this.#parts.clock.date();
    const filter = { _id: accountId, tenantId: account.tenantId, deletedAt: null };
    await this.#parts.audit.update(this.#parts.accounts, filter, { $set: { deletedAt } }, entry);
    await this.#erase(account);
  }

  /** Finishes interrupted deletions. */
  async finishDeletions(): Promise<void> {
    const begun = await this.#parts.accounts.find({ deletedAt: trusted({ $type: 'date' }) }).lean();
    // One by one: there is rarely even one, and no request waits for it.
    for (const account of begun) await this.#erase(account);
  }

  async #checkOwnership(accountId: string): Promise<void> {
    const { memberships, tenantStore } = this.#parts;
    for (const { tenantId, personId } of await memberships.personsOfAccount(accountId)) {
      if (tenantId === PUBLIC_TENANT) continue;
      const owned = await tenantStore.ownedOnlyBy(personId);
      if (owned.length > 0 && (await memberships.countMembers(tenantId)) > 1) throw lastOwner();
    }
  }

  async #erase(account: AccountDoc): Promise<DeletedAccount> {
    const { _id, tenantId, email } = account;
    const { accounts, audit, memberships, departures, erasure, letters, log } = this.#parts;
    const counts = new ErasureCounts();
    // End the sessions in all tenants first. Then erase the data of each person, the public tenant last.
    await this.#parts.accountService.endSessions(_id, { reason: 'account_deleted' });
    try {
      const persons = await memberships.personsOfAccount(_id);
      for (const person of persons.toReversed()) await departures.erase(person, 'account_deleted', counts);
      await erasure.eraseAccount({ accountId: _id, provenEmail: account.emailVerifiedAt ? email : null });
      await letters.deleted(account, counts.list());
      await audit.deleteMany(accounts, { _id, tenantId });
      log.info({ erased: counts.list() }, 'an account was deleted');
      return { isComplete: true, kinds: counts.list() };
    } catch (error) {
      log.warn({ err: error, accountId: _id }, 'account deletion was interrupted; the next start will finish it');
      return { isComplete: false, kinds: counts.list() };
    }
  }
}

function lastOwner(): ConflictError {
  return new ConflictError(
    'last_owner',
    'You are the last owner of an organisation. First make someone else an owner, or delete the organisation.',
  );
}
