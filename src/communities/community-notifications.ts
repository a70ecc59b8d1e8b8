/** What people are notified of in communities. Only those who may know of one are told. */
import type { NotificationService } from '../notifications/notification-service.ts';
import type { AnnouncementDoc } from './announcement-model.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityStore } from './community-store.ts';

export interface CommunityNotificationsOptions {
  store: CommunityStore;
  notifications: Pick<NotificationService, 'notify' | 'forget'>;
}

type Told = Pick<StoredCommunity, '_id' | 'tenantId' | 'name'>;

export class CommunityNotifications {
  readonly #parts: CommunityNotificationsOptions;

  constructor(parts: CommunityNotificationsOptions) {
    this.#parts = parts;
  }

  /** Someone was invited by name. `at` tells this invitation from an earlier one. */
  async invited(community: Told, personId: string, at: Date): Promise<void> {
    const key = `community_invited:${community._id}:${at.getTime()}`;
    await this.#notify(community, [personId], { kind: 'community_invited', key });
  }

  /** A request was granted. */
  async admitted(community: Told, personId: string, at: Date): Promise<void> {
    const key = `community_admitted:${community._id}:${at.getTime()}`;
    await this.#notify(community, [personId], { kind: 'community_admitted', key });
  }

  /** Someone asks to come in: its moderators are told. */
  async requested(community: Told, personId: string, at: Date): Promise<void> {
    const moderatorIds = await this.#parts.store.moderatorIds(community.tenantId, community._id);
    await this.#parts.notifications.notify({
      ...{ tenantId: community.tenantId, personIds: moderatorIds, kind: 'community_requested' },
      key: `community_requested:${community._id}:${personId}:${at.getTime()}`,
      data: { ...subjectOf(community), personId },
    });
  }

  /** An announcement: every member but its author is told. */
  async announced(community: Told, { _id: announcementId, authorId, title }: AnnouncementDoc): Promise<void> {
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
  async reported(community: Told, reportId: string, exceptIds: readonly string[]): Promise<void> {
    const moderatorIds = await this.#parts.store.moderatorIds(community.tenantId, community._id);
    const told = moderatorIds.filter((id) => !exceptIds.includes(id));
    await this.#notify(community, told, { kind: 'community_reported', key: `community_reported:${reportId}` });
  }

  /** Someone who has gone keeps nothing of what was told: it was for people inside. */
  async forget({ tenantId, _id }: Pick<Told, 'tenantId' | '_id'>, personIds: readonly string[]): Promise<void> {
    await this.#parts.notifications.forget({ tenantId, personIds, communityId: _id });
  }

  async #notify(
    community: Told,
    personIds: readonly string[],
    { kind, key }: { kind: 'community_invited' | 'community_admitted' | 'community_reported'; key: string },
  ): Promise<void> {
    const { tenantId } = community;
    await this.#parts.notifications.notify({ tenantId, personIds, kind, key, data: subjectOf(community) });
  }
}

function subjectOf({ _id: communityId, name: communityName }: Told) {
  return { communityId, communityName };
}
