/**
 * Which messages of a conversation are unread for a person. Pure functions: server and SDK use the same ones, so that the
 * list, an open conversation and every device show the same number.
 *
 * A person's own messages are never unread, nor are hidden ones: of people in a block with the reader, or hidden by a
 * moderator. Joining a conversation moves the read mark to its end, so older messages are not unread either.
 */
import type { Conversation, Message } from './conversations.ts';
import { wireLimits } from './limits.ts';

export interface Reader {
  personId: string;
  /** The reader's read mark. */
  lastReadSeq: number;
  /** People in a block with the reader. Only the server knows them; clients receive their messages with `isHidden`. */
  withheldIds?: ReadonlySet<string>;
}

export interface CountedMessage extends Pick<Message, 'seq' | 'senderId'> {
  isHidden?: boolean | undefined;
}

export function isUnread({ seq, senderId, isHidden }: CountedMessage, reader: Reader): boolean {
  if (seq <= reader.lastReadSeq || senderId === reader.personId) return false;
  return isHidden !== true && !reader.withheldIds?.has(senderId);
}

/** Counts unread messages up to `wireLimits.unreadMessages`, which means "this many or more". */
export function countUnread(messages: Iterable<CountedMessage>, reader: Reader): number {
  let count = 0;
  for (const message of messages) {
    if (isUnread(message, reader)) count += 1;
    if (count === wireLimits.unreadMessages) break;
  }
  return count;
}

/** The total to show: unread messages of conversations that are not muted, and 1 for each new match without messages. */
export function countUnmuted(items: readonly Pick<Conversation, 'mute' | 'isNew' | 'unreadCount'>[]): number {
  return items.reduce((sum, { mute, isNew, unreadCount }) => {
    return sum + (mute ? 0 : Math.max(unreadCount, isNew ? 1 : 0));
  }, 0);
}
