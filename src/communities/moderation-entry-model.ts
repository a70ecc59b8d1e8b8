/** The moderation log as it is stored: lines are added, never changed. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import type { ModerationAction } from '../protocol/community-life.ts';

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

export const moderationEntryModel = defineModel<ModerationEntryDoc>({
  name: 'CommunityModerationEntry',
  collection: 'communityModerationEntries',
  schema,
  hotQueries: [
    {
      name: 'the log of a community, newest first',
      filter: { tenantId: 'public', communityId: newId() },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
  ],
});
