/** Stores logouts at providers: each token works once, and holds for sign-ins that were under way. */
import type { Model } from 'mongoose';
import type { AuditTrail, PendingAuditEntry } from '../../audit/index.ts';
import { insertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ForbiddenError, InvalidInputError } from '../../kernel/errors.ts';
import { hashOf } from '../../kernel/hash.ts';
import type { SignOnMark } from '../../kernel/hooks.ts';
import type { Person } from '../../kernel/person.ts';
import type { LogoutToken } from '../provider/logout-token.ts';
import type { SignOnLogoutDoc } from './logout-model.ts';

export interface LogoutsOptions {
  logouts: Model<SignOnLogoutDoc>;
  audit: Pick<AuditTrail, 'update'>;
  clock: Clock;
  limits: { logoutKeptMs: number };
}

/** Whom a logout concerns. */
export type LogoutTarget = Pick<SignOnLogoutDoc, 'subjectHash' | 'sidHash'>;

export class Logouts {
  readonly #parts: LogoutsOptions;

  constructor(parts: LogoutsOptions) {
    this.#parts = parts;
  }

  /** Stores a logout before its sessions end. Returns its id. @throws InvalidInputError if the token was used before */
  async open(tenantId: string, { jti, issuedAt }: LogoutToken, target: LogoutTarget): Promise<string> {
    const { logouts, clock, limits } = this.#parts;
    const _id = hashOf(JSON.stringify([tenantId, jti]));
    const expiresAt = new Date(clock.now() + limits.logoutKeptMs);
    const doc = { _id, tenantId, ...target, issuedAt, doneAt: null, expiresAt };
    // A crash may have come before the sessions ended: then the provider sends the token again.
    const isOpen = (await insertOnce(logouts, doc)) || (await logouts.exists({ _id, tenantId, doneAt: null })) !== null;
    if (!isOpen) throw usedBefore();
    return _id;
  }

  /** The sessions have ended. Without an entry if there was none. */
  async close(tenantId: string, _id: string, entry: PendingAuditEntry | null): Promise<void> {
    const { logouts, audit, clock } = this.#parts;
    const filter = { _id, tenantId, doneAt: null };
    const update = { $set: { doneAt: clock.date() } };
    if (entry) await audit.update(logouts, filter, update, entry);
    else await logouts.updateOne(filter, update);
  }

  /**
   * A sign-in that was under way when the provider sent the logout must not begin a session after it.
   * @throws ForbiddenError `sign_on_refused`
   */
  async checkEntry({ tenantId }: Person, signOn: SignOnMark | null): Promise<void> {
    if (signOn?.by === 'provider' && (await this.#concern(tenantId, signOn))) throw signedOut();
  }

  async #concern(tenantId: string, { subjectHash, sidHash, issuedAt }: SignOnMark): Promise<boolean> {
    const { logouts } = this.#parts;
    if (sidHash && (await logouts.exists({ tenantId, sidHash }))) return true;
    if (!subjectHash || !issuedAt) return false;
    // All sessions of the person at the provider: those that began there before. Providers tell whole seconds, so one of the same second may
    // have begun before; who has signed in after it signs in once more.
    const isNotBefore = trusted({ $gte: issuedAt });
    return (await logouts.exists({ tenantId, subjectHash, sidHash: null, issuedAt: isNotBefore })) !== null;
  }
}

function signedOut(): ForbiddenError {
  return new ForbiddenError('sign_on_refused', 'You have signed out at the identity provider. Sign in there again.');
}

function usedBefore(): InvalidInputError {
  return new InvalidInputError('sign_on_expired', 'The logout token was used before.');
}
