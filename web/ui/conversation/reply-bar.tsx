/** Over the composer: the message that the draft answers. */
import type { LiveConversation } from '@meshi/client';
import { useLive } from '@meshi/client/react';
import { X } from 'lucide-react';
import { useWords } from '../../i18n/language.ts';
import { Quote } from './quote.tsx';
import { messageWords } from './words.ts';

interface ReplyBarProps {
  conversation: LiveConversation;
  seq: number;
  onCancel: () => void;
}

export function ReplyBar({ conversation, seq, onCancel }: ReplyBarProps) {
  const words = useWords(messageWords);
  const { info } = useLive(conversation);
  return (
    <div className="reply-bar" role="status">
      <span className="hidden-text">{words.replyTo}: </span>
      <span className="message-quote">
        <Quote quote={conversation.quote(seq)} info={info} />
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={words.cancelReply}
        title={words.cancelReply}
        onClick={onCancel}
      >
        <X size={18} aria-hidden />
      </button>
    </div>
  );
}
