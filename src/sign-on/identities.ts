/** Stores which person of an organisation signs in with which account at its provider. */
import type { Model } from 'mongoose';
import { type AuditTrail, type PendingAuditEntry, withEntries } from '../audit/index.ts';
import { isDuplicateKey } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError } from '../kernel/errors.ts';
import { hashOf } from '../kernel/hash.ts';
import type { Person } from '../kernel/person.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import type { SignOnIdentityDoc } from './identity-model.ts';

export interface IdentitiesOptions {
  identities: Model<SignOnIdentityDoc>;
  audit: AuditTrail;
  memberships: Pick<Memberships, 'accountOf'>;
  clock: Clock;
}

/** So long a first sign-in may take from the link to the account, or to the member. After that, it was interrupted. */
export const FIRST_SIGN_IN_MS = 60_000;

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
   * Links an identity to a person: a new one, one whose person has left, or one whose first sign-in was interrupted. Idempotent for the
   * same person.
   * @throws ConflictError `identity_taken` if somebody else has it
   */
  async link({ tenantId, personId, accountId, subjectHash }: NewIdentity, entry: PendingAuditEntry): Promise<void> {
    const { identities, audit, clock } = this.#parts;
    const known = await this.find(tenantId, subjectHash);
    if (known?.personId === personId) return;
    const formerId = known && (await this.#isInterrupted(known)) ? known.personId : null;
    // The filter has no match if somebody else has the identity, and the insert then meets the unique index.
    const filter = { tenantId, subjectHash, personId: formerId };
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

  /** Whether the person of the identity never became a member, and no sign-in is about to make one. */
  async #isInterrupted({ tenantId, personId, linkedAt }: SignOnIdentityDoc): Promise<boolean> {
    const { memberships, clock } = this.#parts;
    if (personId === null || clock.now() - linkedAt.getTime() < FIRST_SIGN_IN_MS) return false;
    return (await memberships.accountOf({ tenantId, personId }, { orLeaving: true })) === null;
  }
}

function identityTaken(): ConflictError {
  return new ConflictError(
    'identity_taken',
    'Another person of the organisation signs in with this account of the identity provider. Ask an owner.',
  );
}
