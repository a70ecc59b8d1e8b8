/**
 * Messages as they are stored. Two unique indexes carry the promises of the protocol: a client's id is stored once, and a
 * seq is given once. An insert that is refused means different things with the one and the other.
 *
 * A message's own id is made of its conversation and its seq, so that the index which every collection has anyway is
 * the one for the order: a third index cost a quarter of the database's time for an insert, and its memory.
 */
import { Schema } from 'mongoose';
import { newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';
import type { Message } from '../../protocol/conversations.ts';

export const SEQ_INDEX = '_id_';
export const CLIENT_ID_INDEX = 'conversation_sender_clientMessageId';

/** Digits of a seq in an id, to the base of 36: enough for any whole number there is. */
const SEQ_DIGITS = 11;
const SEQ_BASE = 36;

/** The id of a message. Ids of one conversation sort by seq. */
export function messageId(conversationId: string, seq: number): string {
  return `${conversationId}-${seq.toString(SEQ_BASE).padStart(SEQ_DIGITS, '0')}`;
}

/** Filter for the ids of a conversation's messages from one seq up to another, both included; null leaves an end open. */
export function between(conversationId: string, fromSeq: number | null, toSeq: number | null) {
  const { MAX_SAFE_INTEGER } = Number;
  const upTo = toSeq === null || toSeq > MAX_SAFE_INTEGER ? MAX_SAFE_INTEGER : toSeq;
  return trusted({ $gte: messageId(conversationId, fromSeq ?? 0), $lte: messageId(conversationId, Math.max(upTo, 0)) });
}

export interface MessageDoc {
  /** Made by `messageId`. */
  _id: string;
  tenantId: string;
  conversationId: string;
  seq: number;
  senderId: string;
  clientMessageId: string;
  text: string;
  createdAt: Date;
  /** A moderator hid it: its words are gone. */
  hiddenAt?: Date;
  hiddenById?: string;
}

const schema = new Schema<MessageDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  conversationId: { type: String, required: true },
  seq: { type: Number, required: true },
  senderId: { type: String, required: true },
  clientMessageId: { type: String, required: true },
  text: { type: String, required: true },
  createdAt: { type: Date, required: true },
  hiddenAt: { type: Date },
  hiddenById: { type: String },
});
schema.index({ conversationId: 1, senderId: 1, clientMessageId: 1 }, { unique: true, name: CLIENT_ID_INDEX });

const tenantId = 'public';
const conversationId = newId();
const senderId = newId();

export const messageModel = defineModel<MessageDoc>({
  name: 'Message',
  collection: 'messages',
  schema,
  hotQueries: [
    {
      name: 'the newest messages',
      filter: { tenantId, _id: between(conversationId, null, null) },
      sort: { _id: -1 },
      limit: 50,
    },
    {
      name: 'messages before a seq',
      filter: { tenantId, _id: between(conversationId, null, 99) },
      sort: { _id: -1 },
      limit: 50,
    },
    {
      name: 'messages after a seq',
      filter: { tenantId, _id: between(conversationId, 101, null) },
      sort: { _id: 1 },
      limit: 200,
    },
    {
      name: 'which resends are stored',
      filter: { tenantId, $or: [{ conversationId, senderId, clientMessageId: trusted({ $in: ['0123456789'] }) }] },
    },
    {
      name: 'unread messages of others',
      filter: { tenantId, _id: between(conversationId, 101, null), senderId: trusted({ $ne: senderId }) },
      limit: 100,
    },
  ],
});

const HIDDEN = { isHidden: true } as const;

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
    ...(doc.hiddenAt && HIDDEN),
  };
}
