/** Channels as they are stored: the names of conversations that all members share. What is said is a conversation's. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface ChannelDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  name: string;
  conversationId: string;
  state: 'open' | 'archived';
  createdAt: Date;
}

const schema = new Schema<ChannelDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  name: { type: String, required: true },
  conversationId: { type: String, required: true },
  state: { type: String, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, communityId: 1, createdAt: 1, _id: 1 });
schema.index({ tenantId: 1, conversationId: 1 }, { unique: true });

const tenantId = 'public';

export const channelModel = defineModel<ChannelDoc>({
  name: 'CommunityChannel',
  collection: 'communityChannels',
  schema,
  hotQueries: [
    { name: 'channels of a community', filter: { tenantId, communityId: newId() }, sort: { createdAt: 1, _id: 1 } },
    { name: 'the channel of a conversation', filter: { tenantId, conversationId: newId() } },
  ],
});
