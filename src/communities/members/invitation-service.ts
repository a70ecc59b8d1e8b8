/**
 * Invitation links of communities: anyone who has the link may join until it expires or is used up, or until its maker may no
 * longer invite.
 */

import type { Model } from 'mongoose';
import { type AuditTrail, carrying } from '../../audit/index.ts';
import { newId } from '../../database/ids.ts';
import { findPage, type PageQuery } from '../../database/page.ts';
import { type Actor, PUBLIC_TENANT } from '../../kernel/actor.ts';
import { Capabilities, newToken } from '../../kernel/capabilities.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { ConflictError, NotFoundError } from '../../kernel/errors.ts';
import type { Quotas } from '../../kernel/quotas.ts';
import { DAY_MS } from '../../kernel/time.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { Community, CreateInvitation, Invitation, InvitationPreview } from '../../protocol/communities.ts';
import type { ProfileSummary } from '../../protocol/profiles.ts';
import { type CommunityAccess, notAllowed } from '../community-access.ts';
import type { CommunityAudit } from '../community-audit.ts';
import type { StoredCommunity } from '../community-model.ts';
import type { CommunityStore } from '../community-store.ts';
import type { CommunityViews } from '../community-views.ts';
import type { KeptBans } from '../moderation/kept-bans.ts';
import type { ModerationLog } from '../moderation/moderation-log.ts';
import { ownerOf } from './allowances.ts';
import type { InvitationDoc } from './invitation-model.ts';
import type { Inviting } from './inviting.ts';
import { banned, checkRules, type MembershipService } from './membership-service.ts';

export interface CommunityInvitationServiceOptions {
  invitations: Model<InvitationDoc>;
  audit: AuditTrail;
  communityAudit: CommunityAudit;
  store: CommunityStore;
  access: CommunityAccess;
  views: CommunityViews;
  log: ModerationLog;
  memberships: Pick<MembershipService, 'joinDirectly'>;
  inviting: Pick<Inviting, 'isAllowed'>;
  keptBans: Pick<KeptBans, 'isBanned'>;
  quotas: Quotas;
  profiles: Pick<ProfileService, 'summaries'>;
  clock: Clock;
  limits: Pick<Limits, 'invitationsPerCommunity'>;
}

export interface AcceptedInvitation {
  invitationId: string;
  community: Community;
}

export class CommunityInvitationService {
  readonly #parts: CommunityInvitationServiceOptions;
  readonly #links: Capabilities<InvitationDoc>;

  constructor(parts: CommunityInvitationServiceOptions) {
    this.#parts = parts;
    const { invitations: docs, inviting, clock } = parts;
    this.#links = new Capabilities({
      docs,
      clock,
      holds: ({ tenantId, communityId, createdById: personId }) =>
        inviting.isAllowed({ tenantId, communityId, personId }),
    });
  }

  /** The links of a community, newest first. @throws NotFoundError, ForbiddenError */
  async list(actor: Actor, communityId: string, query: PageQuery): Promise<Page<Invitation>> {
    const { access, invitations, profiles } = this.#parts;
    const { tenantId } = actor;
    await access.requirePermission(actor, communityId, 'community:invite');
    const { docs, nextCursor } = await findPage({ model: invitations, filter: { tenantId, communityId }, ...query });
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

  /**
   * Creates a link. The token is returned only here: the database has its hash.
   * @throws NotFoundError, ForbiddenError, ConflictError `too_many_invitations`
   */
  async create(
    actor: Actor,
    communityId: string,
    { validDays, maxUses }: CreateInvitation,
  ): Promise<{ invitation: Invitation; token: string }> {
    const { access, audit, communityAudit, invitations, log, profiles, clock } = this.#parts;
    const { tenantId, personId } = actor;
    const { role } = await access.requirePermission(actor, communityId, 'community:invite');
    const { token, tokenHash } = newToken();
    const doc: InvitationDoc = {
      _id: newId(),
      tenantId,
      communityId,
      tokenHash,
      maxUses,
      uses: 0,
      expiresAt: new Date(clock.now() + validDays * DAY_MS),
      createdById: personId,
      createdAt: this.#parts.clock.date(),
    };
    const entry = communityAudit.ofLink({ actor, role }, doc, 'community_invitation_created', { after: { maxUses } });
    await this.#store(carrying(doc, [entry]));
    await audit.settle(invitations, [entry]);
    await log.add(actor, communityId, { action: 'link_made', subject: doc.expiresAt.toISOString() });
    const createdBy = (await profiles.summaries(tenantId, [personId])).get(personId);
    // `summaries` returns an entry for every requested id.
    return { invitation: this.#view(doc, createdBy as ProfileSummary), token };
  }

  /** Deletes a link, which stops working at once. @throws NotFoundError, ForbiddenError */
  async revoke(actor: Actor, communityId: string, invitationId: string): Promise<void> {
    const { access, audit, communityAudit, invitations, log } = this.#parts;
    const { role } = await access.requirePermission(actor, communityId, 'community:invite');
    const filter = { _id: invitationId, tenantId: actor.tenantId, communityId };
    const entry = communityAudit.ofLink({ actor, role }, filter, 'community_invitation_revoked');
    if (!(await audit.delete(invitations, filter, ENDED, entry)))
      throw new NotFoundError('This invitation does not exist. Reload the list of invitations.');
    await log.add(actor, communityId, { action: 'link_revoked' });
  }

  /**
   * The id of the community of the open space that a link leads to, or null if the community is private.
   * @throws NotFoundError `invitation_expired`
   */
  async readAsVisitor(token: string): Promise<string | null> {
    const { community } = await this.#find({ tenantId: PUBLIC_TENANT }, token);
    return community.visibility === 'public' ? community._id : null;
  }

  /** What a person with the link may see of the community before joining. @throws NotFoundError `invitation_expired` */
  async read(actor: Actor, token: string): Promise<InvitationPreview> {
    const { community } = await this.#find(actor, token);
    const { rules, rulesVersion } = community;
    return { ...(await this.#parts.views.card(actor, community)), rules, rulesVersion };
  }

  /**
   * Joins by a link, which counts as one use. Does nothing for a member.
   * @throws NotFoundError `invitation_expired`, ForbiddenError `banned`, ConflictError `rules_changed`,
   * `too_many_communities` or `community_full`
   */
  async accept(actor: Actor, token: string, rulesVersion: number): Promise<AcceptedInvitation> {
    const { access, memberships, keptBans, views } = this.#parts;
    const { tenantId, personId } = actor;
    const { community, invitation } = await this.#find(actor, token);
    const context = await access.find(actor, community._id);
    if (context?.role === null) {
      checkRules(community, rulesVersion);
      const key = { tenantId, communityId: community._id, personId };
      if (await keptBans.isBanned(key, context.membership)) throw banned();
      // Take the use before joining: of two people who take the last use at once, only one joins.
      if (!(await this.#links.take(invitation))) throw invitationExpired();
      let hasJoined = false;
      try {
        hasJoined = await memberships.joinDirectly(actor, community, { invitationId: invitation._id });
      } finally {
        if (!hasJoined) await this.#links.giveBack(invitation);
      }
    }
    const joined = await views.full(actor, await access.see(actor, community._id));
    return { invitationId: invitation._id, community: joined };
  }

  async #find(
    { tenantId }: Pick<Actor, 'tenantId'>,
    token: string,
  ): Promise<{ community: StoredCommunity; invitation: InvitationDoc }> {
    const invitation = await this.#links.find(token, { tenantId });
    const community = invitation && (await this.#parts.store.find(tenantId, invitation.communityId));
    if (!community) throw invitationExpired();
    return { community, invitation };
  }

  async #store(doc: InvitationDoc): Promise<void> {
    const { invitations, quotas, limits } = this.#parts;
    const { tenantId, communityId } = doc;
    const usable = () => ({ tenantId, communityId, ...this.#links.usable() });
    const spending = { write: () => this.#links.add(doc), undo: () => this.#links.remove(doc) };
    const count = (max: number) => invitations.countDocuments(usable()).limit(max).exec();
    const isStored = await quotas.spend([ownerOf('invitations', tenantId, communityId)], spending, [
      { count, max: limits.invitationsPerCommunity, error: tooManyLinks },
    ]);
    if (!isStored) throw notAllowed();
  }

  #view(doc: InvitationDoc, createdBy: ProfileSummary): Invitation {
    const { _id: id, expiresAt, maxUses, uses, createdAt } = doc;
    return {
      id,
      state: this.#stateOf(doc),
      maxUses,
      uses,
      createdBy,
      expiresAt: expiresAt.toISOString(),
      createdAt: createdAt.toISOString(),
    };
  }

  #stateOf({ expiresAt, uses, maxUses }: InvitationDoc): Invitation['state'] {
    if (expiresAt <= this.#parts.clock.date()) return 'expired';
    return maxUses === null || uses < maxUses ? 'open' : 'used_up';
  }
}

/** A link that has ended: nobody can use it while it waits to be deleted. */
const ENDED = { $set: { maxUses: 0 } };

function tooManyLinks(max: number): ConflictError {
  return new ConflictError(
    'too_many_invitations',
    `A community can have at most ${max} open invitation links. Revoke one first.`,
    { max },
  );
}

/** The same error for an expired, used up, revoked or made-up token, so that it reveals nothing. */
function invitationExpired(): NotFoundError {
  return new NotFoundError('invitation_expired', 'This invitation has expired. Ask for a new one.');
}
