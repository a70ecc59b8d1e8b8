/** The moderation log of a community: who did what to whom, and why. Append-only; moderators read it. */

import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { findPage, type PageQuery } from '../../database/page.ts';
import { DELETED_PERSON_ID, ofCommunity, person, withDocument } from '../../database/personal-fields.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { ModerationAction, ModerationEntry } from '../../protocol/community-life.ts';
import type { CommunityAccess } from '../community-access.ts';

export interface ModerationEntryDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  actorId: string;
  action: ModerationAction;
  targetId: string | null;
  subject: string;
  reason: string;
  createdAt: Date;
}

const schema = new Schema<ModerationEntryDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  actorId: { type: String, required: true },
  action: { type: String, required: true },
  targetId: { type: String, default: null },
  subject: { type: String, default: '' },
  reason: { type: String, default: '' },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, communityId: 1, createdAt: -1, _id: -1 });
// For the deletion of a person.
schema.index({ tenantId: 1, actorId: 1 });
schema.index({ tenantId: 1, targetId: 1 });

export const moderationEntryModel = defineModel<ModerationEntryDoc>({
  name: 'CommunityModerationEntry',
  collection: 'communityModerationEntries',
  schema,
  personal: {
    actorId: person.becomes(DELETED_PERSON_ID, { reason: '' }),
    targetId: person.becomes(null, { reason: '' }),
    reason: withDocument,
    subject: ofCommunity,
  },
  exported: exportedAs({
    file: 'moderationLog',
    by: ['actorId'],
    copied: ['action', 'subject', 'reason', 'createdAt'],
    people: { target: 'targetId' },
    communities: { community: 'communityId' },
  }),
  hotQueries: [
    {
      name: 'the log of a community, newest first',
      filter: { tenantId: 'public', communityId: newId() },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
  ],
});

export interface ModerationLogOptions {
  entries: Model<ModerationEntryDoc>;
  access: CommunityAccess;
  profiles: Pick<ProfileService, 'summaries'>;
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
    const createdAt = this.#parts.clock.date();
    await this.#parts.entries.create({
      _id: newId(),
      tenantId,
      communityId,
      actorId: personId,
      action,
      targetId,
      subject,
      reason,
      createdAt,
    });
  }

  /** Newest first. @throws NotFoundError, ForbiddenError */
  async list(actor: Actor, communityId: string, query: PageQuery): Promise<Page<ModerationEntry>> {
    const { access, entries, profiles } = this.#parts;
    const { tenantId } = actor;
    await access.requirePermission(actor, communityId, 'community:moderate');
    const { docs, nextCursor } = await findPage({ model: entries, filter: { tenantId, communityId }, ...query });
    const people = await profiles.summaries(
      tenantId,
      docs.flatMap(({ actorId, targetId }) => [actorId, ...(targetId ? [targetId] : [])]),
    );
    const items = docs.flatMap(({ _id: id, actorId, action, targetId, subject, reason, createdAt }) => {
      const by = people.get(actorId);
      if (!by) return [];
      const target = (targetId && people.get(targetId)) || null;
      return [{ id, actor: by, action, target, subject, reason, createdAt: createdAt.toISOString() }];
    });
    return { items, nextCursor };
  }

  /** Removes the log of a community that is being closed. */
  async removeOf(tenantId: string, communityId: string): Promise<void> {
    await this.#parts.entries.deleteMany({ tenantId, communityId });
  }
}
