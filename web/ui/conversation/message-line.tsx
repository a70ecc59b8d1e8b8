/** One message with its time. My own messages also show their state, and failed ones buttons to send again or discard. */
import type { ConversationMessage, LiveConversation } from '@meshi/client';
import { Check, CheckCheck, Clock, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { clockTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { LinkedText } from '../../ui/linked-text.tsx';
import { hiddenText } from './hidden-text.ts';
import { messageWords } from './words.ts';

interface MessageLineProps {
  message: ConversationMessage;
  conversation: LiveConversation;
  /** Whether it is drawn together with the previous message of the same person. */
  isTogether: boolean;
  /** The name of the sender; null where it is clear. */
  name: ReactNode;
  menu: ReactNode;
}

export function MessageLine({ message, conversation, isTogether, name, menu }: MessageLineProps) {
  const { common } = useWords();
  const words = useWords(messageWords);
  const { language } = useLanguage();
  return (
    <article
      className={`message${message.isMine ? ' message-mine' : ''}${isTogether ? ' message-together' : ''}`}
      data-state={message.state}
    >
      {name && !isTogether && <p className="message-name">{name}</p>}
      {message.isMine && <span className="hidden-text">{common.you}: </span>}
      <div className="message-row">
        <p className="message-text">
          {message.isHidden ? (
            <i className="quiet">{hiddenText(conversation.info.kind, words)}</i>
          ) : (
            <LinkedText text={message.text} />
          )}
        </p>
        <span className="message-facts">
          <time dateTime={message.createdAt}>{clockTime(message.createdAt, language)}</time>
          {message.isMine && <State state={message.state} />}
        </span>
        {menu}
      </div>
      {message.state === 'failed' && <Failed message={message} conversation={conversation} />}
    </article>
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

function Failed({ message, conversation }: Pick<MessageLineProps, 'message' | 'conversation'>) {
  const words = useWords(messageWords);
  const text = useErrorText();
  return (
    <div className="message-failed" role="alert">
      <span>
        {words.failed}: {text(message.error)}
      </span>
      <button
        type="button"
        className="link-button"
        // If the message fails again, it is marked as failed again.
        onClick={() => void conversation.retry(message.clientMessageId).catch(() => undefined)}
      >
        {words.resend}
      </button>
      <button type="button" className="link-button" onClick={() => void conversation.discard(message.clientMessageId)}>
        {words.discard}
      </button>
    </div>
  );
}
