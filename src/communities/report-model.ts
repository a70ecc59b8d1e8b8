/** Reports of messages as they are stored, with the words that were reported. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface ReportDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  reporterId: string;
  conversationId: string;
  seq: number;
  senderId: string;
  /** As the message read when it was reported: hiding it later takes no evidence away. */
  text: string;
  reason: string;
  state: 'open' | 'handled' | 'dismissed';
  handledById: string | null;
  createdAt: Date;
}

const schema = new Schema<ReportDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  reporterId: { type: String, required: true },
  conversationId: { type: String, required: true },
  seq: { type: Number, required: true },
  senderId: { type: String, required: true },
  text: { type: String, default: '' },
  reason: { type: String, default: '' },
  state: { type: String, required: true },
  handledById: { type: String, default: null },
  createdAt: { type: Date, required: true },
});
// The same person reports the same message once.
schema.index({ tenantId: 1, communityId: 1, conversationId: 1, seq: 1, reporterId: 1 }, { unique: true });
schema.index({ tenantId: 1, communityId: 1, state: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, reporterId: 1 });
schema.index({ tenantId: 1, senderId: 1 });

const tenantId = 'public';

export const reportModel = defineModel<ReportDoc>({
  name: 'CommunityReport',
  collection: 'communityReports',
  schema,
  hotQueries: [
    {
      name: 'open reports, newest first',
      filter: { tenantId, communityId: newId(), state: 'open' },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
    { name: 'reports by a person', filter: { tenantId, reporterId: newId() } },
    { name: 'reports about a person', filter: { tenantId, senderId: newId() } },
  ],
});
