/** The messages of a conversation, with days and an unread line. Older messages load on scroll. */
import type { ConversationMessage, ConversationSnapshot, LiveConversation } from '@meshi/client';
import { ArrowDown } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useState } from 'react';
import { useAttempt } from '../../app/use-action.ts';
import { dayName, isSameDay } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { MessageLine } from './message-line.tsx';
import { useLogScroll } from './use-log-scroll.ts';
import { messageWords } from './words.ts';
import './message-log.css';

interface MessageLogProps {
  conversation: LiveConversation;
  snapshot: ConversationSnapshot;
  label: string;
  /** Returns the name of the sender, in conversations of more than two people. */
  nameOf?: (senderId: string) => ReactNode;
  /** Returns the menu of a message. */
  menuOf?: ((message: ConversationMessage) => ReactNode) | undefined;
  /** The text while there are no messages. */
  empty?: string;
}

/** Messages of one person within this time are drawn together. */
const TOGETHER_MS = 5 * 60_000;

export function MessageLog({ conversation, snapshot, label, nameOf, menuOf, empty }: MessageLogProps) {
  const { common } = useWords();
  const words = useWords(messageWords);
  const { language } = useLanguage();
  const { messages, hasOlder, isLoadingOlder } = snapshot;
  const loadOlder = useLoadOlder(conversation, snapshot);
  const scroll = useLogScroll(messages, loadOlder);
  // The line keeps the place that it had when the conversation was opened, although reading moves the read mark.
  const [unreadAfter] = useState(snapshot.unreadCount > 0 ? snapshot.lastReadSeq : null);
  useMarkRead(conversation, messages, scroll.isAtEnd);

  return (
    <div className="log-frame">
      <div
        className="log"
        ref={scroll.ref}
        onScroll={scroll.onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
        tabIndex={0}
        role="log"
        aria-label={label}
        aria-busy={isLoadingOlder}
      >
        <div className="log-start">
          {hasOlder && (
            <button type="button" className="link-button" onClick={loadOlder} disabled={isLoadingOlder}>
              {isLoadingOlder ? common.loading : words.older}
            </button>
          )}
          {messages.length === 0 && <p className="log-empty quiet">{empty ?? words.empty}</p>}
        </div>
        {messages.map((message, index) => {
          const previous = messages[index - 1];
          const isNewDay = !previous || !isSameDay(previous.createdAt, message.createdAt);
          const isFirstUnread = isUnreadLine(unreadAfter, previous, message);
          return (
            <Fragment key={message.key}>
              {isNewDay && <p className="log-day">{dayName(message.createdAt, language, words)}</p>}
              {isFirstUnread && <p className="log-unread">{words.unreadLine}</p>}
              <MessageLine
                message={message}
                conversation={conversation}
                isTogether={!isNewDay && !isFirstUnread && belongTogether(previous, message)}
                name={!message.isMine && nameOf ? nameOf(message.senderId) : null}
                menu={menuOf?.(message)}
              />
            </Fragment>
          );
        })}
      </div>
      {!scroll.isAtEnd && (
        <button type="button" className="log-newest button" onClick={scroll.toEnd}>
          <ArrowDown size={16} aria-hidden />
          {words.newest}
        </button>
      )}
    </div>
  );
}

function isUnreadLine(after: number | null, previous: ConversationMessage | undefined, message: ConversationMessage) {
  if (after === null || message.seq === null || message.isMine) return false;
  return message.seq > after && (previous?.seq ?? 0) <= after;
}

function belongTogether(previous: ConversationMessage | undefined, message: ConversationMessage): boolean {
  if (!previous || previous.senderId !== message.senderId) return false;
  return Date.parse(message.createdAt) - Date.parse(previous.createdAt) < TOGETHER_MS;
}

function useLoadOlder(conversation: LiveConversation, { hasOlder, isLoadingOlder }: ConversationSnapshot) {
  const attempt = useAttempt();
  return () => {
    if (hasOlder && !isLoadingOlder) void attempt(() => conversation.loadOlder());
  };
}

/** Marks messages as read while they are visible at the end of the log. */
function useMarkRead(conversation: LiveConversation, messages: readonly ConversationMessage[], isAtEnd: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message must be marked.
  useEffect(() => {
    const mark = () => {
      if (document.visibilityState !== 'visible' || !isAtEnd || conversation.unreadCount === 0) return;
      // A lost read mark is sent again with the next message or at the next visit.
      conversation.markRead().catch(() => undefined);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [conversation, messages, isAtEnd]);
}
