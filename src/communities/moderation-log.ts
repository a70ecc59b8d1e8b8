/** Who did what to whom, and why: only ever added to, and read by moderators. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { Page } from '../protocol/common.ts';
import type { ModerationAction, ModerationEntry } from '../protocol/community-life.ts';
import type { CommunityAccess } from './community-access.ts';
import type { ModerationEntryDoc } from './moderation-entry-model.ts';

export interface ModerationLogOptions {
  entries: Model<ModerationEntryDoc>;
  access: CommunityAccess;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
  clock: Clock;
}

export interface NewEntry {
  action: ModerationAction;
  targetId?: string;
  subject?: string;
  reason?: string;
}

export class ModerationLog {
  readonly #parts: ModerationLogOptions;

  constructor(parts: ModerationLogOptions) {
    this.#parts = parts;
  }

  async add({ tenantId, personId }: Actor, communityId: string, entry: NewEntry): Promise<void> {
    const { action, targetId = null, subject = '', reason = '' } = entry;
    const createdAt = new Date(this.#parts.clock.now());
    await this.#parts.entries.create({
      ...{ _id: newId(), tenantId, communityId, actorId: personId },
      ...{ action, targetId, subject, reason, createdAt },
    });
  }

  /** The newest first. @throws NotFoundError, ForbiddenError */
  async list(actor: Actor, communityId: string, query: PageQuery): Promise<Page<ModerationEntry>> {
    const { access, entries, profiles, blockList } = this.#parts;
    const { tenantId, personId } = actor;
    await access.need(actor, communityId, 'moderate');
    const blocked = await blockList.blockedWith(tenantId, personId);
    const { docs, nextCursor } = await findPage({ model: entries, filter: { tenantId, communityId }, ...query });
    const people = await profiles.summaries(
      tenantId,
      docs.flatMap(({ actorId, targetId }) => [actorId, ...(targetId ? [targetId] : [])]),
    );
    const items = docs.flatMap(({ _id: id, actorId, action, targetId, subject, reason, createdAt }) => {
      const by = people.get(actorId);
      const isApart = blocked.has(actorId) || (targetId !== null && blocked.has(targetId));
      if (!by || isApart) return [];
      const target = (targetId && people.get(targetId)) || null;
      return [{ id, actor: by, action, target, subject, reason, createdAt: createdAt.toISOString() }];
    });
    return { items, nextCursor };
  }

  /** Removes the log of a community that has ended. */
  async removeOf(tenantId: string, communityId: string): Promise<void> {
    await this.#parts.entries.deleteMany({ tenantId, communityId });
  }
}
