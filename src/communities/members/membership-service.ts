/** Coming into a community and going out of it. */
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { ConflictError, ForbiddenError } from '../../kernel/errors.ts';
import type { Community, CommunityCard, JoinCommunity } from '../../protocol/communities.ts';
import { type CommunityAccess, noSuchCommunity, type Place } from '../community-access.ts';
import type { StoredCommunity } from '../community-model.ts';
import type { CommunityEvents, CommunityNotifications } from '../community-notifications.ts';
import { type CommunityStore, ownedWithOthers } from '../community-store.ts';
import type { CommunityViews } from '../community-views.ts';
import type { MemberDepartures } from '../leaving.ts';
import { joinOutcome } from '../rules.ts';
import { INSIDE, NEVER, type StoredStanding } from './membership-model.ts';

const OUTSIDE: readonly StoredStanding[] = ['none', 'requested', 'invited'];

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
   * Joins, or asks to where a moderator answers. Joining again changes nothing.
   * @throws NotFoundError, ForbiddenError `banned` or `invitation_needed`, ConflictError `rules_changed`,
   * `too_many_communities`, `too_many_join_requests` or `community_full`
   */
  async join(actor: Actor, communityId: string, { rulesVersion, note }: JoinCommunity): Promise<CommunityCard> {
    const { access, views } = this.#parts;
    const place = await access.find(actor, communityId);
    const outcome = place && this.#outcomeOf(place);
    if (!place || outcome === 'unseen') throw noSuchCommunity();
    if (outcome === 'banned') throw banned();
    if (outcome === 'invitation_needed') {
      throw new ForbiddenError(
        'invitation_needed',
        'This community accepts invited people only. Ask a member for an invitation.',
      );
    }
    const isDone = place.role !== null || (outcome === 'requested' && place.membership?.standing === 'requested');
    if (!isDone) {
      checkRules(place.community, rulesVersion);
      if (outcome === 'member') await this.enter(actor, place.community);
      else await this.#ask(actor, place.community, note);
    }
    return views.card(actor, place.community);
  }

  /** Lets the actor in, who may come in. Says whether this call did. @throws ForbiddenError `banned`, ConflictError */
  async enter(actor: Actor, community: StoredCommunity): Promise<boolean> {
    await this.#checkPlace(actor, community);
    return this.#letIn(community, actor.personId, OUTSIDE, { acceptedRulesVersion: community.rulesVersion });
  }

  /** Lets someone in who asked. Says whether this call did: nobody comes in who does not ask any more. */
  async admit(community: StoredCommunity, personId: string): Promise<boolean> {
    return this.#letIn(community, personId, ['requested'], {});
  }

  /**
   * Leaves; someone who is not inside takes a request back or declines an invitation. Doing it again changes nothing.
   * @throws NotFoundError, ConflictError `last_owner`
   */
  async leave(actor: Actor, communityId: string): Promise<void> {
    const { store, access, departures, communityEvents, notifications } = this.#parts;
    const { tenantId, personId } = actor;
    const place = await access.find(actor, communityId);
    const isKnown = place && (place.community.visibility === 'public' || KNOWING_STANDINGS.has(standingOf(place)));
    if (!place || !isKnown) throw noSuchCommunity();
    const key = { tenantId, communityId, personId };
    if (place.role === 'owner') await this.#stepDown(actor, communityId);
    const change = { standing: 'none', createdAt: this.#parts.clock.date(), note: '' } as const;
    const wasInside = await store.changeIf(key, INSIDE, change);
    if (wasInside) await departures.afterLeaving(place.community, personId);
    else if (await store.changeIf(key, ['requested', 'invited'], change)) {
      await notifications.forget(place.community, [personId]);
      await communityEvents.changed(place.community, [personId]);
    }
  }

  /** Accepts rules that changed. @throws NotFoundError, ForbiddenError, ConflictError `rules_changed` */
  async acceptRules(actor: Actor, communityId: string, rulesVersion: number): Promise<Community> {
    const { store, access, views } = this.#parts;
    const { community } = await access.requireMember(actor, communityId);
    checkRules(community, rulesVersion);
    const key = { tenantId: actor.tenantId, communityId, personId: actor.personId };
    await store.changeIf(key, INSIDE, { acceptedRulesVersion: rulesVersion });
    return views.full(actor, await access.see(actor, communityId));
  }

  #outcomeOf({ community, membership }: Place) {
    const { visibility, joining } = community;
    const isBanned = (membership?.bannedUntil ?? NEVER) > this.#parts.clock.date();
    return joinOutcome({ visibility, joining, standing: membership?.standing ?? 'none', isBanned });
  }

  async #letIn(
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
    if (!(await store.move(key, from, change, now))) {
      const standing = await store.membership(key);
      if (standing && standing.bannedUntil > now) throw banned();
      return false;
    }
    communityEvents.moved(tenantId, community._id, [personId]);
    await communityEvents.changed(community, [personId]);
    // It ended at the same moment: then nobody was taken out who came in later.
    if (!(await store.find(tenantId, community._id))) {
      await store.removeMemberships({ tenantId, communityId: community._id, personId });
      communityEvents.moved(tenantId, community._id, [personId]);
      throw noSuchCommunity();
    }
    return true;
  }

  async #ask({ tenantId, personId }: Actor, community: StoredCommunity, note: string): Promise<void> {
    const { store, notifications, communityEvents, limits } = this.#parts;
    const max = limits.communityRequestsPerPerson;
    if ((await store.countOf({ tenantId, personId }, 'requested', max)) >= max) {
      throw new ConflictError(
        'too_many_join_requests',
        `You can have ${max} open requests to join communities. Withdraw one first.`,
        { max },
      );
    }
    const now = this.#parts.clock.date();
    const key = { tenantId, communityId: community._id, personId };
    const { rulesVersion: acceptedRulesVersion } = community;
    const change = { standing: 'requested', createdAt: now, note, acceptedRulesVersion } as const;
    if (!(await store.move(key, ['none'], change, now))) return;
    await notifications.requested(community, personId, now);
    await communityEvents.changed(community, [personId]);
  }

  /** One atomic change decides that of two owners who leave at once the second stays. */
  async #stepDown({ tenantId, personId }: Actor, communityId: string): Promise<void> {
    const changed = await this.#parts.store.change(tenantId, communityId, ownedWithOthers(personId), {
      $pull: { ownerIds: personId },
    });
    if (changed) return;
    throw new ConflictError(
      'last_owner',
      'You are the only owner of this community. First make someone else an owner, or close the community.',
    );
  }

  async #checkPlace({ tenantId, personId }: Actor, community: StoredCommunity): Promise<void> {
    const { store, limits } = this.#parts;
    const { communitiesPerPerson, membersPerCommunity } = limits;
    const [mine, theirs] = await Promise.all([
      store.countOf({ tenantId, personId }, 'inside', communitiesPerPerson),
      store.countMembers(tenantId, community._id, membersPerCommunity),
    ]);
    if (mine >= communitiesPerPerson) {
      throw new ConflictError(
        'too_many_communities',
        `You can be in ${communitiesPerPerson} communities. Leave one first.`,
        { max: communitiesPerPerson },
      );
    }
    if (theirs >= membersPerCommunity) {
      throw new ConflictError('community_full', 'This community is full. Try again when someone has left it.');
    }
  }
}

/** The standings in which a person knows that a private community exists. */
const KNOWING_STANDINGS: ReadonlySet<StoredStanding> = new Set(['moderator', 'member', 'requested', 'invited']);

function standingOf({ membership }: Place): StoredStanding {
  return membership?.standing ?? 'none';
}

/** @throws ConflictError where what was shown is not what holds now */
export function checkRules({ rules, rulesVersion }: StoredCommunity, shown: number): void {
  if (rules === '' || shown === rulesVersion) return;
  throw new ConflictError('rules_changed', 'The rules of this community have changed. Read and accept them again.');
}

function banned(): ForbiddenError {
  return new ForbiddenError('banned', 'You are banned from this community. Its moderators can end the ban.');
}
