/**
 * Conversations and their messages. `seq` counts 1, 2, 3 … in each conversation without gaps. A client that receives 7 after 5
 * knows that 6 is missing and requests it with `conversation:sync`.
 */
import { z } from 'zod';
import { idSchema, languageSchema, queryNumberSchema, timeSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';
import { textSchema } from './text-schemas.ts';
import { topicKindSchema } from './topics.ts';

const seqSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

// Not a literal: the package of the SDK declares its types for browsers that do not know the flag.
const EMOJI_FLAGS = 'v';
const EMOJI = new RegExp('^\\p{RGI_Emoji}$', EMOJI_FLAGS);

/** One emoji of Unicode, with its variation selector if it has one. */
const emojiSchema = z
  .string()
  .max(64)
  .refine((text) => EMOJI.test(text), 'expected one emoji');

export const messageReactionSchema = z.object({
  emoji: z.string(),
  /** The people who reacted with it, first one first, without those in a block with me. */
  personIds: z.array(idSchema),
});
export type MessageReaction = z.infer<typeof messageReactionSchema>;

export const messageSchema = z.object({
  id: idSchema,
  conversationId: idSchema,
  seq: seqSchema,
  /** Of a deleted person, a random id that is another one in each conversation. */
  senderId: idSchema,
  clientMessageId: z.string(),
  text: z.string(),
  /** The `seq` of the message of the same conversation that this one answers. Missing if it answers none. */
  replyTo: seqSchema.optional(),
  /**
   * Set if a block exists between sender and reader, or a moderator hid the message. The text is then empty, and `seq` is kept.
   */
  isHidden: z.literal(true).optional(),
  /** Set if the sender deleted the message: it is hidden too, and its text is gone for good. */
  isDeleted: z.literal(true).optional(),
  /** When the sender changed the text last. Missing if never. */
  editedAt: timeSchema.optional(),
  /** How often the message was changed, also by reactions; missing: never. Of two copies of a message, the higher one is newer. */
  version: seqSchema.optional(),
  /** In the order in which each emoji was first used. Missing if there are none. */
  reactions: z.array(messageReactionSchema).optional(),
  createdAt: timeSchema,
});
export type Message = z.infer<typeof messageSchema>;

export const sendMessageSchema = z.object({
  conversationId: idSchema,
  /** Created by the client and kept for resends: sending the same id again returns the stored message. */
  clientMessageId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'expected 8 to 64 letters, digits, - or _'),
  text: textSchema(1, wireLimits.messageChars),
  /** The `seq` of the message of this conversation that this one answers. It may have been removed. */
  replyTo: seqSchema.min(1).optional(),
});
export type SendMessage = z.infer<typeof sendMessageSchema>;

const changeIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'expected 8 to 64 letters, digits, - or _');

/** Only the sender of a message may change or delete it. */
export const deleteMessageSchema = z.object({
  conversationId: idSchema,
  /** Of the message. */
  seq: seqSchema.min(1),
  /** Created by the client and kept for resends: the same change is made once. */
  changeId: changeIdSchema,
});
export type DeleteMessage = z.infer<typeof deleteMessageSchema>;

export const editMessageSchema = deleteMessageSchema.extend({ text: textSchema(1, wireLimits.messageChars) });
export type EditMessage = z.infer<typeof editMessageSchema>;

/** `isOn` adds my reaction with this emoji, otherwise it is removed. */
export const reactToMessageSchema = deleteMessageSchema.extend({ emoji: emojiSchema, isOn: z.boolean() });
export type ReactToMessage = z.infer<typeof reactToMessageSchema>;

export const messagePlaceSchema = z.object({ conversationId: idSchema, seq: seqSchema.min(1) });
export type MessagePlace = z.infer<typeof messagePlaceSchema>;

/** The earlier texts of a message, oldest first, and when each was written. */
export const messageEditsSchema = z.object({ edits: z.array(z.object({ text: z.string(), createdAt: timeSchema })) });
export type MessageEdits = z.infer<typeof messageEditsSchema>;

/** `rev` counts the changes of messages in each conversation without gaps: 1, 2, 3 … */
export const messageChangedSchema = z.object({ message: messageSchema, rev: seqSchema });
export type MessageChanged = z.infer<typeof messageChangedSchema>;

/** How long to mute: for an hour, until 8:00 tomorrow in the time zone of my profile, or until I end it. */
export const muteForSchema = z.enum(['hour', 'tomorrow', 'always']);
export type MuteFor = z.infer<typeof muteForSchema>;

export const muteConversationSchema = z.object({ for: muteForSchema });

/** A running mute. */
export const conversationMuteSchema = z.object({
  /** When it ends by itself; null if I end it. */
  until: timeSchema.nullable(),
});
export type ConversationMute = z.infer<typeof conversationMuteSchema>;

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
  /** Null if nothing was written, or if all of it was removed. */
  lastMessage: messageSchema.nullable(),
  /** Also counts messages that were removed. */
  lastSeq: seqSchema,
  /** The last message that the reader has read. */
  lastReadSeq: seqSchema,
  /** The last message that the other person of a match has read. */
  othersReadSeq: seqSchema,
  /**
   * How far each of the other people has read: in meals and channels of at most 100 people, without those in a block with me,
   * and only if I read one conversation, not the list. A person has read the messages after `joinedSeq` up to `seq`.
   */
  readMarks: z.array(z.object({ personId: idSchema, seq: seqSchema, joinedSeq: seqSchema })).optional(),
  /**
   * Messages after `lastReadSeq` that are not mine and not hidden, counted up to 100. Joining a meal or a community moves
   * `lastReadSeq` to the end, so older messages do not count.
   */
  unreadCount: z.number().int(),
  /**
   * Opaque. If it has changed, a block has hidden or shown messages in this conversation: read the messages again. Only if I
   * read one conversation, not the list.
   */
  viewRevision: z.string().optional(),
  /** A match that I have not opened yet, and that the other person or a round made. `conversation:read` with any seq ends it. */
  isNew: z.boolean(),
  /** Set while I have muted it: its messages are counted, but neither notified nor part of a total. */
  mute: conversationMuteSchema.nullable(),
  createdAt: timeSchema,
  /** Time of the last message, or `createdAt`. */
  activeAt: timeSchema,
});
export type Conversation = z.infer<typeof conversationSchema>;

/** The newest messages, or those that one of the first three fields selects. At most one of the three may be given. */
export const historyQuerySchema = z
  .object({
    /** The last messages before this seq. */
    beforeSeq: queryNumberSchema().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    /** The first messages after this seq. */
    afterSeq: queryNumberSchema().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    /** `unread`: around the first unread message, with a few before it. The newest messages if they contain it, or if none is unread. */
    around: z.enum(['unread']).optional(),
    limit: queryNumberSchema().int().min(1).max(wireLimits.pageItemsMax).default(50),
  })
  .refine(
    ({ beforeSeq, afterSeq, around }) => [beforeSeq, afterSeq, around].filter((one) => one !== undefined).length <= 1,
    'expected at most one of beforeSeq, afterSeq and around',
  );
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

export const historySchema = z.object({
  messages: z.array(messageSchema),
  lastSeq: seqSchema,
  /** Whether there are messages before the first of these. */
  hasMore: z.boolean(),
  /** The changes up to this one are part of these messages. Missing if no message of the conversation was changed. */
  rev: seqSchema.optional(),
});
export type History = z.infer<typeof historySchema>;

export const syncConversationSchema = z.object({
  conversationId: idSchema,
  afterSeq: seqSchema,
  limit: z.number().int().min(1).max(500).default(200),
  /** Also asks for the messages that were changed, deleted or reacted to after this `rev`. */
  sinceRev: seqSchema.optional(),
});
export type SyncConversation = z.infer<typeof syncConversationSchema>;

/** Messages after `afterSeq`, ascending. If `hasMore` is true, call it again. */
export const syncedConversationSchema = z.object({
  messages: z.array(messageSchema),
  lastSeq: seqSchema,
  hasMore: z.boolean(),
  /**
   * Messages up to this seq have been removed, because the organisation keeps messages for a limited time. They are no gap, and clients
   * delete their copies. Missing if none were removed.
   */
  removedToSeq: seqSchema.optional(),
  /** Messages that moderators hid recently: clients delete their cached text. Missing if there are none. */
  hiddenSeqs: z.array(seqSchema).optional(),
  /** Messages that were changed, deleted or reacted to after `sinceRev`, as they are now. Missing if there are none, or if it was not asked. */
  changed: z.array(messageSchema).optional(),
  /** The last change that `changed` includes. Ask again with it if `hasMoreChanges`. Missing with `changed`. */
  rev: seqSchema.optional(),
  hasMoreChanges: z.literal(true).optional(),
});
export type SyncedConversation = z.infer<typeof syncedConversationSchema>;

export type OthersReadMark = NonNullable<Conversation['readMarks']>[number];

export const messagesRemovedSchema = z.object({ conversationId: idSchema, toSeq: seqSchema });

export const readConversationSchema = z.object({ conversationId: idSchema, seq: seqSchema });
export const readMarkSchema = z.object({ conversationId: idSchema, personId: idSchema, seq: seqSchema });
export type ReadMark = z.infer<typeof readMarkSchema>;

export const typingSchema = z.object({ conversationId: idSchema });
export const typingEventSchema = z.object({ conversationId: idSchema, personId: idSchema });
