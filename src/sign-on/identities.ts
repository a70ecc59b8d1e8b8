/** Stores which person of an organisation signs in with which account at its provider. */
import type { Model } from 'mongoose';
import { type AuditTrail, type PendingAuditEntry, withEntries } from '../audit/index.ts';
import { isDuplicateKey } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError } from '../kernel/errors.ts';
import { hashOf } from '../kernel/hash.ts';
import type { Person } from '../kernel/person.ts';
import type { SignOnIdentityDoc } from './identity-model.ts';

export interface IdentitiesOptions {
  identities: Model<SignOnIdentityDoc>;
  audit: AuditTrail;
  clock: Clock;
}

export interface NewIdentity extends Person {
  subjectHash: string;
  accountId: string;
}

/** With the issuer: another provider may use the same subject for somebody else. */
export function subjectHashOf(issuer: string, subject: string): string {
  return hashOf(JSON.stringify([issuer, subject]));
}

/** Of a session at the provider. */
export function sidHashOf(issuer: string, sid: string): string {
  return hashOf(JSON.stringify([issuer, 'sid', sid]));
}

export class Identities {
  readonly #parts: IdentitiesOptions;

  constructor(parts: IdentitiesOptions) {
    this.#parts = parts;
  }

  find(tenantId: string, subjectHash: string): Promise<SignOnIdentityDoc | null> {
    return this.#parts.identities.findOne({ tenantId, subjectHash }).lean<SignOnIdentityDoc>().exec();
  }

  /**
   * Links an identity to a person: a new one, or one whose person has left. Idempotent for the same person.
   * @throws ConflictError `identity_taken` if somebody else has it
   */
  async link({ tenantId, personId, accountId, subjectHash }: NewIdentity, entry: PendingAuditEntry): Promise<void> {
    const { identities, audit, clock } = this.#parts;
    const known = await this.find(tenantId, subjectHash);
    if (known?.personId === personId) return;
    // The filter has no match if somebody else has the identity, and the insert then meets the unique index.
    const filter = { tenantId, subjectHash, personId: null };
    const $set = { personId, accountId, linkedAt: clock.date() };
    const update = withEntries<SignOnIdentityDoc>({ $set, $setOnInsert: { _id: newId() } }, [entry]);
    try {
      await identities.updateOne(filter, update, { upsert: true });
    } catch (error) {
      if (isDuplicateKey(error)) throw identityTaken();
      throw error;
    }
    await audit.settle(identities, [entry]);
  }
}

function identityTaken(): ConflictError {
  return new ConflictError(
    'identity_taken',
    'Another person of the organisation signs in with this account of the identity provider. Ask an owner.',
  );
}
