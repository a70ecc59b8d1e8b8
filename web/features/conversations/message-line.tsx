/** One message, with its time; mine with its state, and where it failed with what to do. */
import type { ConversationMessage, LiveConversation } from '@meshi/client';
import { Check, CheckCheck, Clock, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { clockTime } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { MessageMenu } from '../communities/message-menu.tsx';
import { hiddenText } from './conversation-subject.tsx';

interface MessageLineProps {
  message: ConversationMessage;
  conversation: LiveConversation;
  isTogether: boolean;
  name: ReactNode;
}

export function MessageLine({ message, conversation, isTogether, name }: MessageLineProps) {
  const { words, language } = useLanguage();
  const { id, kind, subjectId } = conversation.info;
  return (
    <article
      className={`message${message.isMine ? ' message-mine' : ''}${isTogether ? ' message-together' : ''}`}
      data-state={message.state}
    >
      {name && !isTogether && <p className="message-name">{name}</p>}
      {message.isMine && <span className="hidden-text">{words.common.you}: </span>}
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
        {kind === 'channel' && subjectId && (
          <MessageMenu communityId={subjectId} conversationId={id} message={message} />
        )}
      </div>
      {message.state === 'failed' && <Failed message={message} conversation={conversation} />}
    </article>
  );
}

function State({ state }: { state: ConversationMessage['state'] }) {
  const { words } = useLanguage();
  const shown = {
    queued: { icon: Clock, label: words.conversations.queued },
    sending: { icon: Clock, label: words.conversations.sending },
    durable: { icon: Check, label: words.conversations.sent },
    read: { icon: CheckCheck, label: words.conversations.read },
    failed: { icon: TriangleAlert, label: words.conversations.failed },
  }[state];
  return (
    <span className="message-state" title={shown.label}>
      <shown.icon size={14} aria-hidden />
      <span className="hidden-text">{shown.label}</span>
    </span>
  );
}

function Failed({ message, conversation }: Pick<MessageLineProps, 'message' | 'conversation'>) {
  const { words } = useLanguage();
  const text = useErrorText();
  return (
    <div className="message-failed" role="alert">
      <span>
        {words.conversations.failed}: {text(message.error)}
      </span>
      <button
        type="button"
        className="link-button"
        // Where it fails again, the message itself says so.
        onClick={() => void conversation.retry(message.clientMessageId).catch(() => undefined)}
      >
        {words.conversations.resend}
      </button>
      <button type="button" className="link-button" onClick={() => void conversation.discard(message.clientMessageId)}>
        {words.conversations.discard}
      </button>
    </div>
  );
}
