/**
 * Stored messages. Two unique indexes guarantee what the protocol promises: each client id is stored once, and each `seq` is
 * used once. The index that rejects an insert shows which of the two was violated.
 *
 * A message id consists of the conversation id and the `seq`, so that the `_id` index, which every collection has anyway,
 * also provides the order. A third index cost a quarter of the database's time for an insert, and memory.
 */
import { type Model, Schema, type UpdateQuery } from 'mongoose';
import { exportedByFeature } from '../../database/exported-fields.ts';
import { newId } from '../../database/ids.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { impersonal, kept, person } from '../../database/personal-fields.ts';
import type { Message, MessageReaction } from '../../protocol/conversations.ts';

export const SEQ_INDEX = '_id_';
export const CLIENT_ID_INDEX = 'conversation_sender_clientMessageId';

/** Base-36 digits of a `seq` in an id: enough for every safe integer. */
const SEQ_DIGITS = 11;
const SEQ_BASE = 36;

/** The id of a message. Ids of one conversation sort by `seq`. */
export function messageId(conversationId: string, seq: number): string {
  return `${conversationId}-${seq.toString(SEQ_BASE).padStart(SEQ_DIGITS, '0')}`;
}

/** The conversation and the `seq` of a message id; `seq` 0 stands for an id that no message has. */
export function placeOfMessage(id: string): { conversationId: string; seq: number } {
  const at = id.length - SEQ_DIGITS - 1;
  const conversationId = id.slice(0, Math.max(at, 0));
  const seq = Number.parseInt(id.slice(at + 1), SEQ_BASE);
  return messageId(conversationId, seq) === id ? { conversationId, seq } : { conversationId, seq: 0 };
}

/** Filter for message ids of a conversation from one `seq` to another, both inclusive; null means no bound. */
export function between(conversationId: string, fromSeq: number | null, toSeq: number | null) {
  const { MAX_SAFE_INTEGER } = Number;
  const upTo = toSeq === null || toSeq > MAX_SAFE_INTEGER ? MAX_SAFE_INTEGER : toSeq;
  return trusted({ $gte: messageId(conversationId, fromSeq ?? 0), $lte: messageId(conversationId, Math.max(upTo, 0)) });
}

/** Filter for the stored messages between two seqs, both inclusive, that are unread. The same rule as `isUnread`. */
export function unreadFilter(
  { tenantId, conversationId }: Pick<MessageDoc, 'tenantId' | 'conversationId'>,
  { personId, withheldIds = [] }: { personId: string; withheldIds?: Iterable<string> },
  { fromSeq, toSeq }: { fromSeq: number; toSeq: number },
) {
  const senderId = trusted({ $nin: [personId, ...withheldIds] });
  return { tenantId, _id: between(conversationId, fromSeq, toSeq), senderId, hiddenAt: trusted({ $exists: false }) };
}

/** Filter for the messages to which a person reacted. */
export function reactedToBy(tenantId: string, personId: string) {
  return { tenantId, 'reactions.personIds': personId };
}

/** Filter for the messages of a person in any of these conversations. */
export function writtenBy(tenantId: string, conversationIds: readonly string[], senderId: string) {
  return { tenantId, conversationId: trusted({ $in: [...conversationIds] }), senderId };
}

export interface MessageDoc {
  /** See `messageId`. */
  _id: string;
  tenantId: string;
  conversationId: string;
  seq: number;
  senderId: string;
  clientMessageId: string;
  text: string;
  /** The `seq` of the message that this one answers. */
  replyTo?: number;
  createdAt: Date;
  /** When a moderator hid the message, or its sender deleted it. Either deleted its texts. */
  hiddenAt?: Date;
  /** When its sender deleted the message. */
  deletedAt?: Date;
  /** When the text was changed last, by which change, and how often the message was changed or deleted. */
  editedAt?: Date;
  changeId?: string;
  version?: number;
  /** Missing if there are none. A message that is hidden or deleted loses them. */
  reactions?: MessageReaction[];
  /** Earlier texts, oldest first, with the change that wrote each; the first one was sent. */
  edits?: EarlierText[];
}

export interface EarlierText {
  text: string;
  createdAt: Date;
  changeId: string | null;
}

const schema = new Schema<MessageDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  conversationId: { type: String, required: true },
  seq: { type: Number, required: true },
  senderId: { type: String, required: true },
  clientMessageId: { type: String, required: true },
  text: { type: String, required: true },
  replyTo: { type: Number },
  createdAt: { type: Date, required: true },
  hiddenAt: { type: Date },
  deletedAt: { type: Date },
  editedAt: { type: Date },
  changeId: { type: String },
  version: { type: Number },
  reactions: { type: [{ _id: false, emoji: String, personIds: [String] }], default: undefined },
  edits: { type: [{ _id: false, text: String, createdAt: Date, changeId: String }], default: undefined },
});
schema.index({ conversationId: 1, senderId: 1, clientMessageId: 1 }, { unique: true, name: CLIENT_ID_INDEX });
// For what a deleted person reacted to, and for an archive.
schema.index({ 'reactions.personIds': 1 }, { sparse: true });

const tenantId = 'public';
const conversationId = newId();
const senderId = newId();

export const messageModel = defineModel<MessageDoc>({
  name: 'Message',
  collection: 'messages',
  schema,
  personal: {
    senderId: person.isReplaced('the id becomes a random one of the conversation'),
    text: kept(
      'The others keep their conversation, in which the author is a deleted user.',
      'until the other person is deleted too, or the meal, room or community is deleted',
    ),
    'reactions.personIds': person.isReplaced('the reactions of the person are removed'),
    'reactions.emoji': impersonal,
    'edits.text': kept(
      'Earlier texts belong to their message.',
      'as long as the message, or until it is deleted or hidden',
    ),
  },
  exported: exportedByFeature('conversations'),
  isAudited: true,
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
      name: 'conversations with messages of a person',
      filter: writtenBy(tenantId, [conversationId, newId()], senderId),
    },
    {
      name: 'messages to which a person reacted',
      filter: reactedToBy(tenantId, senderId),
    },
    {
      name: 'unread messages',
      filter: unreadFilter(
        { tenantId, conversationId },
        { personId: senderId, withheldIds: [newId()] },
        { fromSeq: 101, toSeq: 300 },
      ),
      limit: 100,
    },
    {
      name: 'the first unread message',
      filter: unreadFilter(
        { tenantId, conversationId },
        { personId: senderId, withheldIds: [newId()] },
        { fromSeq: 101, toSeq: 300 },
      ),
      sort: { _id: 1 },
      limit: 1,
    },
  ],
});

/** Changes the message as it was read, and counts the change. Returns false if another change came first. */
export async function updateVersion(
  messages: Model<MessageDoc>,
  { _id, tenantId, version }: MessageDoc,
  update: UpdateQuery<MessageDoc>,
): Promise<boolean> {
  const filter = { _id, tenantId, version: version === undefined ? trusted({ $exists: false }) : version };
  const { modifiedCount } = await messages.updateOne(filter, { ...update, $inc: { version: 1 } });
  return modifiedCount > 0;
}

const HIDDEN = { isHidden: true } as const;

function changesOf({ deletedAt, hiddenAt, editedAt, version, reactions }: MessageDoc): Partial<Message> {
  return {
    ...(deletedAt && { isDeleted: true as const }),
    ...(editedAt && { editedAt: editedAt.toISOString() }),
    ...(version !== undefined && { version }),
    // In the order of the contract, whatever the database returns.
    ...(reactions && !hiddenAt && { reactions: reactions.map(({ emoji, personIds }) => ({ emoji, personIds })) }),
  };
}

/** The wire form. Fields are in the order of the contract, so that equal messages serialise to equal JSON. */
export function toMessage(doc: MessageDoc): Message {
  return {
    id: doc._id,
    conversationId: doc.conversationId,
    seq: doc.seq,
    senderId: doc.senderId,
    clientMessageId: doc.clientMessageId,
    text: doc.text,
    ...(doc.replyTo !== undefined && { replyTo: doc.replyTo }),
    createdAt: doc.createdAt.toISOString(),
    ...(doc.hiddenAt && HIDDEN),
    ...(doc.version !== undefined && changesOf(doc)),
  };
}
