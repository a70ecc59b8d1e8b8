/** One message with its time. My own messages also show their state, and failed ones buttons to send again or discard. */
import type { ConversationMessage, LiveConversation } from '@meshi/client';
import { Check, CheckCheck, Clock, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { clockTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { EditedMark } from './edited-mark.tsx';
import { hiddenText } from './hidden-text.ts';
import { MessageText } from './markdown/message-text.tsx';
import { QuoteButton } from './quote.tsx';
import { Reactions } from './reactions.tsx';
import { UnsentMessage } from './unsent-message.tsx';
import { useLongPress } from './use-long-press.ts';
import { messageWords } from './words.ts';

interface MessageLineProps {
  message: ConversationMessage;
  conversation: LiveConversation;
  /** Whether it is drawn together with the previous message of the same person. */
  isTogether: boolean;
  /** The name of the sender; null where it is clear. */
  name: ReactNode;
  menu: ReactNode;
  canWrite: boolean;
  /** Shows the message with this seq. */
  onJump: (seq: number) => void;
}

export function MessageLine({ message, conversation, isTogether, name, menu, canWrite, onJump }: MessageLineProps) {
  const { common } = useWords();
  const words = useWords(messageWords);
  const { language } = useLanguage();
  return (
    <article
      // The target of a quote.
      tabIndex={-1}
      {...useLongPress(openMenuOf)}
      className={`message${message.isMine ? ' message-mine' : ''}${isTogether ? ' message-together' : ''}`}
      data-state={message.state}
      data-key={message.key}
      {...(message.seq !== null && { 'data-seq': message.seq })}
    >
      {name && !isTogether && <p className="message-name">{name}</p>}
      {message.isMine && <span className="hidden-text">{common.you}: </span>}
      <div className="message-row">
        <div className="message-text">
          {message.quote && !message.isHidden && (
            <QuoteButton quote={message.quote} info={conversation.info} onJump={onJump} />
          )}
          {message.isHidden ? (
            <i className="quiet">{hiddenText(conversation.info.kind, message, words)}</i>
          ) : (
            <MessageText text={message.text} />
          )}
        </div>
        <span className="message-facts">
          {message.editedAt !== null && <EditedMark message={message} conversation={conversation} />}
          <time dateTime={message.createdAt}>{clockTime(message.createdAt, language)}</time>
          {message.isMine && <ReadByCount readBy={message.readBy} />}
          {message.isMine && <State state={message.state} />}
        </span>
        {menu}
      </div>
      <Reactions message={message} conversation={conversation} canWrite={canWrite} />
      {isUnsent(message) && <UnsentMessage message={message} conversation={conversation} />}
    </article>
  );
}

function openMenuOf(message: HTMLElement): void {
  message.querySelector<HTMLElement>('.message-menu button')?.click();
}

function isUnsent({ state }: ConversationMessage): boolean {
  return state === 'queued' || state === 'failed';
}

/** In a conversation of more than two people: how many have read the message. */
function ReadByCount({ readBy }: Pick<ConversationMessage, 'readBy'>) {
  const words = useWords(messageWords);
  if (!readBy || readBy.count === 0) return null;
  return (
    <span className="message-read-by" title={words.readByOf(readBy.count, readBy.of)}>
      <span aria-hidden>{words.readBy(readBy.count)}</span>
      <span className="hidden-text">{words.readByOf(readBy.count, readBy.of)}</span>
    </span>
  );
}

function State({ state }: { state: ConversationMessage['state'] }) {
  const words = useWords(messageWords);
  const shown = {
    queued: { icon: Clock, label: words.queued },
    sending: { icon: Clock, label: words.sending },
    durable: { icon: Check, label: words.sent },
    read: { icon: CheckCheck, label: words.read },
    failed: { icon: TriangleAlert, label: words.failed },
  }[state];
  return (
    <span className="message-state" title={shown.label}>
      <shown.icon size={14} aria-hidden />
      <span className="hidden-text">{shown.label}</span>
    </span>
  );
}
