/** Below a message that is not sent: why it waits and until when, or why it was refused, and what the person can do. */
import type { ConversationMessage, LiveConversation } from '@meshi/client';
import { useConnection } from '@meshi/client/react';
import { useDraft, useReplyDraft } from '../../app/drafts.ts';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { clockTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { copyText } from '../copy-text.ts';
import { useToast } from '../toasts.tsx';
import { composerId } from './composer.tsx';
import { messageWords } from './words.ts';

interface UnsentMessageProps {
  /** Queued or failed. */
  message: ConversationMessage;
  conversation: LiveConversation;
}

export function UnsentMessage({ message, conversation }: UnsentMessageProps) {
  const { common } = useWords();
  const words = useWords(messageWords);
  const toast = useToast();
  const draft = useDraft(conversation.id);
  const reply = useReplyDraft(conversation.id);
  const reason = useReason(message, conversation);
  if (reason === null) return null;
  const { clientMessageId, text, state } = message;

  const edit = async () => {
    if (!(await conversation.discard(clientMessageId))) return;
    draft.prepend(text);
    if (message.quote) reply.set(message.quote.seq);
    document.getElementById(composerId(conversation.id))?.focus();
  };
  const copy = async () => {
    if (await copyText(text)) toast.done(common.copied);
    else toast.problem(common.copyByHand);
  };
  const isFailed = state === 'failed';
  return (
    <div className={isFailed ? 'message-failed' : 'message-waits'} role={isFailed ? 'alert' : 'status'}>
      <span>{reason}</span>
      <span className="message-acts">
        {isFailed && (
          // If the message fails again, it is marked as failed again.
          <Act name={common.retry} act={() => conversation.retry(clientMessageId).catch(() => undefined)} />
        )}
        {message.canDiscard && <Act name={common.edit} act={edit} />}
        {!isFailed && <Act name={common.copy} act={copy} />}
        {message.canDiscard && (
          <Act name={isFailed ? common.remove : words.withdraw} act={() => conversation.discard(clientMessageId)} />
        )}
      </span>
    </div>
  );
}

function Act({ name, act }: { name: string; act: () => Promise<unknown> }) {
  return (
    <button type="button" className="link-button" onClick={() => void act()}>
      {name}
    </button>
  );
}

/** Null while the message will be sent at once. */
function useReason(message: ConversationMessage, conversation: LiveConversation): string | null {
  const words = useWords(messageWords);
  const { language } = useLanguage();
  const errorText = useErrorText();
  const connection = useConnection(useMeshi()).state;
  if (message.state === 'failed') return `${words.failed}: ${errorText(message.error)}`;
  if (message.retryAt !== null) {
    const time = clockTime(message.retryAt, language);
    return message.error?.reason === 'slow_mode' ? words.waitsSlowMode(time) : words.waitsUntil(time);
  }
  if (connection === 'offline' || connection === 'reconnecting') return words.waitsOffline;
  const isBehind = conversation.messages.some(({ retryAt }) => retryAt !== null);
  return isBehind ? words.waitsBehind : null;
}
