/**
 * Conversations and their messages. `seq` counts 1, 2, 3 … in each conversation without gaps. A client that receives 7 after 5
 * knows that 6 is missing and requests it with `conversation:sync`.
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
   * Set if a block exists between sender and reader, or a moderator hid the message. The text is then empty, and `seq` is kept.
   */
  isHidden: z.literal(true).optional(),
  createdAt: timeSchema,
});
export type Message = z.infer<typeof messageSchema>;

export const sendMessageSchema = z.object({
  conversationId: idSchema,
  /** Created by the client and kept for resends: sending the same id again returns the stored message. */
  clientMessageId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'expected 8 to 64 letters, digits, - or _'),
  text: textSchema(1, wireLimits.messageChars),
});
export type SendMessage = z.infer<typeof sendMessageSchema>;

export const conversationSchema = z.object({
  id: idSchema,
  /** `meal`: the conversation of a meal's guests. `channel`: the conversation of a community's members. */
  kind: z.enum(['match', 'room', 'meal', 'channel']),
  /** The other person of a match. */
  person: profileSummarySchema.nullable(),
  /** The card that the match started from. */
  topic: z
    .object({
      id: idSchema,
      /** The owner of the card; null if it is not known any more. */
      ownerId: idSchema.nullable(),
      title: z.string(),
      body: z.string(),
      kind: topicKindSchema,
      tags: z.array(z.string()),
      language: languageSchema,
    })
    .nullable(),
  roomId: idSchema.nullable(),
  /** Set for meals and channels. */
  title: z.string().nullable(),
  /** Id of the match, the meal or the community. */
  subjectId: idSchema.nullable(),
  /** A closed conversation is read-only. */
  state: z.enum(['open', 'closed']),
  lastMessage: messageSchema.nullable(),
  lastSeq: seqSchema,
  /** The last message that the reader has read. */
  lastReadSeq: seqSchema,
  /** The last message that the other person of a match has read. */
  othersReadSeq: seqSchema,
  /** Messages of others after `lastReadSeq`, counted up to 100. */
  unreadCount: z.number().int(),
  createdAt: timeSchema,
  /** Time of the last message, or `createdAt`. */
  activeAt: timeSchema,
});
export type Conversation = z.infer<typeof conversationSchema>;

/** The newest messages, or those before `beforeSeq`. */
export const historyQuerySchema = z.object({
  beforeSeq: queryNumberSchema().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: queryNumberSchema().int().min(1).max(wireLimits.pageItemsMax).default(50),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

export const historySchema = z.object({
  messages: z.array(messageSchema),
  lastSeq: seqSchema,
  /** Whether there are messages before the first of these. */
  hasMore: z.boolean(),
});
export type History = z.infer<typeof historySchema>;

export const syncConversationSchema = z.object({
  conversationId: idSchema,
  afterSeq: seqSchema,
  limit: z.number().int().min(1).max(500).default(200),
});
export type SyncConversation = z.infer<typeof syncConversationSchema>;

/** Messages after `afterSeq`, ascending. If `hasMore` is true, call it again. */
export const syncedConversationSchema = z.object({
  messages: z.array(messageSchema),
  lastSeq: seqSchema,
  hasMore: z.boolean(),
  /** Messages that moderators hid recently: clients delete their cached text. Missing if there are none. */
  hiddenSeqs: z.array(seqSchema).optional(),
});
export type SyncedConversation = z.infer<typeof syncedConversationSchema>;

export const readConversationSchema = z.object({ conversationId: idSchema, seq: seqSchema });
export const readMarkSchema = z.object({ conversationId: idSchema, personId: idSchema, seq: seqSchema });
export type ReadMark = z.infer<typeof readMarkSchema>;

export const typingSchema = z.object({ conversationId: idSchema });
export const typingEventSchema = z.object({ conversationId: idSchema, personId: idSchema });
