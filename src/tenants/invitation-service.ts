/** Invitations to an organisation: mailed, or as a link that the inviter shares. */

import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/index.ts';
import { newId } from '../database/ids.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, NotFoundError, UnavailableError } from '../kernel/errors.ts';
import { newToken, OneTimeTokens } from '../kernel/one-time-token.ts';
import type { Person } from '../kernel/person.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type {
  CreatedTenantInvitation,
  CreateTenantInvitation,
  TenantEntry,
  TenantInvitation,
  TenantInvitationPreview,
  TenantMembership,
} from '../protocol/tenants.ts';
import type { Admissions } from './admissions.ts';
import { invitationLetter } from './invitation-letter.ts';
import type { TenantInvitationDoc } from './invitation-model.ts';
import type { TenantDoc } from './memberships/tenant-model.ts';
import { type TenantStore, toTenant } from './memberships/tenant-store.ts';
import type { TenantAccess } from './tenant-access.ts';
import { invitationTo } from './tenant-rules.ts';

export interface TenantInvitationServiceOptions {
  invitations: Model<TenantInvitationDoc>;
  tenantStore: TenantStore;
  access: TenantAccess;
  admissions: Admissions;
  accounts: Pick<AccountService, 'accountOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  publicUrl: () => string;
  clock: Clock;
  limits: Pick<Limits, 'openInvitationsPerTenant'>;
}

export class TenantInvitationService {
  readonly #parts: TenantInvitationServiceOptions;
  readonly #tokens: OneTimeTokens<TenantInvitationDoc>;

  constructor(parts: TenantInvitationServiceOptions) {
    this.#parts = parts;
    this.#tokens = new OneTimeTokens({ docs: parts.invitations, clock: parts.clock });
  }

  /** Invitations that can still be used, newest first. */
  async list(actor: Actor): Promise<TenantInvitation[]> {
    await this.#parts.access.requirePermission(actor, 'read_invitations');
    const { tenantId } = actor;
    const found = await this.#parts.invitations
      .find({ tenantId, ...this.#tokens.usable() })
      .sort({ createdAt: -1, _id: -1 })
      .limit(this.#parts.limits.openInvitationsPerTenant)
      .lean<TenantInvitationDoc[]>();
    return this.#present(tenantId, found);
  }

  /**
   * Creates an invitation. A mailed one works once; otherwise the answer contains the link.
   * @throws ForbiddenError, ConflictError `too_many_invitations`, UnavailableError `no_mail`, `mail_failed`
   */
  async create(actor: Actor, input: CreateTenantInvitation): Promise<CreatedTenantInvitation> {
    const { email = null, role, maxUses, validDays } = input;
    const { mailer, invitations, clock } = this.#parts;
    const { tenantId, personId } = actor;
    const { tenant } = await this.#parts.access.requirePermission(actor, invitationTo(role));
    if (email && !mailer) {
      throw new UnavailableError('no_mail', 'This server cannot send mail. Invite people with a link.');
    }
    await this.#checkCount(tenantId);
    const { token, tokenHash } = newToken();
    const now = clock.now();
    const doc: TenantInvitationDoc = {
      _id: newId(),
      tenantId,
      role,
      email,
      tokenHash,
      maxUses: email ? 1 : maxUses,
      uses: 0,
      expiresAt: new Date(now + validDays * DAY_MS),
      createdById: personId,
      createdAt: new Date(now),
    };
    await invitations.create(doc);
    // Browsers do not send the part after "#", so the token appears in no server or proxy log.
    const link = `${this.#parts.publicUrl()}/organisation-invitation#token=${token}`;
    if (email && mailer) await this.#mail(mailer, doc, email, { tenant, link, validDays });
    const [shown] = await this.#present(tenantId, [doc]);
    if (!shown) throw expired();
    return { ...shown, link: email ? null : link };
  }

  /** @throws NotFoundError */
  async revoke(actor: Actor, invitationId: string): Promise<void> {
    await this.#parts.access.requirePermission(actor, 'read_invitations');
    const { deletedCount } = await this.#parts.invitations.deleteOne({ _id: invitationId, tenantId: actor.tenantId });
    if (deletedCount === 0) throw new NotFoundError('This invitation does not exist. Reload the list of invitations.');
  }

  /** The organisation and role of an invitation. @throws NotFoundError if it has expired, was used or revoked, or is unknown */
  async preview(token: string): Promise<TenantInvitationPreview> {
    const { invitation, tenant } = await this.#find(token);
    return { tenant: toTenant(tenant), role: invitation.role, expiresAt: invitation.expiresAt.toISOString() };
  }

  /** @throws NotFoundError as `preview`, ConflictError `already_member`, `handle_taken`, `too_many_tenants` */
  async accept(actor: Actor, token: string, entry: TenantEntry): Promise<TenantMembership> {
    const { id: accountId } = await this.#parts.accounts.accountOf(actor);
    const { invitation, tenant } = await this.#find(token);
    const { _id: tenantId } = tenant;
    await this.#parts.admissions.check(tenantId, accountId, entry);
    if (!(await this.#tokens.take(invitation))) throw expired();
    try {
      return await this.#parts.admissions.admit({ tenantId, accountId, role: invitation.role, entry });
    } catch (error) {
      await this.#tokens.giveBack(invitation);
      throw error;
    }
  }

  /** Revokes all invitations of a person who can no longer invite. */
  async revokeOf({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.invitations.deleteMany({ tenantId, createdById: personId });
  }

  async #find(token: string): Promise<{ invitation: TenantInvitationDoc; tenant: TenantDoc }> {
    const invitation = await this.#tokens.find(token);
    const tenant = invitation && (await this.#parts.tenantStore.find(invitation.tenantId));
    if (!tenant || tenant.deleteAt) throw expired();
    return { invitation, tenant };
  }

  async #checkCount(tenantId: string): Promise<void> {
    const max = this.#parts.limits.openInvitationsPerTenant;
    const usable = { tenantId, ...this.#tokens.usable() };
    const count = await this.#parts.invitations.countDocuments(usable).limit(max);
    if (count < max) return;
    throw new ConflictError(
      'too_many_invitations',
      `An organisation can have ${max} open invitations. Revoke one first.`,
      { max },
    );
  }

  async #mail(
    mailer: Pick<Mailer, 'send'>,
    { _id, tenantId }: TenantInvitationDoc,
    to: string,
    { tenant, link, validDays }: { tenant: TenantDoc; link: string; validDays: number },
  ): Promise<void> {
    try {
      await mailer.send({ to, ...invitationLetter({ name: tenant.name, link, days: validDays }) });
    } catch (cause) {
      await this.#parts.invitations.deleteOne({ _id, tenantId });
      throw new UnavailableError('mail_failed', 'The mail could not be sent. Check the address, or try again later.', {
        cause,
      });
    }
  }

  async #present(tenantId: string, docs: readonly TenantInvitationDoc[]): Promise<TenantInvitation[]> {
    const people = await this.#parts.profiles.summaries(
      tenantId,
      docs.map(({ createdById }) => createdById),
    );
    return docs.flatMap((doc) => {
      const createdBy = people.get(doc.createdById);
      return createdBy ? [toInvitation(doc, createdBy)] : [];
    });
  }
}

function toInvitation(doc: TenantInvitationDoc, createdBy: ProfileSummary): TenantInvitation {
  const { _id: id, role, email, maxUses, uses, expiresAt, createdAt } = doc;
  return {
    id,
    role,
    email,
    maxUses,
    uses,
    createdBy,
    expiresAt: expiresAt.toISOString(),
    createdAt: createdAt.toISOString(),
  };
}

/** The same error for every token that does not work, so that the answer does not reveal why. */
function expired(): NotFoundError {
  return new NotFoundError('invitation_expired', 'This invitation has expired. Ask for a new one.');
}
