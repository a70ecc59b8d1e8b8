/** Invitations into an organisation: by mail, or by a link that is passed on. */
import { createHash, randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account-service.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, NotFoundError, UnavailableError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
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
import type { TenantAccess } from './tenant-access.ts';
import type { TenantDoc } from './tenant-model.ts';
import { invitationTo } from './tenant-rules.ts';
import { type TenantStore, toTenant } from './tenant-store.ts';

export interface InvitationServiceOptions {
  invitations: Model<TenantInvitationDoc>;
  tenantStore: TenantStore;
  access: TenantAccess;
  admissions: Admissions;
  accounts: Pick<AccountService, 'accountOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  /** Null where no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  publicUrl: () => string;
  clock: Clock;
  limits: Pick<Limits, 'openInvitationsPerTenant'>;
}

const SECRET_BYTES = 32;
const DAY_MS = 24 * 3_600_000;

export class InvitationService {
  readonly #parts: InvitationServiceOptions;

  constructor(parts: InvitationServiceOptions) {
    this.#parts = parts;
  }

  /** Those that can still be used, newest first. */
  async list(actor: Actor): Promise<TenantInvitation[]> {
    await this.#parts.access.require(actor, 'readInvitations');
    const { tenantId } = actor;
    const found = await this.#parts.invitations
      .find({ tenantId, ...this.#usable() })
      .sort({ createdAt: -1, _id: -1 })
      .limit(this.#parts.limits.openInvitationsPerTenant)
      .lean<TenantInvitationDoc[]>();
    return this.#present(tenantId, found);
  }

  /** @throws ForbiddenError, ConflictError `too_many_invitations`, UnavailableError `no_mail`, `mail_failed` */
  async create(actor: Actor, input: CreateTenantInvitation): Promise<CreatedTenantInvitation> {
    const { email = null, role, uses, days } = input;
    const { mailer, invitations, clock } = this.#parts;
    const { tenantId, personId } = actor;
    const { tenant } = await this.#parts.access.require(actor, invitationTo(role));
    if (email && !mailer) throw new UnavailableError('This server sends no mail; use a link', { reason: 'no_mail' });
    await this.#checkCount(tenantId);
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const now = clock.now();
    const doc: TenantInvitationDoc = {
      _id: newId(),
      tenantId,
      secretHash: hashOf(secret),
      role,
      email,
      createdBy: personId,
      createdAt: new Date(now),
      uses: 0,
      usesLeft: email ? 1 : uses,
      expiresAt: new Date(now + days * DAY_MS),
    };
    await invitations.create(doc);
    // Behind the "#", the secret is in no log of a server or proxy.
    const link = `${this.#parts.publicUrl()}/organisation-invitation#secret=${secret}`;
    if (email && mailer) await this.#mail(mailer, doc, email, { tenant, link, days });
    const [shown] = await this.#present(tenantId, [doc]);
    if (!shown) throw over();
    return { ...shown, link: email ? null : link };
  }

  /** @throws NotFoundError */
  async revoke(actor: Actor, invitationId: string): Promise<void> {
    await this.#parts.access.require(actor, 'readInvitations');
    const { deletedCount } = await this.#parts.invitations.deleteOne({ _id: invitationId, tenantId: actor.tenantId });
    if (deletedCount === 0) throw new NotFoundError('There is no such invitation');
  }

  /** What an invitation leads to. @throws NotFoundError for one that is over, used up, revoked or made up */
  async preview(secret: string): Promise<TenantInvitationPreview> {
    const { invitation, tenant } = await this.#find(secret);
    return { tenant: toTenant(tenant), role: invitation.role, expiresAt: invitation.expiresAt.toISOString() };
  }

  /** @throws NotFoundError as `preview`, ConflictError `already_member`, `handle_taken`, `too_many_tenants` */
  async accept(actor: Actor, secret: string, entry: TenantEntry): Promise<TenantMembership> {
    const { id: accountId } = await this.#parts.accounts.accountOf(actor);
    const { invitation, tenant } = await this.#find(secret);
    const { _id: tenantId } = tenant;
    await this.#parts.admissions.check(tenantId, accountId, entry);
    // One atomic step counts: of two who take the last use, one gets it.
    const taken = await this.#parts.invitations.updateOne(
      { _id: invitation._id, tenantId, ...this.#usable() },
      { $inc: { uses: 1, usesLeft: -1 } },
    );
    if (taken.modifiedCount === 0) throw over();
    try {
      return await this.#parts.admissions.admit({ tenantId, accountId, role: invitation.role, entry });
    } catch (error) {
      await this.#parts.invitations.updateOne({ _id: invitation._id, tenantId }, { $inc: { uses: -1, usesLeft: 1 } });
      throw error;
    }
  }

  /** Ends what someone has invited to, who may no more. */
  async revokeOf({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.invitations.deleteMany({ tenantId, createdBy: personId });
  }

  async #find(secret: string): Promise<{ invitation: TenantInvitationDoc; tenant: TenantDoc }> {
    const invitation = await this.#parts.invitations
      .findOne({ secretHash: hashOf(secret), ...this.#usable() })
      .lean<TenantInvitationDoc>();
    const tenant = invitation && (await this.#parts.tenantStore.find(invitation.tenantId));
    if (!tenant || tenant.deleteAt) throw over();
    return { invitation, tenant };
  }

  async #checkCount(tenantId: string): Promise<void> {
    const max = this.#parts.limits.openInvitationsPerTenant;
    const count = await this.#parts.invitations.countDocuments({ tenantId, ...this.#usable() }).limit(max);
    if (count < max) return;
    throw new ConflictError(`At most ${max} invitations can be open: revoke one first`, {
      reason: 'too_many_invitations',
    });
  }

  async #mail(
    mailer: Pick<Mailer, 'send'>,
    { _id, tenantId }: TenantInvitationDoc,
    to: string,
    { tenant, link, days }: { tenant: TenantDoc; link: string; days: number },
  ): Promise<void> {
    try {
      await mailer.send({ to, ...invitationLetter({ name: tenant.name, link, days }) });
    } catch (cause) {
      await this.#parts.invitations.deleteOne({ _id, tenantId });
      const reason = { reason: 'mail_failed' };
      throw new UnavailableError('The mail could not be sent; check the address or try later', reason, { cause });
    }
  }

  #usable() {
    return {
      usesLeft: trusted({ $gt: 0 }),
      expiresAt: trusted({ $gt: new Date(this.#parts.clock.now()) }),
    };
  }

  async #present(tenantId: string, docs: readonly TenantInvitationDoc[]): Promise<TenantInvitation[]> {
    const people = await this.#parts.profiles.summaries(
      tenantId,
      docs.map((doc) => doc.createdBy),
    );
    return docs.flatMap(({ _id: id, role, email, createdBy, createdAt, expiresAt, uses, usesLeft }) => {
      const person = people.get(createdBy);
      const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
      return person ? [{ id, role, email, createdBy: person, ...times, uses, usesLeft }] : [];
    });
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** The same for every secret that opens nothing. */
function over(): NotFoundError {
  return new NotFoundError('This invitation was used or is too old; ask for a new one', { reason: 'invitation_over' });
}
