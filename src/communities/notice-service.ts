/** Announcements of moderators: on top for every member, and told to each. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import { newestPage } from '../database/newest-page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { Page } from '../protocol/common.ts';
import type { CreateNotice, Notice } from '../protocol/community-life.ts';
import type { CommunityAccess } from './community-access.ts';
import type { CommunityNews } from './community-news.ts';
import type { PageQuery } from './community-store.ts';
import type { CommunityTelling } from './community-telling.ts';
import type { ModerationLog } from './moderation-log.ts';
import type { NoticeDoc } from './notice-model.ts';

export interface NoticeServiceOptions {
  notices: Model<NoticeDoc>;
  access: CommunityAccess;
  news: CommunityNews;
  log: ModerationLog;
  telling: CommunityTelling;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
  clock: Clock;
  limits: Pick<Limits, 'noticesPerCommunity'>;
}

export class NoticeService {
  readonly #parts: NoticeServiceOptions;

  constructor(parts: NoticeServiceOptions) {
    this.#parts = parts;
  }

  /** The newest first, without those of people in a block with the reader. @throws NotFoundError, ForbiddenError */
  async list(actor: Actor, communityId: string, query: PageQuery): Promise<Page<Notice>> {
    const { access, notices, blockList } = this.#parts;
    const { tenantId, personId } = actor;
    await access.seeInside(actor, communityId);
    const blocked = await blockList.blockedWith(tenantId, personId);
    const filter = { tenantId, communityId, authorId: trusted({ $nin: [...blocked] }) };
    const { docs, nextCursor } = await newestPage({ model: notices, filter, ...query });
    return { items: await this.#view(tenantId, docs), nextCursor };
  }

  /** Announces something. @throws NotFoundError, ForbiddenError, ConflictError `too_many_notices` */
  async create(actor: Actor, communityId: string, { title, text }: CreateNotice): Promise<Notice> {
    const { access, notices, news, log, telling, clock, limits } = this.#parts;
    const { tenantId, personId: authorId } = actor;
    const { community } = await access.need(actor, communityId, 'post_notices');
    const max = limits.noticesPerCommunity;
    if ((await notices.countDocuments({ tenantId, communityId })) >= max) {
      throw new ConflictError(`At most ${max} can be kept: take one down first`, { reason: 'too_many_notices' });
    }
    const createdAt = new Date(clock.now());
    const doc: NoticeDoc = { _id: newId(), tenantId, communityId, authorId, title, text, createdAt };
    await notices.create(doc);
    await log.add(actor, communityId, { action: 'notice_posted', subject: title });
    await telling.announced(community, doc);
    await news.changed(community);
    const [view] = await this.#view(tenantId, [doc]);
    // One in, one out.
    return view as Notice;
  }

  /** @throws NotFoundError, ForbiddenError */
  async delete(actor: Actor, communityId: string, noticeId: string): Promise<void> {
    const { access, notices, news, log } = this.#parts;
    const { community } = await access.need(actor, communityId, 'post_notices');
    const filter = { _id: noticeId, tenantId: actor.tenantId, communityId };
    const gone = await notices.findOneAndDelete(filter).lean<NoticeDoc>();
    if (!gone) throw new NotFoundError('There is no such announcement');
    await log.add(actor, communityId, { action: 'notice_deleted', subject: gone.title });
    await news.changed(community);
  }

  async #view(tenantId: string, docs: readonly NoticeDoc[]): Promise<Notice[]> {
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
