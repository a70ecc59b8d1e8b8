/** The messages of a conversation, with days and an unread line. Older and newer messages load on scroll. */
import { type ConversationMessage, type ConversationSnapshot, isUnread, type LiveConversation } from '@meshi/client';
import { ArrowDown } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useState } from 'react';
import { isHere } from '../../app/is-here.ts';
import { useMyself } from '../../app/meshi-context.tsx';
import { useAttempt } from '../../app/use-action.ts';
import { badgeCount } from '../../i18n/counted.ts';
import { isSameDay } from '../../i18n/dates.ts';
import { useWords } from '../../i18n/language.ts';
import { DayName } from '../moment.tsx';
import { KeptLine } from './kept-line.tsx';
import { MessageLine } from './message-line.tsx';
import { useLogScroll } from './use-log-scroll.ts';
import { useReadMarks } from './use-read-marks.ts';
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
  /** Whether I can write in the conversation. */
  canWrite: boolean;
  /** The text while there are no messages. */
  empty?: string;
}

/** Messages of one person within this time are drawn together. */
const TOGETHER_MS = 5 * 60_000;

export function MessageLog({ conversation, snapshot, label, nameOf, menuOf, canWrite, empty }: MessageLogProps) {
  const { common } = useWords();
  const words = useWords(messageWords);
  const { messages, hasOlder, isLoadingOlder, hasNewer, isLoadingNewer, unreadCount } = snapshot;
  const attempt = useAttempt();
  const scroll = useLogScroll(conversation, snapshot);
  const firstUnread = useFirstUnread(snapshot);
  useReadMarks(conversation, messages, scroll.ref);

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
        aria-busy={isLoadingOlder || isLoadingNewer}
      >
        <div className="log-content" ref={scroll.content}>
          <div className="log-start">
            {hasOlder && (
              <button
                type="button"
                className="link-button"
                onClick={() => void attempt(() => conversation.loadOlder())}
                disabled={isLoadingOlder}
              >
                {isLoadingOlder ? common.loading : words.older}
              </button>
            )}
            {!hasOlder && <KeptLine kind={snapshot.info.kind} />}
            {messages.length === 0 && <p className="log-empty quiet">{empty ?? words.empty}</p>}
          </div>
          {messages.map((message, index) => {
            const previous = messages[index - 1];
            const isNewDay = !previous || !isSameDay(previous.createdAt, message.createdAt);
            const isFirstUnread = message === firstUnread;
            return (
              <Fragment key={message.key}>
                {isNewDay && (
                  <p className="log-day">
                    <DayName at={message.createdAt} names={words} />
                  </p>
                )}
                {isFirstUnread && <p className="log-unread">{words.unreadLine}</p>}
                <MessageLine
                  message={message}
                  conversation={conversation}
                  isTogether={!isNewDay && !isFirstUnread && belongTogether(previous, message)}
                  name={!message.isMine && nameOf ? nameOf(message.senderId) : null}
                  menu={menuOf?.(message)}
                  canWrite={canWrite}
                  onJump={scroll.toMessage}
                />
              </Fragment>
            );
          })}
          {hasNewer && <p className="log-newer quiet">{common.loading}</p>}
        </div>
      </div>
      {!scroll.isAtEnd && (
        <button type="button" className="log-newest button" onClick={() => void scroll.toEnd()}>
          <ArrowDown size={16} aria-hidden />
          {unreadCount > 0 ? words.newMessages(badgeCount(unreadCount)) : words.newest}
        </button>
      )}
    </div>
  );
}

/** The message under the unread line: the first one that was unread when the reader opened the conversation, or went away. */
function useFirstUnread({ messages, unreadCount, lastReadSeq }: ConversationSnapshot): ConversationMessage | undefined {
  const { profile } = useMyself();
  // The line keeps its place, although reading moves the read mark.
  const [opened, setOpened] = useState(unreadCount > 0 ? { personId: profile.id, lastReadSeq } : null);
  useEffect(() => {
    const isNew = unreadCount > 0 && opened?.lastReadSeq !== lastReadSeq;
    if (isNew && !isHere()) setOpened({ personId: profile.id, lastReadSeq });
  }, [unreadCount, lastReadSeq, opened, profile]);
  if (!opened) return undefined;
  const at = messages.findIndex(
    (message) => message.seq !== null && isUnread({ ...message, seq: message.seq }, opened),
  );
  const first = messages[at];
  // If it is the first loaded message, earlier ones may be unread too.
  return at > 0 || first?.seq === opened.lastReadSeq + 1 ? first : undefined;
}

function belongTogether(previous: ConversationMessage | undefined, message: ConversationMessage): boolean {
  if (!previous || previous.senderId !== message.senderId) return false;
  return Date.parse(message.createdAt) - Date.parse(previous.createdAt) < TOGETHER_MS;
}
