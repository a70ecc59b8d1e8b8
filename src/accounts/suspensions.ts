/** Suspends accounts. A suspension also holds for other addresses of the same mailbox, and after the account was deleted. */
import type { Model } from 'mongoose';
import { type AuditTrail, type PendingAuditEntry, withEntries } from '../audit/index.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { type FoundPage, findPage, type PageQuery } from '../database/page.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ForbiddenError } from '../kernel/errors.ts';
import type { KeyedHash } from '../kernel/keyed-hash.ts';
import { mailboxOf } from './mailbox.ts';
import type { SuspensionDoc } from './suspension-model.ts';

export interface SuspensionsOptions {
  suspensions: Model<SuspensionDoc>;
  audit: AuditTrail;
  hash: KeyedHash;
  clock: Clock;
}

export class Suspensions {
  readonly #docs: Model<SuspensionDoc>;
  readonly #audit: AuditTrail;
  readonly #hash: KeyedHash;
  readonly #clock: Clock;

  constructor({ suspensions, audit, hash, clock }: SuspensionsOptions) {
    this.#docs = suspensions;
    this.#audit = audit;
    this.#hash = hash;
    this.#clock = clock;
  }

  /** Stores a suspension, instead of an earlier one. The caller ends the sessions afterwards. */
  async store(
    account: { id: string; email: string },
    { until, reason, byId }: Pick<SuspensionDoc, 'until' | 'reason' | 'byId'>,
    entry: PendingAuditEntry,
  ): Promise<void> {
    const mailboxHash = this.#hash.of(mailboxOf(account.email));
    const state = { mailboxHash, at: this.#clock.date(), until, reason, byId };
    const update = withEntries<SuspensionDoc>({ $set: state, $unset: { isEnded: 1 } }, [entry]);
    const filter = { _id: account.id, tenantId: PUBLIC_TENANT };
    await upsertOnce(() => this.#docs.updateOne(filter, update, { upsert: true }));
    await this.#audit.settle(this.#docs, [entry]);
  }

  /** Ends the suspension of an account. Returns whether there was one. */
  end(accountId: string, entry: PendingAuditEntry): Promise<boolean> {
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT };
    return this.#audit.delete(this.#docs, filter, { $set: { isEnded: true } }, entry);
  }

  /** Null if the account is not suspended now. */
  find(accountId: string): Promise<SuspensionDoc | null> {
    return this.#docs
      .findOne({ _id: accountId, ...this.#now() })
      .lean<SuspensionDoc>()
      .exec();
  }

  /** Suspensions that hold now, newest first: all, or those of an account or of the mailbox of an address. */
  page(of: { accountId?: string; email?: string }, query: PageQuery): Promise<FoundPage<SuspensionDoc>> {
    const { accountId, email } = of;
    const filter = {
      ...this.#now(),
      ...(accountId !== undefined && { _id: accountId }),
      ...(email !== undefined && { mailboxHash: trusted({ $in: this.#hash.all(mailboxOf(email)) }) }),
    };
    return findPage({ model: this.#docs, filter, order: ['at', -1], ...query });
  }

  async isSuspended(accountId: string): Promise<boolean> {
    return (await this.#docs.exists({ _id: accountId, ...this.#now() })) !== null;
  }

  /** The ids of the accounts among these that are suspended now. */
  async suspendedAmong(accountIds: readonly string[]): Promise<Set<string>> {
    const found = await this.#docs.find({ _id: trusted({ $in: accountIds }), ...this.#now() }, { _id: 1 }).lean();
    return new Set(found.map(({ _id }) => _id));
  }

  /** @throws ForbiddenError `suspended` */
  async checkAccount(accountId: string): Promise<void> {
    if (await this.isSuspended(accountId)) throw suspended();
  }

  /** Checks an address that an account wants to have. @throws ForbiddenError `suspended` */
  async checkAddress(email: string): Promise<void> {
    const hashes = this.#hash.all(mailboxOf(email));
    if (await this.#docs.exists({ mailboxHash: trusted({ $in: hashes }), ...this.#now() })) throw suspended();
  }

  #now() {
    const isRunning = [{ until: null }, { until: trusted({ $gt: this.#clock.date() }) }];
    return { tenantId: PUBLIC_TENANT, isEnded: trusted({ $ne: true }), $or: isRunning };
  }
}

function suspended(): ForbiddenError {
  return new ForbiddenError(
    'suspended',
    'This account is suspended. The letter to your e-mail address says why, and how to object.',
  );
}
