/** Stores which account signs in with which identity. Each change is one atomic step; unique indexes decide between two at once. */
import type { Model } from 'mongoose';
import { type AuditTrail, carrying, type PendingAuditEntry } from '../../audit/index.ts';
import { newId } from '../../database/ids.ts';
import { insertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ConflictError } from '../../kernel/errors.ts';
import type { KeyedHash } from '../../kernel/keyed-hash.ts';
import type { OpenProviderId } from '../../protocol/open-challenge.ts';
import type { OpenIdentityDoc } from './open-identity-model.ts';

export interface OpenIdentitiesOptions {
  identities: Model<OpenIdentityDoc>;
  audit: Pick<AuditTrail, 'delete' | 'settle'>;
  hash: KeyedHash;
  clock: Clock;
}

export interface NewOpenIdentity {
  provider: OpenProviderId;
  subjectHash: string;
  accountId: string;
}

const tenantId = PUBLIC_TENANT;

export class OpenIdentities {
  readonly #parts: OpenIdentitiesOptions;

  constructor(parts: OpenIdentitiesOptions) {
    this.#parts = parts;
  }

  /** The hash to store of a subject. */
  hashOf(subject: string): string {
    return this.#parts.hash.of(subject);
  }

  /** The identity with this subject, also if it was hashed with an older key of the server; that hash is then replaced. */
  async find(subject: string): Promise<OpenIdentityDoc | null> {
    const { identities, hash } = this.#parts;
    const subjectHash = trusted({ $in: hash.all(subject) });
    const found = await identities.findOne({ tenantId, subjectHash }).lean<OpenIdentityDoc>();
    if (!found || found.subjectHash === hash.of(subject)) return found;
    const renewed = { subjectHash: hash.of(subject) };
    await identities.updateOne({ _id: found._id, tenantId }, { $set: renewed });
    return { ...found, ...renewed };
  }

  /** Sorted by provider. */
  of(accountId: string): Promise<OpenIdentityDoc[]> {
    return this.#parts.identities.find({ tenantId, accountId }).sort({ provider: 1 }).lean<OpenIdentityDoc[]>().exec();
  }

  /**
   * Links an identity. Idempotent for the same account.
   * @throws ConflictError `identity_taken` if another account has it, or the account has another one at this provider
   */
  async link({ provider, subjectHash, accountId }: NewOpenIdentity, entry: PendingAuditEntry): Promise<void> {
    if (await this.#parts.identities.exists({ tenantId, provider, subjectHash, accountId })) return;
    await this.reserve({ provider, subjectHash, accountId }, entry);
    await this.settle(entry);
  }

  /** Links an identity to an account that is about to be made. `settle` puts the entry into the log. @throws as `link` */
  async reserve({ provider, subjectHash, accountId }: NewOpenIdentity, entry: PendingAuditEntry): Promise<void> {
    const { identities, clock } = this.#parts;
    const shared = { _id: newId(), tenantId, provider, subjectHash, accountId };
    const doc = { ...shared, linkedAt: clock.date(), lastUsedAt: null };
    if (!(await insertOnce(identities, carrying(doc, [entry])))) throw identityTaken();
  }

  settle(entry: PendingAuditEntry): Promise<void> {
    return this.#parts.audit.settle(this.#parts.identities, [entry]);
  }

  /** Notes a sign-in. Returns false if the identity was unlinked meanwhile. */
  async noteUse({ _id, accountId }: Pick<OpenIdentityDoc, '_id' | 'accountId'>): Promise<boolean> {
    const { identities, clock } = this.#parts;
    const filter = { _id, tenantId, accountId };
    const { matchedCount } = await identities.updateOne(filter, { $set: { lastUsedAt: clock.date() } });
    return matchedCount === 1;
  }

  /** Returns whether there was one. */
  unlink({ _id, accountId }: OpenIdentityDoc, entry: PendingAuditEntry): Promise<boolean> {
    const { identities, audit } = this.#parts;
    // Until its entry is in the log, the document names nobody, and its keys are free.
    const ending = { $set: { subjectHash: `unlinked:${_id}`, accountId: `unlinked:${_id}` } };
    return audit.delete(identities, { _id, tenantId, accountId }, ending, entry);
  }

  /** Removes the identity of a sign-up that has failed. */
  async undo({ subjectHash, accountId }: NewOpenIdentity): Promise<void> {
    await this.#parts.identities.deleteOne({ tenantId, subjectHash, accountId });
  }
}

function identityTaken(): ConflictError {
  return new ConflictError(
    'identity_taken',
    'Another account signs in with this identity, or yours has another one at this provider. Unlink that one first.',
  );
}
