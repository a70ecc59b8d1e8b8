/** Member management: the member list, roles, requests to join, invitations by name and removal. */

import type { PendingAuditEntry } from '../../audit/index.ts';
import { trusted } from '../../database/models.ts';
import type { PageQuery } from '../../database/page.ts';
import type { Actor } from '../../kernel/actor.ts';
import { circleName } from '../../kernel/circles.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ConflictError, NotFoundError } from '../../kernel/errors.ts';
import type { BlockList } from '../../people-lists/index.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { Community, CommunityMember, CommunityRequest, CommunityRole } from '../../protocol/communities.ts';
import type { ProfileSummary } from '../../protocol/profiles.ts';
import type { SlowMode } from '../channels/slow-mode.ts';
import { type CommunityAccess, communityRoleIn, noSuchMember, notAllowed } from '../community-access.ts';
import type { ActingAs, CommunityAudit } from '../community-audit.ts';
import type { StoredCommunity } from '../community-model.ts';
import type { CommunityEvents, CommunityNotifications } from '../community-notifications.ts';
import { type CommunityStore, MEMBER_FILTER, type MembershipKey, ownedWithOthers } from '../community-store.ts';
import { type CommunityViews, isoIfFuture } from '../community-views.ts';
import type { MemberDepartures } from '../leaving.ts';
import type { KeptBans } from '../moderation/kept-bans.ts';
import type { ModerationLog } from '../moderation/moderation-log.ts';
import { can, canSetRole, isRaised } from '../rules.ts';
import type { CommunityAllowances } from './allowances.ts';
import type { Inviting } from './inviting.ts';
import { type CommunityMembershipDoc, MEMBER_STANDINGS, type StoredStanding } from './membership-model.ts';
import type { MembershipService } from './membership-service.ts';

export interface CommunityMemberServiceOptions {
  audit: CommunityAudit;
  store: CommunityStore;
  access: CommunityAccess;
  views: CommunityViews;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  notifications: CommunityNotifications;
  departures: MemberDepartures;
  memberships: Pick<MembershipService, 'admit'>;
  inviting: Inviting;
  keptBans: Pick<KeptBans, 'isBanned'>;
  allowances: Pick<CommunityAllowances, 'invite'>;
  slowMode: Pick<SlowMode, 'announceChange'>;
  profiles: Pick<ProfileService, 'exists' | 'summaries'>;
  blockList: BlockList;
  clock: Clock;
}

export class CommunityMemberService {
  readonly #parts: CommunityMemberServiceOptions;

  constructor(parts: CommunityMemberServiceOptions) {
    this.#parts = parts;
  }

  /** Members, latest joined first; for plain members without people in a block with them. @throws NotFoundError, ForbiddenError */
  async list(
    actor: Actor,
    communityId: string,
    { role, ...query }: PageQuery & { role?: 'moderator' | undefined },
  ): Promise<Page<CommunityMember>> {
    const context = await this.#parts.access.requireMember(actor, communityId);
    const standing = role ?? MEMBER_FILTER;
    const hidden = await this.#parts.blockList.hiddenFrom(actor, circleName('community', communityId));
    const personId = trusted({ $nin: [...hidden] });
    const { docs, people, nextCursor } = await this.#membershipPage(actor, { communityId, standing, personId }, query);
    const canSeeMutes = can(context, 'community:mute');
    const items = docs.flatMap((membership) => {
      const person = people.get(membership.personId);
      return person ? [this.#toMember(context.community, membership, person, canSeeMutes)] : [];
    });
    return { items, nextCursor };
  }

  /** People who have asked to join, newest first. @throws NotFoundError, ForbiddenError */
  async requests(actor: Actor, communityId: string, query: PageQuery): Promise<Page<CommunityRequest>> {
    await this.#parts.access.requirePermission(actor, communityId, 'community:admit');
    return this.#pendingPage(actor, { communityId, standing: 'requested' }, query);
  }

  /** People who were invited by name and have not answered, newest first. @throws NotFoundError, ForbiddenError */
  async invited(actor: Actor, communityId: string, query: PageQuery): Promise<Page<CommunityRequest>> {
    await this.#parts.access.requirePermission(actor, communityId, 'community:invite');
    return this.#pendingPage(actor, { communityId, standing: 'invited' }, query);
  }

  /**
   * Approves a request to join and notifies the person.
   * @throws NotFoundError if there is no request, ForbiddenError, ConflictError `community_full`,
   * `too_many_communities_of_person`
   */
  async admit(actor: Actor, communityId: string, personId: string): Promise<void> {
    const { access, memberships, log, notifications } = this.#parts;
    const { community, role } = await access.requirePermission(actor, communityId, 'community:admit');
    if (!(await memberships.admit({ actor, role }, community, personId))) throw noSuchRequest();
    await log.add(actor, communityId, { action: 'admitted', targetId: personId });
    await notifications.admitted(community, personId, { byId: actor.personId, at: this.#parts.clock.date() });
  }

  /** Declines a request to join. The person is not notified. @throws NotFoundError if there is no request, ForbiddenError */
  async decline(actor: Actor, communityId: string, personId: string): Promise<void> {
    const { access, audit, store, log, communityEvents } = this.#parts;
    const { community, role } = await access.requirePermission(actor, communityId, 'community:admit');
    const key = { tenantId: actor.tenantId, communityId, personId };
    const change = { standing: 'none', note: '', createdAt: this.#parts.clock.date() } as const;
    const facts = { before: { standing: 'requested' }, after: { standing: 'none' } };
    const entry = audit.ofMember({ actor, role }, key, 'community_request_declined', facts);
    if (!(await store.changeIf(key, ['requested'], change, entry))) throw noSuchRequest();
    await log.add(actor, communityId, { action: 'declined', targetId: personId });
    await communityEvents.changed(community, [personId]);
  }

  /**
   * Invites a person by name. Approves the request of a person who has asked to join. Idempotent.
   * @throws NotFoundError if the actor cannot see the person, ForbiddenError,
   * ConflictError `person_banned`, `too_many_invitations`, `community_full` or `too_many_communities_of_person`
   */
  async invite(actor: Actor, communityId: string, personId: string): Promise<void> {
    const { access, audit, store, allowances, inviting, keptBans, log, notifications, communityEvents } = this.#parts;
    const { tenantId } = actor;
    const { community, role } = await access.requirePermission(actor, communityId, 'community:invite');
    const now = this.#parts.clock.date();
    const key = { tenantId, communityId, personId };
    const membership = await store.membership(key);
    if (membership?.standing === 'requested') return this.admit(actor, communityId, personId);
    await this.#checkVisible(actor, personId);
    if (await keptBans.isBanned(key, membership)) {
      throw new ConflictError('person_banned', 'This person is banned from the community. End the ban first.');
    }
    const invited = { standing: 'invited', invitedById: actor.personId } as const;
    // An open invitation is now also the actor's: it stays if the other moderator can no longer invite.
    if (await store.changeIf(key, ['invited'], invited)) return;
    const facts = { before: { standing: 'none' }, after: { standing: 'invited' } };
    const entry = audit.ofMember({ actor, role }, key, 'community_invited', facts);
    const isInvited = await allowances.invite(tenantId, communityId, {
      isDone: async () => ((await store.membership(key))?.standing ?? 'none') !== 'none',
      write: () => store.changeUnlessBanned(key, ['none'], { ...invited, createdAt: now }, { now, entry }),
      undo: () => store.undo(key, 'invited', { standing: 'none', createdAt: now }, entry),
    });
    if (!isInvited) return;
    await store.settle(entry);
    // Re-check after writing: the actor may have lost the right meanwhile.
    if (!(await inviting.isAllowed({ ...key, personId: actor.personId })))
      await inviting.endOf(community, actor.personId);
    await log.add(actor, communityId, { action: 'invited', targetId: personId });
    await notifications.invited(community, personId, { byId: actor.personId, at: now });
    await communityEvents.changed(community, [personId]);
  }

  /** Withdraws an invitation by name. Does nothing without one. @throws NotFoundError, ForbiddenError */
  async uninvite(actor: Actor, communityId: string, personId: string): Promise<void> {
    const { access, audit, store, communityEvents, notifications } = this.#parts;
    const { community, role } = await access.requirePermission(actor, communityId, 'community:invite');
    const key = { tenantId: actor.tenantId, communityId, personId };
    const change = { standing: 'none', createdAt: this.#parts.clock.date() } as const;
    const facts = { before: { standing: 'invited' }, after: { standing: 'none' } };
    const entry = audit.ofMember({ actor, role }, key, 'community_uninvited', facts);
    const wasInvited = await store.changeIf(key, ['invited'], change, entry);
    if (!wasInvited) return;
    await notifications.withdraw(community, [personId]);
    await communityEvents.changed(community, [personId]);
  }

  /** Sets the role of a member. @throws NotFoundError, ForbiddenError, ConflictError `last_owner` */
  async setRole(actor: Actor, communityId: string, personId: string, role: CommunityRole): Promise<CommunityMember> {
    const { access, audit, store, log, communityEvents, departures, inviting, profiles, slowMode } = this.#parts;
    const { tenantId } = actor;
    const context = await access.requirePermission(actor, communityId, 'community:set_roles');
    const key = { tenantId, communityId, personId };
    const by = { actor, role: context.role };
    const before = (await access.target({ tenantId, personId }, context.community)).role ?? 'member';
    // What a group of the organisation gives must not outlive the group.
    if (personId === actor.personId && isRaised(before, role)) throw notAllowed();
    if (!canSetRole(context, before, role)) throw notAllowed();
    if (role !== 'owner') await this.#removeOwnership(by, context.community, personId);
    const from = before === 'owner' ? MEMBER_STANDINGS : [before];
    // Somebody else may have set another role meanwhile, which the actor must not change.
    if (!(await this.#setStanding(by, key, from, role === 'member' ? 'member' : 'moderator'))) {
      return this.setRole(actor, communityId, personId, role);
    }
    if (!(await inviting.isAllowed(key))) await inviting.endOf(context.community, personId);
    if (role === 'owner') await this.#addOwner(key, audit.ofRole(by, key, 'moderator', 'owner'));
    communityEvents.membersChanged(tenantId, communityId, [personId]);
    // Re-check after writing: the new owner may have left meanwhile.
    const updated = await departures.ensureOwners(tenantId, communityId);
    await log.add(actor, communityId, { action: 'role_set', targetId: personId, subject: role });
    await communityEvents.changed(updated ?? context.community);
    // Moderators need not wait.
    await slowMode.announceChange({ tenantId, communityId, personId });
    const [membership, people] = await Promise.all([store.membership(key), profiles.summaries(tenantId, [personId])]);
    const person = people.get(personId);
    if (!updated || !membership || !person) throw noSuchMember();
    return this.#toMember(updated, membership, person, true);
  }

  /** Transfers the ownership of the actor to a member. The actor becomes a moderator. @throws NotFoundError, ForbiddenError */
  async handOver(actor: Actor, communityId: string, personId: string): Promise<Community> {
    const { access, audit, store, log, communityEvents, departures, views, slowMode } = this.#parts;
    const { tenantId } = actor;
    const { role } = await access.requirePermission(actor, communityId, 'community:hand_over');
    // Only an owner has something to hand over.
    if (role !== 'owner') throw notAllowed();
    if (personId !== actor.personId) {
      const by = { actor, role };
      const key = { tenantId, communityId, personId };
      if (!(await this.#setStanding(by, key, MEMBER_STANDINGS, 'moderator'))) throw noSuchMember();
      const facts = { before: { ownerId: actor.personId }, after: { ownerId: personId } };
      const handedOver = audit.ofMember(by, key, 'community_handed_over', facts);
      await this.#addOwner(key, handedOver, { ownerIds: actor.personId });
      const both = { ownerIds: trusted({ $all: [actor.personId, personId] }) };
      const noOwner = audit.ofRole(by, { ...key, personId: actor.personId }, 'owner', 'moderator');
      await store.change(tenantId, communityId, both, { $pull: { ownerIds: actor.personId } }, noOwner);
      communityEvents.membersChanged(tenantId, communityId, [personId]);
      const updated = await departures.ensureOwners(tenantId, communityId);
      await log.add(actor, communityId, { action: 'handed_over', targetId: personId });
      if (updated) await communityEvents.changed(updated);
      await slowMode.announceChange({ tenantId, communityId, personId });
    }
    return views.full(actor, await access.see(actor, communityId));
  }

  /** Removes a member, who may rejoin. @throws NotFoundError, ForbiddenError `not_allowed` for the same or a higher role */
  async remove(actor: Actor, communityId: string, personId: string, reason: string): Promise<void> {
    const { access, audit, store, log, departures } = this.#parts;
    const context = await access.requirePermission(actor, communityId, 'community:remove');
    const target = await access.requireLowerRole(actor, context, personId);
    const key = { tenantId: actor.tenantId, communityId, personId };
    const change = { standing: 'none', createdAt: this.#parts.clock.date() } as const;
    if (target.role === null) throw noSuchMember();
    const facts = { reason, before: { role: target.role } };
    const entry = audit.ofMember({ actor, role: context.role }, key, 'community_member_removed', facts);
    if (!(await store.changeIf(key, MEMBER_STANDINGS, change, entry))) throw noSuchMember();
    await log.add(actor, communityId, { action: 'removed', targetId: personId, reason });
    await departures.afterLeaving(context.community, personId);
  }

  /**
   * A change of its own in the log: a role changes in up to two steps, and the process may end between them. False if the member
   * stands otherwise than `from` by now.
   */
  async #setStanding(
    by: ActingAs,
    key: MembershipKey,
    from: readonly StoredStanding[],
    standing: 'moderator' | 'member',
  ): Promise<boolean> {
    const { store, audit } = this.#parts;
    const before = (await store.membership(key))?.standing;
    if (before !== 'moderator' && before !== 'member') throw noSuchMember();
    const entry = before === standing ? undefined : audit.ofRole(by, key, before, standing);
    return store.changeIf(key, from, { standing }, entry);
  }

  /** Does nothing for an owner. */
  async #addOwner({ tenantId, communityId, personId }: MembershipKey, entry: PendingAuditEntry, condition = {}) {
    const isNoOwner = { $and: [condition, { ownerIds: trusted({ $ne: personId }) }] };
    await this.#parts.store.change(tenantId, communityId, isNoOwner, { $addToSet: { ownerIds: personId } }, entry);
  }

  async #removeOwnership(by: ActingAs, { tenantId, _id, ownerIds }: StoredCommunity, personId: string): Promise<void> {
    const { store, audit } = this.#parts;
    if (!ownerIds.includes(personId)) return;
    const entry = audit.ofRole(by, { tenantId, communityId: _id, personId }, 'owner', 'moderator');
    const update = { $pull: { ownerIds: personId } };
    if (await store.change(tenantId, _id, ownedWithOthers(personId), update, entry)) return;
    throw new ConflictError('last_owner', 'A community needs an owner. Make someone else an owner first.');
  }

  /**
   * An invitation reaches a person who is not in the community yet, so a block applies: to the actor, a person in a block with
   * the actor does not exist. @throws NotFoundError
   */
  async #checkVisible(actor: Actor, personId: string): Promise<void> {
    const blocked = await this.#parts.blockList.blockedWith(actor);
    if (blocked.has(personId)) throw new NotFoundError('This person does not exist, or you cannot see them.');
    if (await this.#parts.profiles.exists({ tenantId: actor.tenantId, personId })) return;
    throw new NotFoundError('This person does not exist, or you cannot see them.');
  }

  async #pendingPage(actor: Actor, filter: Record<string, unknown>, query: PageQuery): Promise<Page<CommunityRequest>> {
    const { docs, people, nextCursor } = await this.#membershipPage(actor, filter, query);
    const items = docs.flatMap(({ personId, note, createdAt }) => {
      const person = people.get(personId);
      return person ? [{ person, note, createdAt: createdAt.toISOString() }] : [];
    });
    return { items, nextCursor };
  }

  async #membershipPage(actor: Actor, filter: Record<string, unknown>, query: PageQuery) {
    const { tenantId } = actor;
    const { docs, nextCursor } = await this.#parts.store.membershipPage({ tenantId, ...filter }, query);
    const people = await this.#parts.profiles.summaries(
      tenantId,
      docs.map((doc) => doc.personId),
    );
    return { docs, people, nextCursor };
  }

  #toMember(
    community: StoredCommunity,
    membership: CommunityMembershipDoc,
    person: ProfileSummary,
    canSeeMutes: boolean,
  ): CommunityMember {
    return {
      person,
      role: communityRoleIn(community, membership) ?? 'member',
      mutedUntil: canSeeMutes ? isoIfFuture(membership.mutedUntil, this.#parts.clock.now()) : null,
      joinedAt: membership.createdAt.toISOString(),
    };
  }
}

function noSuchRequest(): NotFoundError {
  return new NotFoundError('This person has no pending request to join. Reload the list of requests.');
}
