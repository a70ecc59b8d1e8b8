/** The messages of a conversation, with days, the unread line and the state of each of mine. Older ones load on scroll. */
import type { ConversationMessage, ConversationSnapshot, LiveConversation } from '@meshi/client';
import { ArrowDown } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { dayName, isSameDay } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { MessageLine } from './message-line.tsx';
import { useLogScroll } from './use-log-scroll.ts';
import './message-log.css';

interface MessageLogProps {
  conversation: LiveConversation;
  snapshot: ConversationSnapshot;
  label: string;
  /** Who wrote a message, where more than two write. */
  nameOf?: (senderId: string) => ReactNode;
  empty?: string;
}

/** Messages of one person within this time stand together. */
const TOGETHER_MS = 5 * 60_000;

export function MessageLog({ conversation, snapshot, label, nameOf, empty }: MessageLogProps) {
  const { words, language } = useLanguage();
  const { messages, hasOlder, isLoadingOlder } = snapshot;
  const loadOlder = useLoadOlder(conversation, snapshot);
  const scroll = useLogScroll(messages, loadOlder);
  // The line stays where it was when the conversation was opened, though reading moves the mark on.
  const [unreadAfter] = useState(snapshot.unreadCount > 0 ? snapshot.lastReadSeq : null);
  useMarkRead(conversation, messages, scroll.isAtEnd);

  return (
    <div className="log-frame">
      <div
        className="log"
        ref={scroll.ref}
        onScroll={scroll.onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        role="log"
        aria-label={label}
        aria-busy={isLoadingOlder}
      >
        <div className="log-start">
          {hasOlder && (
            <button type="button" className="link-button" onClick={loadOlder} disabled={isLoadingOlder}>
              {isLoadingOlder ? words.common.loading : words.conversations.older}
            </button>
          )}
          {messages.length === 0 && <p className="log-empty quiet">{empty ?? words.conversations.noMessages}</p>}
        </div>
        {messages.map((message, index) => {
          const previous = messages[index - 1];
          const isNewDay = !previous || !isSameDay(previous.createdAt, message.createdAt);
          const isFirstUnread = isUnreadLine(unreadAfter, previous, message);
          return (
            <Fragment key={message.key}>
              {isNewDay && <p className="log-day">{dayName(message.createdAt, language, words.conversations)}</p>}
              {isFirstUnread && <p className="log-unread">{words.conversations.unreadLine}</p>}
              <MessageLine
                message={message}
                conversation={conversation}
                isTogether={!isNewDay && !isFirstUnread && standTogether(previous, message)}
                name={!message.isMine && nameOf ? nameOf(message.senderId) : null}
              />
            </Fragment>
          );
        })}
      </div>
      {!scroll.isAtEnd && (
        <button type="button" className="log-newest button" onClick={scroll.toEnd}>
          <ArrowDown size={16} aria-hidden />
          {words.conversations.newest}
        </button>
      )}
    </div>
  );
}

function isUnreadLine(after: number | null, previous: ConversationMessage | undefined, message: ConversationMessage) {
  if (after === null || message.seq === null || message.isMine) return false;
  return message.seq > after && (previous?.seq ?? 0) <= after;
}

function standTogether(previous: ConversationMessage | undefined, message: ConversationMessage): boolean {
  if (!previous || previous.senderId !== message.senderId) return false;
  return Date.parse(message.createdAt) - Date.parse(previous.createdAt) < TOGETHER_MS;
}

function useLoadOlder(conversation: LiveConversation, { hasOlder, isLoadingOlder }: ConversationSnapshot) {
  const tell = useTell();
  const text = useErrorText();
  return () => {
    if (!hasOlder || isLoadingOlder) return;
    conversation.loadOlder().catch((error: unknown) => tell.problem(text(error)));
  };
}

/** What is on the screen of someone who looks at it is read. */
function useMarkRead(conversation: LiveConversation, messages: readonly ConversationMessage[], isAtEnd: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message is what there is to mark.
  useEffect(() => {
    const mark = () => {
      if (document.visibilityState !== 'visible' || !isAtEnd || conversation.unreadCount === 0) return;
      // A mark that is lost is made again with the next message or the next visit.
      conversation.markRead().catch(() => undefined);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [conversation, messages, isAtEnd]);
}
