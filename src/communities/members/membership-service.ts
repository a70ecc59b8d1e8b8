/** Joining a community, asking to join, leaving, and accepting its rules. */
import type { PendingAuditEntry } from '../../audit/index.ts';
import type { ConversationService } from '../../conversations/index.ts';
import type { Actor } from '../../kernel/actor.ts';
import { circleName } from '../../kernel/circles.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type AppError, ConflictError, ForbiddenError } from '../../kernel/errors.ts';
import type { Community, CommunityCard, JoinCommunity } from '../../protocol/communities.ts';
import { type CommunityAccess, type CommunityContext, noSuchCommunity } from '../community-access.ts';
import type { ActingAs, CommunityAudit } from '../community-audit.ts';
import type { StoredCommunity } from '../community-model.ts';
import type { CommunityEvents, CommunityNotifications } from '../community-notifications.ts';
import { type CommunityStore, type MembershipKey, ownedWithOthers } from '../community-store.ts';
import type { CommunityViews } from '../community-views.ts';
import type { MemberDepartures } from '../leaving.ts';
import type { KeptBans } from '../moderation/kept-bans.ts';
import { joinOutcome } from '../rules.ts';
import { type CommunityAllowances, personInTooMany, tooManyJoined } from './allowances.ts';
import type { Inviting } from './inviting.ts';
import { type CommunityMembershipDoc, MEMBER_STANDINGS, NEVER, type StoredStanding } from './membership-model.ts';

const NON_MEMBER_STANDINGS: readonly StoredStanding[] = ['none', 'requested', 'invited'];

export interface MembershipServiceOptions {
  audit: CommunityAudit;
  store: CommunityStore;
  access: CommunityAccess;
  views: CommunityViews;
  communityEvents: CommunityEvents;
  notifications: CommunityNotifications;
  departures: MemberDepartures;
  conversations: Pick<ConversationService, 'joined'>;
  inviting: Pick<Inviting, 'isAllowed'>;
  keptBans: Pick<KeptBans, 'isBanned'>;
  allowances: CommunityAllowances;
  clock: Clock;
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
    const outcome = context && (await this.#joinOutcome(actor, context));
    if (!context) throw noSuchCommunity();
    if (outcome === 'hidden') throw noSuchCommunity().about({ isHidden: true });
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
      if (outcome === 'member') await this.#joinAs(actor, context);
      else await this.#request(actor, context.community, note);
    }
    return views.card(actor, context.community);
  }

  /**
   * Makes the actor a member without checking the `joining` setting. Returns whether this call did; false for a member.
   * @throws NotFoundError, ForbiddenError `banned`, ConflictError `too_many_communities`, `community_full`
   */
  async joinDirectly(
    actor: Actor,
    community: StoredCommunity,
    { from = NON_MEMBER_STANDINGS, invitationId }: { from?: readonly StoredStanding[]; invitationId?: string } = {},
  ): Promise<boolean> {
    const { store, audit, clock } = this.#parts;
    const { tenantId, personId } = actor;
    const accepted = { acceptedRulesVersion: community.rulesVersion };
    const key = { tenantId, communityId: community._id, personId };
    const after = { standing: 'member', ...(invitationId !== undefined && { invitationId }) };
    const entry = audit.ofMember({ actor, role: 'member' }, key, 'community_joined', { after });
    if (await this.#addMember(community, personId, { entry, from, accepted, tooMany: tooManyJoined })) return true;
    const membership = await store.membership({ tenantId, communityId: community._id, personId });
    if (membership && membership.bannedUntil > clock.date()) throw banned();
    return false;
  }

  /**
   * Approves a request to join. Returns false if there is none, for example because the person has withdrawn it.
   * @throws ConflictError `community_full`, or `too_many_communities_of_person` if the person has joined others meanwhile
   */
  async admit(by: ActingAs, community: StoredCommunity, personId: string): Promise<boolean> {
    const key = { tenantId: community.tenantId, communityId: community._id, personId };
    const facts = { before: { standing: 'requested' }, after: { standing: 'member' } };
    const entry = this.#parts.audit.ofMember(by, key, 'community_request_accepted', facts);
    const tooMany = personInTooMany;
    return this.#addMember(community, personId, { entry, from: ['requested'], accepted: {}, tooMany });
  }

  /**
   * Leaves the community. For a person who is not a member: withdraws a request or declines an invitation. Idempotent.
   * @throws NotFoundError, ConflictError `last_owner`
   */
  async leave(actor: Actor, communityId: string): Promise<void> {
    const { store, access, audit, departures, communityEvents, notifications } = this.#parts;
    const { tenantId, personId } = actor;
    const context = await access.find(actor, communityId);
    const isKnown = context && (context.community.visibility === 'public' || AWARE_STANDINGS.has(standingOf(context)));
    if (!context) throw noSuchCommunity();
    if (!isKnown) throw noSuchCommunity().about({ isHidden: true });
    const key = { tenantId, communityId, personId };
    if (context.role === 'owner') await this.#giveUpOwnership(actor, communityId);
    const change = { standing: 'none', createdAt: this.#parts.clock.date(), note: '' } as const;
    const role = context.role ?? 'member';
    const left = audit.ofMember({ actor, role }, key, 'community_left', { before: { role } });
    const wasMember = await store.changeIf(key, MEMBER_STANDINGS, change, left);
    if (wasMember) await departures.afterLeaving(context.community, personId);
    else if (await this.#withdraw(actor, key, context, change)) {
      await notifications.withdraw(context.community, [personId]);
      await communityEvents.changed(context.community, [personId]);
    }
  }

  /** Withdraws a request to join, or declines an invitation. */
  #withdraw(
    actor: Actor,
    key: MembershipKey,
    context: CommunityContext,
    change: { standing: 'none' },
  ): Promise<boolean> {
    const facts = { before: { standing: standingOf(context) } };
    const entry = this.#parts.audit.ofMember({ actor, role: 'member' }, key, 'community_left', facts);
    return this.#parts.store.changeIf(key, ['requested', 'invited'], change, entry);
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

  async #joinOutcome({ tenantId, personId }: Actor, { community, membership, role }: CommunityContext) {
    const { inviting, keptBans } = this.#parts;
    const { visibility, joining, _id: communityId } = community;
    if (role) return 'member';
    const inviterId = membership?.standing === 'invited' ? membership.invitedById : null;
    const isInvitationOver = inviterId && !(await inviting.isAllowed({ tenantId, communityId, personId: inviterId }));
    const standing = isInvitationOver ? 'none' : (membership?.standing ?? 'none');
    const isBanned = await keptBans.isBanned({ tenantId, communityId, personId }, membership);
    return joinOutcome({ visibility, joining, standing, isBanned });
  }

  /** Anyone may join an open community; another one only who is still invited in the step that writes. */
  #joinAs(actor: Actor, { community }: CommunityContext): Promise<boolean> {
    const isOpen = community.joining === 'open' && community.visibility === 'public';
    return this.joinDirectly(actor, community, { from: isOpen ? NON_MEMBER_STANDINGS : ['invited'] });
  }

  async #addMember(
    community: StoredCommunity,
    personId: string,
    { entry, from, accepted, tooMany }: Joining,
  ): Promise<boolean> {
    const { store, communityEvents, allowances, conversations } = this.#parts;
    const { tenantId } = community;
    const now = this.#parts.clock.date();
    const key = { tenantId, communityId: community._id, personId };
    let before: CommunityMembershipDoc | null = null;
    const change = { standing: 'member', createdAt: now, note: '', ...accepted } as const;
    const isAdded = await allowances.join({ tenantId, personId }, community._id, {
      isDone: async () => {
        before = await store.membership(key);
        return !from.includes(before?.standing ?? 'none');
      },
      write: () => store.changeUnlessBanned(key, from, change, { now, entry }),
      undo: () => store.undo(key, 'member', undone(before), entry),
      tooMany,
    });
    if (!isAdded) return false;
    await store.settle(entry);
    await conversations.joined(tenantId, circleName('community', community._id), [personId]);
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

  async #request(actor: Actor, community: StoredCommunity, note: string): Promise<void> {
    const { tenantId, personId } = actor;
    const { store, audit, notifications, communityEvents, allowances } = this.#parts;
    const now = this.#parts.clock.date();
    const key = { tenantId, communityId: community._id, personId };
    const { rulesVersion: acceptedRulesVersion } = community;
    const by = { actor, role: 'member' } as const;
    const entry = audit.ofMember(by, key, 'community_joined', { after: { standing: 'requested' } });
    const change = { standing: 'requested', createdAt: now, note, acceptedRulesVersion } as const;
    const isStored = await allowances.request(
      { tenantId, personId },
      {
        isDone: async () => (await store.membership(key))?.standing === 'requested',
        write: () => store.changeUnlessBanned(key, ['none'], change, { now, entry }),
        undo: () => store.undo(key, 'requested', undone(null), entry),
      },
    );
    if (!isStored) return;
    await store.settle(entry);
    await notifications.requested(community, personId, now);
    await communityEvents.changed(community, [personId]);
  }

  /** One atomic write: if the last two owners leave at once, the second one is refused. @throws ConflictError `last_owner` */
  async #giveUpOwnership(actor: Actor, communityId: string): Promise<void> {
    const { tenantId, personId } = actor;
    const { store, audit } = this.#parts;
    const by = { actor, role: 'owner' } as const;
    const entry = audit.ofRole(by, { tenantId, communityId, personId }, 'owner', 'moderator');
    const update = { $pull: { ownerIds: personId } };
    const changed = await store.change(tenantId, communityId, ownedWithOthers(personId), update, entry);
    if (changed) return;
    throw new ConflictError(
      'last_owner',
      'You are the only owner of this community. First make someone else an owner, or close the community.',
    );
  }
}

/** How a person becomes a member. */
interface Joining {
  entry: PendingAuditEntry;
  from: readonly StoredStanding[];
  accepted: { acceptedRulesVersion?: number };
  /** The error if the person is in too many communities. */
  tooMany: (max: number) => AppError;
}

/** The change that makes a membership what it was before. */
function undone(before: CommunityMembershipDoc | null) {
  const { standing = 'none', createdAt = NEVER, note = '', invitedById = null } = before ?? {};
  return { standing, createdAt, note, invitedById };
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
