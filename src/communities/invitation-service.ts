/** Invitation links: whoever holds the secret may come in, as often and as long as the link says. Only its hash is kept. */
import { createHash, randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import { newestPage } from '../database/newest-page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { Page } from '../protocol/common.ts';
import type { Community, CreateInvitation, Invitation, InvitationPreview } from '../protocol/communities.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { CommunityAccess } from './community-access.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityStore, PageQuery } from './community-store.ts';
import type { CommunityViews } from './community-views.ts';
import { ANY_NUMBER, type InvitationDoc } from './invitation-model.ts';
import { checkRules, type MembershipService } from './membership-service.ts';
import type { ModerationLog } from './moderation-log.ts';

const SECRET_BYTES = 24;
const HOUR_MS = 3_600_000;

export interface InvitationServiceOptions {
  invitations: Model<InvitationDoc>;
  store: CommunityStore;
  access: CommunityAccess;
  views: CommunityViews;
  log: ModerationLog;
  memberships: Pick<MembershipService, 'enter'>;
  profiles: Pick<ProfileService, 'summaries'>;
  clock: Clock;
  limits: Pick<Limits, 'invitationsPerCommunity'>;
}

export class InvitationService {
  readonly #parts: InvitationServiceOptions;

  constructor(parts: InvitationServiceOptions) {
    this.#parts = parts;
  }

  /** The links of a community, the newest first. @throws NotFoundError, ForbiddenError */
  async list(actor: Actor, communityId: string, query: PageQuery): Promise<Page<Invitation>> {
    const { access, invitations, profiles } = this.#parts;
    const { tenantId } = actor;
    await access.need(actor, communityId, 'invite');
    const { docs, nextCursor } = await newestPage({ model: invitations, filter: { tenantId, communityId }, ...query });
    const people = await profiles.summaries(
      tenantId,
      docs.map(({ createdById }) => createdById),
    );
    const items = docs.flatMap((doc) => {
      const createdBy = people.get(doc.createdById);
      return createdBy ? [this.#view(doc, createdBy)] : [];
    });
    return { items, nextCursor };
  }

  /** A new link; its token is known to nobody but the caller. @throws ConflictError `too_many_invitations` … */
  async create(
    actor: Actor,
    communityId: string,
    { validHours, maxUses }: CreateInvitation,
  ): Promise<{ invitation: Invitation; token: string }> {
    const { access, invitations, log, profiles, clock } = this.#parts;
    const { tenantId, personId } = actor;
    await access.need(actor, communityId, 'invite');
    await this.#checkCount(tenantId, communityId);
    const token = randomBytes(SECRET_BYTES).toString('base64url');
    const doc: InvitationDoc = {
      ...{ _id: newId(), tenantId, communityId, createdById: personId, secretHash: hashOf(token) },
      expiresAt: new Date(clock.now() + validHours * HOUR_MS),
      ...{ maxUses, usesLeft: maxUses ?? ANY_NUMBER, uses: 0, isRevoked: false, createdAt: this.#now() },
    };
    await invitations.create(doc);
    await log.add(actor, communityId, { action: 'link_made', subject: doc.expiresAt.toISOString() });
    const createdBy = (await profiles.summaries(tenantId, [personId])).get(personId);
    // Every id that was asked for is in the answer.
    return { invitation: this.#view(doc, createdBy as ProfileSummary), token };
  }

  /** From now on it lets nobody in. @throws NotFoundError, ForbiddenError */
  async revoke(actor: Actor, communityId: string, invitationId: string): Promise<void> {
    const { access, invitations, log } = this.#parts;
    await access.need(actor, communityId, 'invite');
    const written = await invitations.updateOne(
      { _id: invitationId, tenantId: actor.tenantId, communityId },
      { $set: { isRevoked: true } },
    );
    if (written.matchedCount === 0) throw new NotFoundError('There is no such invitation');
    if (written.modifiedCount > 0) await log.add(actor, communityId, { action: 'link_revoked' });
  }

  /** What the holder of a link may know before coming in. @throws NotFoundError `invitation_over` */
  async read(actor: Actor, token: string): Promise<InvitationPreview> {
    const { community } = await this.#find(actor, token);
    const { rules, rulesVersion } = community;
    return { ...(await this.#parts.views.card(actor, community)), rules, rulesVersion };
  }

  /**
   * Comes in by a link, and counts it; for who is inside already nothing changes.
   * @throws NotFoundError `invitation_over`, ForbiddenError `banned`, ConflictError `rules_changed` …
   */
  async accept(actor: Actor, token: string, rulesVersion: number): Promise<Community> {
    const { access, memberships, views, invitations } = this.#parts;
    const { tenantId, personId } = actor;
    const { community, invitation } = await this.#find(actor, token);
    const place = await access.meet(tenantId, personId, community._id);
    if (place?.role === null) {
      checkRules(community, rulesVersion);
      const isBanned = place.membership !== null && place.membership.bannedUntil > this.#now();
      if (isBanned) throw new ForbiddenError('You cannot come into this community', { reason: 'banned' });
      // Taken first: of two who use the last one at once, one comes in.
      await this.#take(invitation);
      const hasEntered = await memberships.enter(actor, community).catch(async (error: unknown) => {
        await invitations.updateOne({ _id: invitation._id, tenantId }, { $inc: { usesLeft: 1, uses: -1 } });
        throw error;
      });
      if (!hasEntered)
        await invitations.updateOne({ _id: invitation._id, tenantId }, { $inc: { usesLeft: 1, uses: -1 } });
    }
    return views.full(actor, await access.see(actor, community._id));
  }

  /** Removes the links that someone who leaves has made. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.invitations.deleteMany({ tenantId, createdById: personId });
  }

  async #find({ tenantId }: Actor, token: string): Promise<{ community: StoredCommunity; invitation: InvitationDoc }> {
    const { invitations, store } = this.#parts;
    const invitation = await invitations.findOne({ tenantId, secretHash: hashOf(token) }).lean<InvitationDoc>();
    const isOpen = invitation && this.#stateOf(invitation) === 'open';
    const community = isOpen ? await store.find(tenantId, invitation.communityId) : null;
    if (!community || !invitation) throw over();
    return { community, invitation };
  }

  async #take({ _id, tenantId }: InvitationDoc): Promise<void> {
    const open = { isRevoked: false, usesLeft: trusted({ $gt: 0 }), expiresAt: trusted({ $gt: this.#now() }) };
    const written = await this.#parts.invitations.updateOne(
      { _id, tenantId, ...open },
      { $inc: { usesLeft: -1, uses: 1 } },
    );
    if (written.modifiedCount === 0) throw over();
  }

  async #checkCount(tenantId: string, communityId: string): Promise<void> {
    const { invitations, limits } = this.#parts;
    const open = { tenantId, communityId, isRevoked: false, expiresAt: trusted({ $gt: this.#now() }) };
    if ((await invitations.countDocuments(open)) < limits.invitationsPerCommunity) return;
    throw new ConflictError(`At most ${limits.invitationsPerCommunity} links can be open: end one first`, {
      reason: 'too_many_invitations',
    });
  }

  #view(doc: InvitationDoc, createdBy: ProfileSummary): Invitation {
    const { _id: id, expiresAt, maxUses, uses, createdAt } = doc;
    return {
      ...{ id, state: this.#stateOf(doc), maxUses, uses, createdBy },
      ...{ expiresAt: expiresAt.toISOString(), createdAt: createdAt.toISOString() },
    };
  }

  #stateOf({ isRevoked, expiresAt, usesLeft }: InvitationDoc): Invitation['state'] {
    if (isRevoked) return 'revoked';
    if (expiresAt <= this.#now()) return 'expired';
    return usesLeft > 0 ? 'open' : 'used_up';
  }

  #now(): Date {
    return new Date(this.#parts.clock.now());
  }
}

/** The secret has 192 random bits: nothing can be tried out, so a fast hash is enough. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function over(): NotFoundError {
  return new NotFoundError('This invitation does not hold any more: ask for a new one', { reason: 'invitation_over' });
}
