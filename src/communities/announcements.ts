/** Announcements of a community: moderators post them, and every member is notified. */

import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { insertion } from '../database/insert-once.ts';
import { defineModel } from '../database/models.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import { DELETED_PERSON_ID, ofCommunity, person } from '../database/personal-fields.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { CommunityAnnouncement, CreateCommunityAnnouncement } from '../protocol/community-life.ts';
import type { CommunityAccess } from './community-access.ts';
import type { CommunityEvents, CommunityNotifications } from './community-notifications.ts';
import { ownerOf } from './members/allowances.ts';
import type { ModerationLog } from './moderation/moderation-log.ts';

export interface AnnouncementDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  authorId: string;
  title: string;
  text: string;
  createdAt: Date;
}

const schema = new Schema<AnnouncementDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  authorId: { type: String, required: true },
  title: { type: String, required: true },
  text: { type: String, default: '' },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, communityId: 1, createdAt: -1, _id: -1 });
// For the deletion of a person.
schema.index({ tenantId: 1, authorId: 1 });

export const announcementModel = defineModel<AnnouncementDoc>({
  name: 'CommunityAnnouncement',
  collection: 'communityAnnouncements',
  schema,
  personal: {
    authorId: person.becomes(DELETED_PERSON_ID),
    title: ofCommunity,
    text: ofCommunity,
  },
  exported: exportedAs({
    file: 'announcements',
    by: ['authorId'],
    copied: ['title', 'text', 'createdAt'],
    communities: { community: 'communityId' },
  }),
  hotQueries: [
    {
      name: 'announcements of a community',
      filter: { tenantId: 'public', communityId: newId() },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
  ],
});

export interface AnnouncementServiceOptions {
  announcements: Model<AnnouncementDoc>;
  access: CommunityAccess;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  quotas: Quotas;
  notifications: CommunityNotifications;
  profiles: Pick<ProfileService, 'summaries'>;
  clock: Clock;
  limits: Pick<Limits, 'announcementsPerCommunity'>;
}

export class AnnouncementService {
  readonly #parts: AnnouncementServiceOptions;

  constructor(parts: AnnouncementServiceOptions) {
    this.#parts = parts;
  }

  /** Newest first. The author acts for the community, so a block does not hide them. @throws NotFoundError, ForbiddenError `not_a_member` */
  async list(actor: Actor, communityId: string, query: PageQuery): Promise<Page<CommunityAnnouncement>> {
    const { access, announcements } = this.#parts;
    const { tenantId } = actor;
    await access.requireMember(actor, communityId);
    const { docs, nextCursor } = await findPage({ model: announcements, filter: { tenantId, communityId }, ...query });
    return { items: await this.#view(tenantId, docs), nextCursor };
  }

  /**
   * Posts an announcement and notifies the members.
   * @throws NotFoundError, ForbiddenError, ConflictError `too_many_announcements`
   */
  async create(
    actor: Actor,
    communityId: string,
    { title, text }: CreateCommunityAnnouncement,
  ): Promise<CommunityAnnouncement> {
    const { access, communityEvents, log, notifications, clock } = this.#parts;
    const { tenantId, personId: authorId } = actor;
    const { community } = await access.requirePermission(actor, communityId, 'community:post_announcements');
    const createdAt = clock.date();
    const doc: AnnouncementDoc = { _id: newId(), tenantId, communityId, authorId, title, text, createdAt };
    await this.#store(doc);
    await log.add(actor, communityId, { action: 'announcement_posted', subject: title });
    await notifications.announced(community, doc);
    await communityEvents.changed(community);
    const [view] = await this.#view(tenantId, [doc]);
    // The author's profile exists: the author is the actor.
    return view as CommunityAnnouncement;
  }

  /** @throws NotFoundError, ForbiddenError */
  async delete(actor: Actor, communityId: string, announcementId: string): Promise<void> {
    const { access, announcements, communityEvents, log } = this.#parts;
    const { community } = await access.requirePermission(actor, communityId, 'community:post_announcements');
    const filter = { _id: announcementId, tenantId: actor.tenantId, communityId };
    const deleted = await announcements.findOneAndDelete(filter).lean<AnnouncementDoc>();
    if (!deleted) throw new NotFoundError('This announcement does not exist. It may have been deleted.');
    await log.add(actor, communityId, { action: 'announcement_deleted', subject: deleted.title });
    await communityEvents.changed(community);
  }

  async #store(doc: AnnouncementDoc): Promise<void> {
    const { announcements, quotas, limits } = this.#parts;
    const { tenantId, communityId } = doc;
    const count = (max: number) => announcements.countDocuments({ tenantId, communityId }).limit(max).exec();
    await quotas.spend([ownerOf('announcements', tenantId, communityId)], insertion(announcements, doc), [
      { count, max: limits.announcementsPerCommunity, error: tooManyAnnouncements },
    ]);
  }

  async #view(tenantId: string, docs: readonly AnnouncementDoc[]): Promise<CommunityAnnouncement[]> {
    const people = await this.#parts.profiles.summaries(
      tenantId,
      docs.map(({ authorId }) => authorId),
    );
    return docs.flatMap(({ _id: id, authorId, title, text, createdAt }) => {
      const author = people.get(authorId);
      return author ? [{ id, author, title, text, createdAt: createdAt.toISOString() }] : [];
    });
  }
}

function tooManyAnnouncements(max: number): ConflictError {
  return new ConflictError(
    'too_many_announcements',
    `A community can keep at most ${max} announcements. Delete one first.`,
    { max },
  );
}
