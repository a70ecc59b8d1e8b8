/** Notifications and domain events of communities. They go only to people who may know of the community. */

import { circleName } from '../kernel/circles.ts';
import type { Events } from '../kernel/events.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityStore } from './community-store.ts';

export interface CommunityNotificationsOptions {
  store: CommunityStore;
  notifications: Pick<NotificationService, 'notify' | 'withdraw' | 'forget'>;
}

/** The fields of an announcement that its notification needs. */
interface AnnouncementFields {
  _id: string;
  authorId: string;
  title: string;
}

/** What a report's notification needs. */
interface ReportFields {
  _id: string;
  reporterId: string;
  senderId: string;
}

/** Who did something to a person, and when. */
interface Act {
  byId: string;
  at: Date;
}

type Subject = Pick<StoredCommunity, '_id' | 'tenantId' | 'name'>;

export class CommunityNotifications {
  readonly #parts: CommunityNotificationsOptions;

  constructor(parts: CommunityNotificationsOptions) {
    this.#parts = parts;
  }

  /** Notifies a person of an invitation by name. `at` tells a later invitation from this one. */
  async invited(community: Subject, personId: string, { byId, at }: Act): Promise<void> {
    await this.#notify(community, [personId], { kind: 'community_invited', byId, occasion: occasionOf(at) });
  }

  /** Notifies a person that their request to join was approved. */
  async admitted(community: Subject, personId: string, { byId, at }: Act): Promise<void> {
    await this.#notify(community, [personId], { kind: 'community_admitted', byId, occasion: occasionOf(at) });
  }

  /** Notifies the moderators and owners of a request to join. */
  async requested(community: Subject, personId: string, at: Date): Promise<void> {
    const moderatorIds = await this.#parts.store.moderatorIds(community.tenantId, community._id);
    await this.#parts.notifications.notify({
      tenantId: community.tenantId,
      personIds: moderatorIds,
      kind: 'community_requested',
      key: `community_requested:${community._id}:${personId}`,
      occasion: occasionOf(at),
      byId: personId,
      data: { ...subjectOf(community), personId },
    });
  }

  /** Notifies every member except the author of a new announcement. */
  async announced(community: Subject, { _id: announcementId, authorId, title }: AnnouncementFields): Promise<void> {
    const memberIds = await this.#parts.store.memberIds(community.tenantId, community._id);
    await this.#parts.notifications.notify({
      tenantId: community.tenantId,
      kind: 'community_announcement',
      key: `community_announcement:${announcementId}`,
      byId: authorId,
      personIds: memberIds.filter((id) => id !== authorId),
      data: { ...subjectOf(community), personId: authorId, title },
    });
  }

  /** Notifies the moderators and owners of a reported message, except its sender and the reporter. */
  async reported(community: Subject, { _id, reporterId, senderId }: ReportFields): Promise<void> {
    const moderatorIds = await this.#parts.store.moderatorIds(community.tenantId, community._id);
    const recipientIds = moderatorIds.filter((id) => id !== reporterId && id !== senderId);
    await this.#notify(community, recipientIds, { kind: 'community_reported', subject: `:${_id}`, byId: reporterId });
  }

  /** Withdraws the notifications of this community from people who may no longer know what is in it. */
  async withdraw({ tenantId, _id }: Pick<Subject, 'tenantId' | '_id'>, personIds: readonly string[]): Promise<void> {
    await this.#parts.notifications.withdraw({ tenantId, personIds, communityId: _id });
  }

  /** Removes the notifications of a community that is deleted. */
  async forget({ tenantId, _id }: Pick<Subject, 'tenantId' | '_id'>, personIds: readonly string[]): Promise<void> {
    await this.#parts.notifications.forget({ tenantId, personIds, communityId: _id });
  }

  async #notify(
    community: Subject,
    personIds: readonly string[],
    {
      kind,
      subject = '',
      ...about
    }: {
      kind: 'community_invited' | 'community_admitted' | 'community_reported';
      subject?: string;
      byId: string;
      occasion?: string;
    },
  ): Promise<void> {
    const { tenantId } = community;
    const key = `${kind}:${community._id}${subject}`;
    await this.#parts.notifications.notify({ tenantId, personIds, kind, key, ...about, data: subjectOf(community) });
  }
}

function occasionOf(at: Date): string {
  return String(at.getTime());
}

function subjectOf({ _id: communityId, name: communityName }: Subject) {
  return { communityId, communityName };
}

type ChangedCommunity = Pick<StoredCommunity, '_id' | 'tenantId' | 'visibility'>;

/** Announces the domain events of communities. `community-sockets.ts` turns `communityChanged` into socket events. */
export class CommunityEvents {
  readonly #store: CommunityStore;
  readonly #events: Events;

  constructor({ store, events }: { store: CommunityStore; events: Events }) {
    this.#store = store;
    this.#events = events;
  }

  /**
   * Announces `communityChanged` after any change of a community: to everyone of the organisation if it is public, otherwise
   * only to its members and to `alsoIds`, such as a person who has just left or was invited.
   */
  async changed({ _id, tenantId, visibility }: ChangedCommunity, alsoIds: readonly string[] = []): Promise<void> {
    const memberIds = visibility === 'public' ? null : await this.#store.memberIds(tenantId, _id);
    const personIds = memberIds && [...new Set([...memberIds, ...alsoIds])];
    this.#events.announce('communityChanged', { tenantId, communityId: _id, personIds });
  }

  /**
   * Announces `communityChanged` to everyone of the organisation when a community becomes private or is closed: clients that
   * still show it must remove it.
   */
  hidden({ _id, tenantId }: Pick<ChangedCommunity, '_id' | 'tenantId'>): void {
    this.#events.announce('communityChanged', { tenantId, communityId: _id, personIds: null });
  }

  /**
   * Announces `circlesChanged` for the community's circle when these people joined or left, or have another role: every process
   * forgets its cached members, rooms remove people who left, and the people themselves receive `circle:changed`. Call this right
   * after the memberships were written and before other events, because everything else asks who is a member.
   */
  membersChanged(tenantId: string, communityId: string, personIds: readonly string[]): void {
    this.#events.announce('circlesChanged', { tenantId, circle: circleName('community', communityId), personIds });
  }
}
