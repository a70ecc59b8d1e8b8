/** The public types of an open conversation. */
import type { Conversation, Message } from '../src/protocol/index.ts';
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
  /** Ids of the other people who are typing. */
  readonly typists: readonly string[];
  /** How many messages of others I have not read, at most 100. */
  readonly unreadCount: number;
  /** The seq up to which I have read. */
  readonly lastReadSeq: number;
  /** The seq up to which the other person of a match has read. */
  readonly othersReadSeq: number;
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
