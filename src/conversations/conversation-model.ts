/** Conversations as they are stored: that of a match, or the text of a room. Messages are in a collection of their own. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';

export interface ConversationTopic {
  id: string;
  title: string;
  body: string;
}

export interface ConversationDoc {
  _id: string;
  tenantId: string;
  kind: 'match' | 'room';
  /** The two of a match; empty for a room. */
  personIds: string[];
  /** The card a match grew from, as it then was. */
  topic: ConversationTopic | null;
  roomId: string | null;
  state: 'open' | 'closed';
  createdAt: Date;
  /** The last message's moment; written some time after the message, so it orders lists and is not shown. */
  activeAt: Date;
}

const schema = new Schema<ConversationDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  kind: { type: String, required: true },
  personIds: { type: [String], required: true },
  topic: { type: Object, default: null },
  roomId: { type: String, default: null },
  state: { type: String, required: true },
  createdAt: { type: Date, required: true },
  activeAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personIds: 1, activeAt: -1, _id: -1 });

const tenantId = 'public';

export const conversationModel = defineModel<ConversationDoc>({
  name: 'Conversation',
  collection: 'conversations',
  schema,
  hotQueries: [
    { name: 'a conversation', filter: { _id: newId(), tenantId } },
    {
      name: 'my conversations, the last active first',
      filter: { tenantId, personIds: trusted({ $eq: newId(), $nin: [newId()] }) },
      sort: { activeAt: -1, _id: -1 },
      limit: 26,
    },
  ],
});
