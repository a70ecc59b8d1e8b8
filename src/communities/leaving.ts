/** What follows when someone is no longer in a community, however that came about. Each step may be taken twice. */

import type { Model } from 'mongoose';
import { z } from 'zod';
import { circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import { ownersAfter, type Successor } from '../kernel/ownership.ts';
import type { Person } from '../kernel/person.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { MealService } from '../meals/index.ts';
import type { PictureStore } from '../profiles/index.ts';
import type { TopicService } from '../topics/index.ts';
import type { AnnouncementDoc } from './announcements.ts';
import type { ChannelService } from './channels/channel-service.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityEvents, CommunityNotifications } from './community-notifications.ts';
import type { CommunityStore } from './community-store.ts';
import type { InvitationDoc } from './members/invitation-model.ts';
import type { CommunityMembershipDoc } from './members/membership-model.ts';
import type { ModerationLog } from './moderation/moderation-log.ts';
import type { ReportDoc } from './moderation/reports.ts';

export interface MemberDeparturesOptions {
  store: CommunityStore;
  communityEvents: CommunityEvents;
  notifications: Pick<CommunityNotifications, 'forget'>;
  topics: Pick<TopicService, 'leaveCircle'>;
  meals: Pick<MealService, 'leaveCircle'>;
  end: CommunityEnd;
}

export class MemberDepartures {
  readonly #parts: MemberDeparturesOptions;

  constructor(parts: MemberDeparturesOptions) {
    this.#parts = parts;
  }

  /** This person has gone: out of rooms, channels and lists at once, and what was theirs there is put away. */
  async afterLeaving(community: StoredCommunity, personId: string): Promise<void> {
    const { communityEvents, topics, notifications } = this.#parts;
    const { tenantId, _id: communityId } = community;
    communityEvents.moved(tenantId, communityId, [personId]);
    await notifications.forget(community, [personId]);
    await topics.leaveCircle({ tenantId, personId }, circleName('community', communityId));
    await this.#parts.meals.leaveCircle({ tenantId, personId }, circleName('community', communityId));
    const settled = await this.settleOwners(tenantId, communityId);
    if (settled) await communityEvents.changed(settled, [personId]);
  }

  /** Removes owners who are no longer members, and finds a successor. Null if nobody is left: then the community ends. */
  async settleOwners(tenantId: string, communityId: string): Promise<StoredCommunity | null> {
    const { store, end } = this.#parts;
    for (;;) {
      const community = await store.find(tenantId, communityId);
      if (!community) return null;
      const members = (await store.membersOf(tenantId, communityId)).map(toSuccessor);
      const ownerIds = ownersAfter(community.ownerIds, members);
      if (ownerIds.length === 0) {
        await end.end(tenantId, communityId);
        return null;
      }
      const added = ownerIds.filter((id) => !community.ownerIds.includes(id));
      if (added.length === 0 && ownerIds.length === community.ownerIds.length) return community;
      for (const personId of added) {
        await store.changeIf({ tenantId, communityId, personId }, ['member'], { standing: 'moderator' });
      }
      // The next round checks owners who were added meanwhile, and whether the successor has just left.
      await store.change(tenantId, communityId, { ownerIds: community.ownerIds }, { $set: { ownerIds } });
    }
  }
}

function toSuccessor({ personId, standing, createdAt }: CommunityMembershipDoc): Successor {
  return { personId, isDeputy: standing === 'moderator', memberSince: createdAt };
}

const endJob = defineJob('communities.end', z.object({ communityId: z.string() }));
const AGAIN_AFTER_MS = MINUTE_MS;

export interface CommunityEndOptions {
  store: CommunityStore;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  notifications: Pick<CommunityNotifications, 'forget'>;
  channels: Pick<ChannelService, 'closeAll'>;
  topics: Pick<TopicService, 'endCircle'>;
  meals: Pick<MealService, 'endCircle'>;
  /** Closes the room of a community. */
  closeRooms: (tenantId: string, communityId: string) => Promise<unknown>;
  pictures: PictureStore;
  models: { invitations: Model<InvitationDoc>; announcements: Model<AnnouncementDoc>; reports: Model<ReportDoc> };
  jobs: Jobs;
  clock: Clock;
}

export class CommunityEnd {
  readonly #parts: CommunityEndOptions;

  constructor(parts: CommunityEndOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [endJob.handledBy(({ tenantId, data }) => this.#finish(tenantId, data.communityId))];
  }

  /** From the first moment on nobody sees it any more. Ending it again changes nothing. */
  async end(tenantId: string, communityId: string): Promise<void> {
    const { store, jobs, clock } = this.#parts;
    const dueAt = new Date(clock.now() + AGAIN_AFTER_MS);
    await jobs.schedule(endJob, { key: jobKey(communityId), tenantId, dueAt, data: { communityId } });
    await store.change(tenantId, communityId, {}, { $set: { state: 'closed' } });
    await this.#finish(tenantId, communityId);
    await jobs.cancel(jobKey(communityId));
  }

  async #finish(tenantId: string, communityId: string): Promise<void> {
    const { store, communityEvents, log, notifications, channels, topics, closeRooms, pictures, models } = this.#parts;
    const circle = circleName('community', communityId);
    const memberIds = await store.memberIds(tenantId, communityId);
    await channels.closeAll(tenantId, communityId);
    await store.removeMemberships({ tenantId, communityId });
    communityEvents.moved(tenantId, communityId, memberIds);
    communityEvents.hidden({ _id: communityId, tenantId });
    await notifications.forget({ _id: communityId, tenantId }, memberIds);
    await topics.endCircle(tenantId, circle);
    await this.#parts.meals.endCircle(tenantId, circle);
    await closeRooms(tenantId, communityId);
    await Promise.all([
      pictures.remove({ tenantId, ownerId: communityId }),
      log.removeOf(tenantId, communityId),
      models.invitations.deleteMany({ tenantId, communityId }),
      models.announcements.deleteMany({ tenantId, communityId }),
      models.reports.deleteMany({ tenantId, communityId }),
    ]);
    // Last of all: as long as it stands there, a job finds it again.
    await store.removeCommunity(tenantId, communityId);
  }
}

function jobKey(communityId: string): string {
  return `${endJob.name}:${communityId}`;
}

/** Anything that keeps something about a person. */
interface Erasable {
  erasePerson(person: Person): Promise<void>;
}

export interface CommunityEraserOptions {
  store: CommunityStore;
  departures: MemberDepartures;
  /** What else refers to people. */
  others: readonly Erasable[];
}

export class CommunityEraser {
  readonly #parts: CommunityEraserOptions;

  constructor(parts: CommunityEraserOptions) {
    this.#parts = parts;
  }

  /**
   * Takes the person out of every community. Who owned one alone is followed by whoever moderated it longest, otherwise
   * by the member who has been there longest; where nobody is left it ends. Safe to run twice.
   */
  async erasePerson(person: Person): Promise<void> {
    const { tenantId } = person;
    const { store, others } = this.#parts;
    const memberships = await store.membershipsOf(person);
    // One by one: each may end a community, which is much work.
    for (const membership of memberships) await this.#leave(membership);
    // Owned without being a member, after a crash between the two writes that make a community.
    for (const id of await store.ownedBy(person)) await this.#parts.departures.settleOwners(tenantId, id);
    for (const other of others) await other.erasePerson(person);
  }

  async #leave({ tenantId, communityId, personId }: CommunityMembershipDoc): Promise<void> {
    const { store, departures } = this.#parts;
    const community = await store.find(tenantId, communityId);
    await store.removeMemberships({ tenantId, communityId, personId });
    if (community) await departures.afterLeaving(community, personId);
  }
}
