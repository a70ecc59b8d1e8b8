/**
 * Messages as they are stored. The two unique indexes carry the promises of the protocol: a client's id is stored once,
 * and a seq is given once. They are named, because an insert that one of them refuses means different things.
 */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import type { Message } from '../protocol/conversations.ts';

export const SEQ_INDEX = 'conversation_seq';
export const CLIENT_ID_INDEX = 'conversation_sender_clientMessageId';

export interface MessageDoc {
  _id: string;
  tenantId: string;
  conversationId: string;
  seq: number;
  senderId: string;
  clientMessageId: string;
  text: string;
  createdAt: Date;
}

const schema = new Schema<MessageDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  conversationId: { type: String, required: true },
  seq: { type: Number, required: true },
  senderId: { type: String, required: true },
  clientMessageId: { type: String, required: true },
  text: { type: String, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ conversationId: 1, seq: 1 }, { unique: true, name: SEQ_INDEX });
schema.index({ conversationId: 1, senderId: 1, clientMessageId: 1 }, { unique: true, name: CLIENT_ID_INDEX });

const tenantId = 'public';
const conversationId = newId();
const senderId = newId();

export const messageModel = defineModel<MessageDoc>({
  name: 'Message',
  collection: 'messages',
  schema,
  hotQueries: [
    { name: 'the newest messages', filter: { tenantId, conversationId }, sort: { seq: -1 }, limit: 50 },
    {
      name: 'messages before a seq',
      filter: { tenantId, conversationId, seq: trusted({ $lt: 100 }) },
      sort: { seq: -1 },
      limit: 50,
    },
    {
      name: 'messages after a seq',
      filter: { tenantId, conversationId, seq: trusted({ $gt: 100 }) },
      sort: { seq: 1 },
      limit: 200,
    },
    {
      name: 'which resends are stored',
      filter: { tenantId, $or: [{ conversationId, senderId, clientMessageId: trusted({ $in: ['0123456789'] }) }] },
    },
    {
      name: 'unread messages of others',
      filter: { tenantId, conversationId, seq: trusted({ $gt: 100 }), senderId: trusted({ $ne: senderId }) },
      limit: 100,
    },
  ],
});

/** As it travels. The order of the fields is that of the contract everywhere, so that equal messages are equal text. */
export function toMessage(doc: MessageDoc): Message {
  return {
    id: doc._id,
    conversationId: doc.conversationId,
    seq: doc.seq,
    senderId: doc.senderId,
    clientMessageId: doc.clientMessageId,
    text: doc.text,
    createdAt: doc.createdAt.toISOString(),
  };
}
