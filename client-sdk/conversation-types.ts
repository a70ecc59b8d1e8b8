/** The public types of an open conversation. */
import type { Conversation, Message, OthersReadMark } from '../src/protocol/index.ts';
import type { ConversationMessage } from './conversation-message.ts';

/** State of an open conversation. */
export interface ConversationSnapshot {
  /** The conversation as the server last described it: kind, person or title, topic, open or closed. */
  readonly info: Conversation;
  /** The loaded messages in `seq` order without gaps, then my messages that the server has not stored yet. */
  readonly messages: readonly ConversationMessage[];
  /** Whether `loadOlder()` would load further messages. */
  readonly hasOlder: boolean;
  /** Whether `loadOlder()` is loading. */
  readonly isLoadingOlder: boolean;
  /**
   * Whether `messages` ends before the end of the conversation, so that `loadNewer()` would load further messages. Only after
   * the conversation was opened at its first unread message. New messages are then not added until the end is loaded.
   */
  readonly hasNewer: boolean;
  /** Whether `loadNewer()` is loading. */
  readonly isLoadingNewer: boolean;
  /** Ids of the other people who are typing. */
  readonly typists: readonly string[];
  /** How many messages of others I have not read, at most 100. */
  readonly unreadCount: number;
  /** The seq up to which I have read. */
  readonly lastReadSeq: number;
  /** The seq up to which the other person of a match has read. */
  readonly othersReadSeq: number;
  /**
   * How far each of the other people has read, in meals and channels of at most 100 people; otherwise null. A person has read
   * the messages after `joinedSeq` up to `seq`.
   */
  readonly readMarks: readonly OthersReadMark[] | null;
}

/** Options of `send`. */
export interface SendOptions {
  /** The `seq` of the message of this conversation that the new one answers. */
  replyTo?: number | undefined;
}

/** Where a conversation is opened. */
export interface OpenConversationOptions {
  /**
   * - `newest`: with the newest 50 messages (the default);
   * - `unread`: with 50 messages around the first unread one; the newest ones if they contain it, or if nothing is unread.
   */
  at?: 'newest' | 'unread';
}

/** Events of an open conversation. */
export interface ConversationEvents {
  /** Fired when the snapshot was replaced: because of messages, their states, typing, read marks, or `info`. */
  changed: ConversationSnapshot;
  /**
   * Fired once for each new message, mine included, in `seq` order. Not fired for messages that were loaded when the
   * conversation was opened, or by `loadOlder()`.
   */
  'message:added': Message;
}
