/**
 * Clean-up when a membership ends (leaving, removal, ban, erasure) and when a community is closed. Every step is idempotent.
 */

import type { Model } from 'mongoose';
import { z } from 'zod';
import type { AuditTrail } from '../audit/index.ts';
import type { ConversationService } from '../conversations/index.ts';
import type { GroupStore } from '../groups/store/index.ts';
import { circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import { ownersAfter, type Successor } from '../kernel/ownership.ts';
import type { Person } from '../kernel/person.ts';
import type { SecurityLog } from '../kernel/security-log.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { MealService } from '../meals/index.ts';
import type { PictureStore } from '../profiles/index.ts';
import type { TopicService } from '../topics/index.ts';
import type { AnnouncementDoc } from './announcements.ts';
import type { ChannelService } from './channels/channel-service.ts';
import type { ActingAs, CommunityAudit } from './community-audit.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityEvents, CommunityNotifications } from './community-notifications.ts';
import type { CommunityStore } from './community-store.ts';
import type { InvitationDoc } from './members/invitation-model.ts';
import type { Inviting } from './members/inviting.ts';
import type { CommunityMembershipDoc } from './members/membership-model.ts';
import type { KeptBans } from './moderation/kept-bans.ts';
import type { ModerationLog } from './moderation/moderation-log.ts';
import type { ReportDoc } from './moderation/reports.ts';

export interface MemberDeparturesOptions {
  audit: CommunityAudit;
  store: CommunityStore;
  communityEvents: CommunityEvents;
  notifications: Pick<CommunityNotifications, 'withdraw'>;
  inviting: Pick<Inviting, 'endOf'>;
  topics: Pick<TopicService, 'leaveCircle'>;
  meals: Pick<MealService, 'leaveCircle'>;
  closure: CommunityClosure;
  security: Pick<SecurityLog, 'record'>;
}

export class MemberDepartures {
  readonly #parts: MemberDeparturesOptions;

  constructor(parts: MemberDeparturesOptions) {
    this.#parts = parts;
  }

  /**
   * Cleans up after a person who is no longer a member: ends their access to rooms and channels and their invitations, deletes
   * their notifications of the community, closes their topics, cancels meals they host and gives back their seats. Then
   * ensures an owner.
   */
  async afterLeaving(community: StoredCommunity, personId: string): Promise<void> {
    const { communityEvents, inviting, topics, notifications } = this.#parts;
    const { tenantId, _id: communityId } = community;
    communityEvents.membersChanged(tenantId, communityId, [personId]);
    await inviting.endOf(community, personId);
    await notifications.withdraw(community, [personId]);
    await topics.leaveCircle({ tenantId, personId }, circleName('community', communityId));
    await this.#parts.meals.leaveCircle({ tenantId, personId }, circleName('community', communityId));
    const remaining = await this.ensureOwners(tenantId, communityId);
    if (remaining) await communityEvents.changed(remaining, [personId]);
  }

  /**
   * Removes owners who are no longer members, and makes a successor owner if none is left. Closes a community without members.
   * Returns the community, or null if it has been closed.
   */
  async ensureOwners(tenantId: string, communityId: string): Promise<StoredCommunity | null> {
    const { store, audit, closure, communityEvents, security } = this.#parts;
    for (;;) {
      const community = await store.find(tenantId, communityId);
      if (!community) return null;
      const members = (await store.membersOf(tenantId, communityId)).map(toSuccessor);
      const ownerIds = ownersAfter(community.ownerIds, members);
      if (ownerIds.length === 0) {
        await closure.close(tenantId, communityId, null);
        return null;
      }
      const added = ownerIds.filter((id) => !community.ownerIds.includes(id));
      if (added.length === 0 && ownerIds.length === community.ownerIds.length) return community;
      for (const personId of added) {
        const key = { tenantId, communityId, personId };
        const entry = audit.ofRole(null, key, 'member', 'moderator');
        await store.changeIf(key, ['member'], { standing: 'moderator' }, entry);
      }
      communityEvents.membersChanged(tenantId, communityId, added);
      // Loop to re-check: another owner may have been added meanwhile, or the successor may have just left.
      const [personId] = added;
      const inherited = { before: { role: 'moderator' }, after: { role: 'owner' } };
      const entry =
        personId === undefined
          ? null
          : audit.ofMember(null, { tenantId, communityId, personId }, 'community_inherited', inherited);
      const isAsRead = { ownerIds: community.ownerIds };
      if (await store.change(tenantId, communityId, isAsRead, { $set: { ownerIds } }, entry)) {
        for (const targetId of added)
          security.record({ event: 'community_inherited', facts: { communityId, targetId } });
      }
    }
  }
}

function toSuccessor({ personId, standing, createdAt }: CommunityMembershipDoc): Successor {
  return { personId, isDeputy: standing === 'moderator', memberSince: createdAt };
}

const endJob = defineJob('communities.end', z.object({ communityId: z.string() }));
const RETRY_AFTER_MS = MINUTE_MS;

export interface CommunityClosureOptions {
  audit: CommunityAudit;
  trail: Pick<AuditTrail, 'deleteMany'>;
  store: CommunityStore;
  groupStore: Pick<GroupStore, 'withdrawFrom'>;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  notifications: Pick<CommunityNotifications, 'forget'>;
  channels: Pick<ChannelService, 'closeAll'>;
  conversations: Pick<ConversationService, 'removeOfCircle'>;
  topics: Pick<TopicService, 'endCircle'>;
  meals: Pick<MealService, 'endCircle'>;
  /** Closes the room of a community. */
  removeRooms: (tenantId: string, communityId: string) => Promise<unknown>;
  pictures: PictureStore;
  models: { invitations: Model<InvitationDoc>; announcements: Model<AnnouncementDoc>; reports: Model<ReportDoc> };
  jobs: Jobs;
  clock: Clock;
}

export class CommunityClosure {
  readonly #parts: CommunityClosureOptions;

  constructor(parts: CommunityClosureOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [endJob.handledBy(({ tenantId, data }) => this.#finish(tenantId, data.communityId))];
  }

  /**
   * Hides the community from everyone, then deletes it with everything in it. Idempotent. A job that is scheduled first
   * repeats the deletion if the process crashes.
   */
  async close(tenantId: string, communityId: string, by: ActingAs, reason = ''): Promise<void> {
    const { store, audit, jobs, clock } = this.#parts;
    const entry = audit.of(by, { tenantId, communityId }, 'community_closed', { reason });
    const dueAt = new Date(clock.now() + RETRY_AFTER_MS);
    await jobs.schedule(endJob, { key: jobKey(communityId), tenantId, dueAt, data: { communityId } });
    await store.change(tenantId, communityId, {}, { $set: { state: 'closed' } }, entry);
    await this.#finish(tenantId, communityId);
    await jobs.cancel(jobKey(communityId));
  }

  async #finish(tenantId: string, communityId: string): Promise<void> {
    const { store, communityEvents, log, notifications, channels, topics, removeRooms, pictures, models } = this.#parts;
    const { conversations, groupStore, trail } = this.#parts;
    const circle = circleName('community', communityId);
    await channels.closeAll(tenantId, communityId);
    // The memberships are deleted at the end, so that a repetition after a crash still finds the people to inform.
    await store.closeMemberships(tenantId, communityId);
    communityEvents.membersChanged(tenantId, communityId, await store.personIds(tenantId, communityId, 'closed'));
    communityEvents.hidden({ _id: communityId, tenantId });
    // Also of invited people, who are not members.
    await notifications.forget({ _id: communityId, tenantId }, await store.personIds(tenantId, communityId));
    await topics.endCircle(tenantId, circle);
    await this.#parts.meals.endCircle(tenantId, circle);
    await removeRooms(tenantId, communityId);
    await Promise.all([
      pictures.remove({ tenantId, ownerId: communityId }),
      log.removeOf(tenantId, communityId),
      conversations.removeOfCircle(tenantId, circle),
      trail.deleteMany(models.invitations, { tenantId, communityId }),
      models.announcements.deleteMany({ tenantId, communityId }),
      models.reports.deleteMany({ tenantId, communityId }),
    ]);
    await groupStore.withdrawFrom(tenantId, communityId);
    await store.removeMemberships({ tenantId, communityId });
    // Delete the community last, after everything that refers to it.
    await store.removeCommunity(tenantId, communityId);
  }
}

function jobKey(communityId: string): string {
  return `${endJob.name}:${communityId}`;
}

export interface CommunityEraserOptions {
  store: CommunityStore;
  departures: MemberDepartures;
  keptBans: Pick<KeptBans, 'erase'>;
}

export class CommunityEraser {
  readonly #parts: CommunityEraserOptions;

  constructor(parts: CommunityEraserOptions) {
    this.#parts = parts;
  }

  /**
   * Removes the person from every community. A community without another owner passes to the moderator, or else the member,
   * who joined first; without members it is closed. Idempotent.
   */
  async erasePerson(person: Person): Promise<void> {
    const { tenantId } = person;
    const { store } = this.#parts;
    const memberships = await store.membershipsOf(person);
    // One after the other: each may close a community, which is expensive.
    for (const membership of memberships) await this.#leave(membership);
    // Communities that still list this person as an owner, although an interrupted earlier erasure removed the membership.
    for (const id of await store.ownedBy(person)) await this.#parts.departures.ensureOwners(tenantId, id);
  }

  async #leave(membership: CommunityMembershipDoc): Promise<void> {
    const { store, departures, keptBans } = this.#parts;
    const { tenantId, communityId, personId } = membership;
    const community = await store.find(tenantId, communityId);
    await keptBans.erase(membership);
    if (community) await departures.afterLeaving(community, personId);
  }
}
