/** Invitations to an organisation: mailed, or as a link that the inviter shares. */

import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/index.ts';
import { type AuditTrail, carrying } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import { Capabilities, newToken } from '../kernel/capabilities.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, NotFoundError, UnavailableError } from '../kernel/errors.ts';
import type { Quotas } from '../kernel/quotas.ts';
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
import type { MailsToStrangers } from './mails-to-strangers.ts';
import type { TenantDoc } from './memberships/tenant-model.ts';
import { type TenantStore, toTenant } from './memberships/tenant-store.ts';
import { notAllowed, type TenantAccess } from './tenant-access.ts';
import { canInvite, invitationTo } from './tenant-rules.ts';

export interface TenantInvitationServiceOptions {
  audit: AuditTrail;
  invitations: Model<TenantInvitationDoc>;
  tenantStore: TenantStore;
  access: TenantAccess;
  admissions: Admissions;
  accounts: Pick<AccountService, 'accountOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  mails: Pick<MailsToStrangers, 'countInvitation'>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  publicUrl: () => string;
  quotas: Quotas;
  clock: Clock;
  limits: Pick<Limits, 'openInvitationsPerTenant'>;
}

export interface AcceptedInvitation {
  invitationId: string;
  membership: TenantMembership;
}

export class TenantInvitationService {
  readonly #parts: TenantInvitationServiceOptions;
  readonly #links: Capabilities<TenantInvitationDoc>;

  constructor(parts: TenantInvitationServiceOptions) {
    this.#parts = parts;
    const { invitations: docs, access, clock } = parts;
    this.#links = new Capabilities({
      docs,
      clock,
      holds: ({ tenantId, createdById: personId, role }) => access.mayInvite({ tenantId, personId }, role),
    });
  }

  /** Invitations that can still be used, newest first. */
  async list(actor: Actor): Promise<TenantInvitation[]> {
    await this.#parts.access.requirePermission(actor, 'organisation:read_invitations');
    const { tenantId } = actor;
    const found = await this.#parts.invitations
      .find({ tenantId, ...this.#links.usable() })
      .sort({ createdAt: -1, _id: -1 })
      .limit(this.#parts.limits.openInvitationsPerTenant)
      .lean<TenantInvitationDoc[]>();
    return this.#present(tenantId, found);
  }

  /**
   * Creates an invitation. A mailed one works once; otherwise the answer contains the link.
   * @throws ForbiddenError, also `email_unverified` for a mailed one, LimitExceededError, ConflictError `too_many_invitations`,
   * UnavailableError `no_mail`, `mail_failed`
   */
  async create(actor: Actor, input: CreateTenantInvitation): Promise<CreatedTenantInvitation> {
    const { email = null, role, maxUses, validDays } = input;
    const { mailer, clock } = this.#parts;
    const { tenantId, personId } = actor;
    const { tenant, role: as, permissions } = await this.#parts.access.requirePermission(actor, invitationTo(role));
    if (!canInvite(permissions, role)) throw notAllowed();
    if (email && !mailer) {
      throw new UnavailableError('no_mail', 'This server cannot send mail. Invite people with a link.');
    }
    if (email) {
      // Otherwise each invitation that the quota refuses would spend a mail of the day.
      await this.#checkQuota(tenantId);
      await this.#parts.mails.countInvitation(actor);
    }
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
    const facts = { role, isMailed: email !== null, maxUses: doc.maxUses };
    const created = { as, action: 'tenant_invitation_created', targetId: doc._id, after: facts } as const;
    const entry = this.#parts.audit.entry({ chain: tenantId, actor, ...created });
    await this.#store(carrying(doc, [entry]));
    // Browsers do not send the part after "#", so the token appears in no server or proxy log.
    const link = `${this.#parts.publicUrl()}/organisation-invitation#token=${token}`;
    if (email && mailer) await this.#mail(mailer, doc, email, { tenant, link, validDays });
    await this.#parts.audit.settle(this.#parts.invitations, [entry]);
    const [shown] = await this.#present(tenantId, [doc]);
    if (!shown) throw expired();
    return { ...shown, link: email ? null : link };
  }

  /** @throws NotFoundError */
  async revoke(actor: Actor, invitationId: string): Promise<void> {
    const { audit, invitations, access } = this.#parts;
    const { tenantId } = actor;
    const { role: as } = await access.requirePermission(actor, 'organisation:read_invitations');
    const filter = { _id: invitationId, tenantId };
    const found = await invitations.findOne(filter, { role: 1 }).lean();
    const revoked = { as, action: 'tenant_invitation_revoked', targetId: invitationId } as const;
    const entry = audit.entry({ chain: tenantId, actor, ...revoked, before: { role: found?.role ?? null } });
    if (!(await audit.delete(invitations, filter, ENDED, entry)))
      throw new NotFoundError('This invitation does not exist. Reload the list of invitations.');
  }

  /** The organisation and role of an invitation. @throws NotFoundError if it has expired, was used or revoked, or is unknown */
  async preview(token: string): Promise<TenantInvitationPreview> {
    const { invitation, tenant } = await this.#find(token);
    const { role, email, expiresAt } = invitation;
    return { tenant: toTenant(tenant), role, isMailed: email !== null, expiresAt: expiresAt.toISOString() };
  }

  /**
   * Joins the organisation. Only the account with the address that the invitation was mailed to can accept it.
   * @throws NotFoundError as `preview`, ForbiddenError `other_email`, `email_unverified`, ConflictError `already_member`,
   * `handle_taken`, `too_many_tenants`
   */
  async accept(actor: Actor, token: string, entry: TenantEntry): Promise<AcceptedInvitation> {
    const account = await this.#parts.accounts.accountOf(actor);
    const { invitation, tenant } = await this.#find(token);
    const [{ id: accountId }, { _id: tenantId }] = [account, tenant];
    if (invitation.email) checkAddress(invitation.email, account);
    await this.#parts.admissions.check(tenantId, accountId, entry, 'invitation');
    if (!(await this.#links.take(invitation))) throw expired();
    try {
      const by = { actor, how: 'invitation', invitationId: invitation._id } as const;
      const membership = await this.#parts.admissions.admit({ tenantId, accountId, role: invitation.role, entry, by });
      return { invitationId: invitation._id, membership };
    } catch (error) {
      await this.#links.giveBack(invitation);
      throw error;
    }
  }

  /** Revokes those invitations of these people that they could not make any more. */
  async revokeUnheld(tenantId: string, personIds: readonly string[]): Promise<void> {
    const { access, audit, invitations } = this.#parts;
    const makers = await invitations.distinct('createdById', { tenantId, createdById: trusted({ $in: personIds }) });
    for (const personId of makers) {
      const held = await access.permissionsOf({ tenantId, personId });
      const kept = INVITED_ROLES.filter((role) => canInvite(held, role));
      // No entries of their own: they end with the right of the person, whose change has one.
      await audit.deleteMany(invitations, { tenantId, createdById: personId, role: trusted({ $nin: kept }) });
    }
  }

  async #find(token: string): Promise<{ invitation: TenantInvitationDoc; tenant: TenantDoc }> {
    const invitation = await this.#links.find(token);
    const tenant = invitation && (await this.#parts.tenantStore.find(invitation.tenantId));
    if (!tenant || tenant.deleteAt) throw expired();
    return { invitation, tenant };
  }

  async #store(doc: TenantInvitationDoc): Promise<void> {
    const { quotas, limits } = this.#parts;
    const { tenantId } = doc;
    const spending = { write: () => this.#links.add(doc), undo: () => this.#links.remove(doc) };
    const count = (max: number) => this.#countOpen(tenantId, max);
    const isStored = await quotas.spend([`tenant-invitations:${tenantId}`], spending, [
      { count, max: limits.openInvitationsPerTenant, error: tooManyInvitations },
    ]);
    if (!isStored) throw notAllowed();
  }

  /** Without taking a place of the quota. @throws ConflictError `too_many_invitations` */
  async #checkQuota(tenantId: string): Promise<void> {
    const max = this.#parts.limits.openInvitationsPerTenant;
    if ((await this.#countOpen(tenantId, max)) >= max) throw tooManyInvitations(max);
  }

  #countOpen(tenantId: string, max: number): Promise<number> {
    const open = { tenantId, ...this.#links.usable() };
    return this.#parts.invitations.countDocuments(open).limit(max).exec();
  }

  async #mail(
    mailer: Pick<Mailer, 'send'>,
    invitation: TenantInvitationDoc,
    to: string,
    { tenant, link, validDays }: { tenant: TenantDoc; link: string; validDays: number },
  ): Promise<void> {
    try {
      await mailer.send({ to, ...invitationLetter({ name: tenant.name, link, days: validDays }) });
    } catch (cause) {
      await this.#links.remove(invitation);
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

/** A link that has ended: nobody can use it while it waits to be deleted. */
const ENDED = { $set: { maxUses: 0 } };

const INVITED_ROLES = ['admin', 'member'] as const;

/** The person who received the mail cannot let somebody else in with it. @throws ForbiddenError `other_email`, `email_unverified` */
function checkAddress(invited: string, { email, isEmailVerified }: { email: string; isEmailVerified: boolean }): void {
  if (email !== invited) {
    throw new ForbiddenError(
      'other_email',
      'This invitation was mailed to another address. Sign in with the account of that address.',
    );
  }
  if (isEmailVerified) return;
  throw new ForbiddenError('email_unverified', 'Verify your email address before you accept this invitation.');
}

function tooManyInvitations(max: number): ConflictError {
  return new ConflictError(
    'too_many_invitations',
    `An organisation can have ${max} open invitations. Revoke one first.`,
    { max },
  );
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
