/**
 * The log of changed messages. Each entry has the form of a message that answers the changed one: it is numbered, stored and read
 * by the same code, in a collection of its own. It contains no text and no person: its readers read the message as it is now.
 */
import { Schema } from 'mongoose';
import { notExported } from '../../database/exported-fields.ts';
import { newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { impersonal } from '../../database/personal-fields.ts';
import { between, CLIENT_ID_INDEX, type MessageDoc } from './message-model.ts';

/** The `senderId` of all entries. */
export const ENTRY_SENDER = 'change';

const schema = new Schema<MessageDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  conversationId: { type: String, required: true },
  /** The number of the change. */
  seq: { type: Number, required: true },
  senderId: { type: String, required: true },
  clientMessageId: { type: String, required: true },
  text: { type: String },
  /** The changed message. */
  replyTo: { type: Number, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ conversationId: 1, senderId: 1, clientMessageId: 1 }, { unique: true, name: CLIENT_ID_INDEX });

export const messageChangeModel = defineModel<MessageDoc>({
  name: 'MessageChange',
  collection: 'messageChanges',
  schema,
  personal: { senderId: impersonal, text: impersonal },
  exported: notExported('It lists which messages were changed. The messages themselves are exported.'),
  hotQueries: [
    {
      name: 'changes after a rev',
      filter: { tenantId: 'public', _id: between(newId(), 101, null) },
      sort: { _id: 1 },
      limit: 50,
    },
  ],
});
