/** What people are notified of in communities, and which changes are announced. Only people who may know of one are told. */

import { circleName } from '../kernel/circles.ts';
import type { Events } from '../kernel/events.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityStore } from './community-store.ts';

export interface CommunityNotificationsOptions {
  store: CommunityStore;
  notifications: Pick<NotificationService, 'notify' | 'forget'>;
}

/** As much of an announcement as its notification needs. */
interface Announced {
  _id: string;
  authorId: string;
  title: string;
}

type Subject = Pick<StoredCommunity, '_id' | 'tenantId' | 'name'>;

export class CommunityNotifications {
  readonly #parts: CommunityNotificationsOptions;

  constructor(parts: CommunityNotificationsOptions) {
    this.#parts = parts;
  }

  /** Someone was invited by name. `at` tells this invitation from an earlier one. */
  async invited(community: Subject, personId: string, at: Date): Promise<void> {
    const key = `community_invited:${community._id}:${at.getTime()}`;
    await this.#notify(community, [personId], { kind: 'community_invited', key });
  }

  /** A request was granted. */
  async admitted(community: Subject, personId: string, at: Date): Promise<void> {
    const key = `community_admitted:${community._id}:${at.getTime()}`;
    await this.#notify(community, [personId], { kind: 'community_admitted', key });
  }

  /** Someone asks to come in: its moderators are told. */
  async requested(community: Subject, personId: string, at: Date): Promise<void> {
    const moderatorIds = await this.#parts.store.moderatorIds(community.tenantId, community._id);
    await this.#parts.notifications.notify({
      tenantId: community.tenantId,
      personIds: moderatorIds,
      kind: 'community_requested',
      key: `community_requested:${community._id}:${personId}:${at.getTime()}`,
      data: { ...subjectOf(community), personId },
    });
  }

  /** An announcement: every member but its author is told. */
  async announced(community: Subject, { _id: announcementId, authorId, title }: Announced): Promise<void> {
    const memberIds = await this.#parts.store.memberIds(community.tenantId, community._id);
    await this.#parts.notifications.notify({
      tenantId: community.tenantId,
      kind: 'community_announcement',
      key: `community_announcement:${announcementId}`,
      personIds: memberIds.filter((id) => id !== authorId),
      data: { ...subjectOf(community), personId: authorId, title },
    });
  }

  /** A message was reported: the moderators whom it does not concern are told. */
  async reported(community: Subject, reportId: string, exceptIds: readonly string[]): Promise<void> {
    const moderatorIds = await this.#parts.store.moderatorIds(community.tenantId, community._id);
    const told = moderatorIds.filter((id) => !exceptIds.includes(id));
    await this.#notify(community, told, { kind: 'community_reported', key: `community_reported:${reportId}` });
  }

  /** Someone who has gone keeps nothing of what was told: it was for people inside. */
  async forget({ tenantId, _id }: Pick<Subject, 'tenantId' | '_id'>, personIds: readonly string[]): Promise<void> {
    await this.#parts.notifications.forget({ tenantId, personIds, communityId: _id });
  }

  async #notify(
    community: Subject,
    personIds: readonly string[],
    { kind, key }: { kind: 'community_invited' | 'community_admitted' | 'community_reported'; key: string },
  ): Promise<void> {
    const { tenantId } = community;
    await this.#parts.notifications.notify({ tenantId, personIds, kind, key, data: subjectOf(community) });
  }
}

function subjectOf({ _id: communityId, name: communityName }: Subject) {
  return { communityId, communityName };
}

type Changed = Pick<StoredCommunity, '_id' | 'tenantId' | 'visibility'>;

/** Announces changes of communities to connections that show them. */
export class CommunityEvents {
  readonly #store: CommunityStore;
  readonly #events: Events;

  constructor({ store, events }: { store: CommunityStore; events: Events }) {
    this.#store = store;
    this.#events = events;
  }

  /** Of a public one everyone of the tenant hears, of a private one its members and those named here alone. */
  async changed({ _id, tenantId, visibility }: Changed, alsoIds: readonly string[] = []): Promise<void> {
    const memberIds = visibility === 'public' ? null : await this.#store.memberIds(tenantId, _id);
    const personIds = memberIds && [...new Set([...memberIds, ...alsoIds])];
    this.#events.announce('communityChanged', { tenantId, communityId: _id, personIds });
  }

  /** It can be seen no more from outside, or ended: whoever saw it must know. */
  hidden({ _id, tenantId }: Pick<Changed, '_id' | 'tenantId'>): void {
    this.#events.announce('communityChanged', { tenantId, communityId: _id, personIds: null });
  }

  /** These people came in or went out: first of all, since everything that is theirs alone asks who is inside. */
  moved(tenantId: string, communityId: string, personIds: readonly string[]): void {
    this.#events.announce('circlesChanged', { tenantId, circle: circleName('community', communityId), personIds });
  }
}
