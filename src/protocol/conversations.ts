/**
 * Conversations and their messages. `seq` counts 1, 2, 3 … in each conversation without a gap, so a client that sees 7
 * after 5 knows that it lacks 6 and asks for it with `conversation:sync`.
 */
import { z } from 'zod';
import { idSchema, languageSchema, queryNumberSchema, textSchema, timeSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';
import { topicKindSchema } from './topics.ts';

const seqSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const messageSchema = z.object({
  id: idSchema,
  conversationId: idSchema,
  seq: seqSchema,
  senderId: idSchema,
  clientMessageId: z.string(),
  text: z.string(),
  /**
   * Set where sender and reader block each other, or a moderator hid the message: the text is left out, the place in the
   * order stays.
   */
  isHidden: z.literal(true).optional(),
  createdAt: timeSchema,
});
export type Message = z.infer<typeof messageSchema>;

export const sendMessageSchema = z.object({
  conversationId: idSchema,
  /** Made by the client, kept over resends: the same id again gives the stored message, not a second one. */
  clientMessageId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'expected 8 to 64 letters, digits, - or _'),
  text: textSchema(1, wireLimits.messageChars),
});
export type SendMessage = z.infer<typeof sendMessageSchema>;

export const conversationSchema = z.object({
  id: idSchema,
  /** `meal`: of the people who take part in one. `channel`: of the members of a community. */
  kind: z.enum(['match', 'room', 'meal', 'channel']),
  /** The other person of a match. */
  person: profileSummarySchema.nullable(),
  /** The card a match grew from. */
  topic: z
    .object({
      id: idSchema,
      /** Whose card it is; null where that is no longer known. */
      ownerId: idSchema.nullable(),
      title: z.string(),
      body: z.string(),
      kind: topicKindSchema,
      tags: z.array(z.string()),
      language: languageSchema,
    })
    .nullable(),
  roomId: idSchema.nullable(),
  /** What a meal's or a channel's is called. */
  title: z.string().nullable(),
  /** The match, the meal or the community that it belongs to. */
  subjectId: idSchema.nullable(),
  /** A closed conversation can be read, not written. */
  state: z.enum(['open', 'closed']),
  lastMessage: messageSchema.nullable(),
  lastSeq: seqSchema,
  /** Up to where the reader has read. */
  lastReadSeq: seqSchema,
  /** Up to where the other person of a match has read. */
  othersReadSeq: seqSchema,
  /** Messages of others after `lastReadSeq`, counted up to 100. */
  unreadCount: z.number().int(),
  createdAt: timeSchema,
  /** The last message's moment, or `createdAt`. */
  activeAt: timeSchema,
});
export type Conversation = z.infer<typeof conversationSchema>;

/** The newest messages, or those before `beforeSeq`. Always in ascending order. */
export const historyQuerySchema = z.object({
  beforeSeq: queryNumberSchema().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: queryNumberSchema().int().min(1).max(wireLimits.pageItemsMax).default(50),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

export const historySchema = z.object({
  messages: z.array(messageSchema),
  lastSeq: seqSchema,
  /** Whether older messages exist before the first of these. */
  hasMore: z.boolean(),
});
export type History = z.infer<typeof historySchema>;

export const syncConversationSchema = z.object({
  conversationId: idSchema,
  afterSeq: seqSchema,
  limit: z.number().int().min(1).max(500).default(200),
});
export type SyncConversation = z.infer<typeof syncConversationSchema>;

/** Messages after `afterSeq`, ascending; `hasMore` asks for another call. */
export const syncedConversationSchema = z.object({
  messages: z.array(messageSchema),
  lastSeq: seqSchema,
  hasMore: z.boolean(),
  /** The messages that moderators hid last: a client that knows their words forgets them. Left out where there are none. */
  hiddenSeqs: z.array(seqSchema).optional(),
});
export type SyncedConversation = z.infer<typeof syncedConversationSchema>;

export const readConversationSchema = z.object({ conversationId: idSchema, seq: seqSchema });
export const readMarkSchema = z.object({ conversationId: idSchema, personId: idSchema, seq: seqSchema });
export type ReadMark = z.infer<typeof readMarkSchema>;

export const typingSchema = z.object({ conversationId: idSchema });
export const typingEventSchema = z.object({ conversationId: idSchema, personId: idSchema });
