/** Joining a community, asking to join, leaving, and accepting its rules. */
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { ConflictError, ForbiddenError } from '../../kernel/errors.ts';
import type { Community, CommunityCard, JoinCommunity } from '../../protocol/communities.ts';
import { type CommunityAccess, type CommunityContext, noSuchCommunity } from '../community-access.ts';
import type { StoredCommunity } from '../community-model.ts';
import type { CommunityEvents, CommunityNotifications } from '../community-notifications.ts';
import { type CommunityStore, ownedWithOthers } from '../community-store.ts';
import type { CommunityViews } from '../community-views.ts';
import type { MemberDepartures } from '../leaving.ts';
import { joinOutcome } from '../rules.ts';
import { MEMBER_STANDINGS, NEVER, type StoredStanding } from './membership-model.ts';

const NON_MEMBER_STANDINGS: readonly StoredStanding[] = ['none', 'requested', 'invited'];

export interface MembershipServiceOptions {
  store: CommunityStore;
  access: CommunityAccess;
  views: CommunityViews;
  communityEvents: CommunityEvents;
  notifications: CommunityNotifications;
  departures: MemberDepartures;
  clock: Clock;
  limits: Pick<Limits, 'communitiesPerPerson' | 'membersPerCommunity' | 'communityRequestsPerPerson'>;
}

export class MembershipService {
  readonly #parts: MembershipServiceOptions;

  constructor(parts: MembershipServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Joins, or sends a request to join if moderators must approve it. Idempotent.
   * @throws NotFoundError, ForbiddenError `banned` or `invitation_needed`, ConflictError `rules_changed`,
   * `too_many_communities`, `too_many_join_requests` or `community_full`
   */
  async join(actor: Actor, communityId: string, { rulesVersion, note }: JoinCommunity): Promise<CommunityCard> {
    const { access, views } = this.#parts;
    const context = await access.find(actor, communityId);
    const outcome = context && this.#joinOutcome(context);
    if (!context || outcome === 'hidden') throw noSuchCommunity();
    if (outcome === 'banned') throw banned();
    if (outcome === 'invitation_needed') {
      throw new ForbiddenError(
        'invitation_needed',
        'This community accepts invited people only. Ask one of its moderators for an invitation.',
      );
    }
    const isDone = context.role !== null || (outcome === 'requested' && context.membership?.standing === 'requested');
    if (!isDone) {
      checkRules(context.community, rulesVersion);
      if (outcome === 'member') await this.joinDirectly(actor, context.community);
      else await this.#request(actor, context.community, note);
    }
    return views.card(actor, context.community);
  }

  /**
   * Makes the actor a member without checking the `joining` setting. Returns whether this call did; false for a member.
   * @throws NotFoundError, ForbiddenError `banned`, ConflictError `too_many_communities`, `community_full`
   */
  async joinDirectly(actor: Actor, community: StoredCommunity): Promise<boolean> {
    await this.#checkCapacity(actor, community);
    return this.#addMember(community, actor.personId, NON_MEMBER_STANDINGS, {
      acceptedRulesVersion: community.rulesVersion,
    });
  }

  /**
   * Approves a request to join. Returns false if there is none, for example because the person has withdrawn it.
   * @throws ConflictError `community_full`
   */
  async admit(community: StoredCommunity, personId: string): Promise<boolean> {
    await this.#checkFull(community);
    return this.#addMember(community, personId, ['requested'], {});
  }

  /**
   * Leaves the community. For a person who is not a member: withdraws a request or declines an invitation. Idempotent.
   * @throws NotFoundError, ConflictError `last_owner`
   */
  async leave(actor: Actor, communityId: string): Promise<void> {
    const { store, access, departures, communityEvents, notifications } = this.#parts;
    const { tenantId, personId } = actor;
    const context = await access.find(actor, communityId);
    const isKnown = context && (context.community.visibility === 'public' || AWARE_STANDINGS.has(standingOf(context)));
    if (!context || !isKnown) throw noSuchCommunity();
    const key = { tenantId, communityId, personId };
    if (context.role === 'owner') await this.#giveUpOwnership(actor, communityId);
    const change = { standing: 'none', createdAt: this.#parts.clock.date(), note: '' } as const;
    const wasMember = await store.changeIf(key, MEMBER_STANDINGS, change);
    if (wasMember) await departures.afterLeaving(context.community, personId);
    else if (await store.changeIf(key, ['requested', 'invited'], change)) {
      await notifications.forget(context.community, [personId]);
      await communityEvents.changed(context.community, [personId]);
    }
  }

  /** Accepts changed rules, as a member. @throws NotFoundError, ForbiddenError, ConflictError `rules_changed` */
  async acceptRules(actor: Actor, communityId: string, rulesVersion: number): Promise<Community> {
    const { store, access, views } = this.#parts;
    const { community } = await access.requireMember(actor, communityId);
    checkRules(community, rulesVersion);
    const key = { tenantId: actor.tenantId, communityId, personId: actor.personId };
    await store.changeIf(key, MEMBER_STANDINGS, { acceptedRulesVersion: rulesVersion });
    return views.full(actor, await access.see(actor, communityId));
  }

  #joinOutcome({ community, membership }: CommunityContext) {
    const { visibility, joining } = community;
    const isBanned = (membership?.bannedUntil ?? NEVER) > this.#parts.clock.date();
    return joinOutcome({ visibility, joining, standing: membership?.standing ?? 'none', isBanned });
  }

  async #addMember(
    community: StoredCommunity,
    personId: string,
    from: readonly StoredStanding[],
    accepted: { acceptedRulesVersion?: number },
  ): Promise<boolean> {
    const { store, communityEvents } = this.#parts;
    const { tenantId } = community;
    const now = this.#parts.clock.date();
    const key = { tenantId, communityId: community._id, personId };
    const change = { standing: 'member', createdAt: now, note: '', ...accepted } as const;
    if (!(await store.changeUnlessBanned(key, from, change, now))) {
      const membership = await store.membership(key);
      if (membership && membership.bannedUntil > now) throw banned();
      return false;
    }
    communityEvents.membersChanged(tenantId, community._id, [personId]);
    await communityEvents.changed(community, [personId]);
    // Re-check after writing: if the community was closed meanwhile, the closing may have missed this membership.
    if (!(await store.find(tenantId, community._id))) {
      await store.removeMemberships({ tenantId, communityId: community._id, personId });
      communityEvents.membersChanged(tenantId, community._id, [personId]);
      throw noSuchCommunity();
    }
    return true;
  }

  async #request({ tenantId, personId }: Actor, community: StoredCommunity, note: string): Promise<void> {
    const { store, notifications, communityEvents, limits } = this.#parts;
    const max = limits.communityRequestsPerPerson;
    if ((await store.countOf({ tenantId, personId }, 'requested', max)) >= max) {
      throw new ConflictError(
        'too_many_join_requests',
        `You can have at most ${max} open requests to join communities. Withdraw one first.`,
        { max },
      );
    }
    const now = this.#parts.clock.date();
    const key = { tenantId, communityId: community._id, personId };
    const { rulesVersion: acceptedRulesVersion } = community;
    const change = { standing: 'requested', createdAt: now, note, acceptedRulesVersion } as const;
    if (!(await store.changeUnlessBanned(key, ['none'], change, now))) return;
    await notifications.requested(community, personId, now);
    await communityEvents.changed(community, [personId]);
  }

  /** One atomic write: if the last two owners leave at once, the second one is refused. @throws ConflictError `last_owner` */
  async #giveUpOwnership({ tenantId, personId }: Actor, communityId: string): Promise<void> {
    const changed = await this.#parts.store.change(tenantId, communityId, ownedWithOthers(personId), {
      $pull: { ownerIds: personId },
    });
    if (changed) return;
    throw new ConflictError(
      'last_owner',
      'You are the only owner of this community. First make someone else an owner, or close the community.',
    );
  }

  async #checkCapacity({ tenantId, personId }: Actor, community: StoredCommunity): Promise<void> {
    const max = this.#parts.limits.communitiesPerPerson;
    if ((await this.#parts.store.countOf({ tenantId, personId }, 'member', max)) >= max) {
      throw new ConflictError(
        'too_many_communities',
        `You can be a member of at most ${max} communities. Leave one first.`,
        { max },
      );
    }
    await this.#checkFull(community);
  }

  async #checkFull({ tenantId, _id }: StoredCommunity): Promise<void> {
    const max = this.#parts.limits.membersPerCommunity;
    if ((await this.#parts.store.countMembers(tenantId, _id, max)) < max) return;
    throw new ConflictError('community_full', 'This community is full. Try again after a member has left.');
  }
}

/** The standings of people who know that a private community exists. */
const AWARE_STANDINGS: ReadonlySet<StoredStanding> = new Set(['moderator', 'member', 'requested', 'invited']);

function standingOf({ membership }: CommunityContext): StoredStanding {
  return membership?.standing ?? 'none';
}

/** `accepted` is the version of the rules that the person accepts. @throws ConflictError `rules_changed` if it is outdated */
export function checkRules({ rules, rulesVersion }: StoredCommunity, accepted: number): void {
  if (rules === '' || accepted === rulesVersion) return;
  throw new ConflictError('rules_changed', 'The rules of this community have changed. Read and accept them again.');
}

export function banned(): ForbiddenError {
  return new ForbiddenError('banned', 'You are banned from this community. Its moderators can end the ban.');
}
