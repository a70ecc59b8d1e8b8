/** The message that another one answers, in two short lines. */
import { type Conversation, messagePreview, type QuotedMessage } from '@meshi/client';
import { useWords } from '../../i18n/language.ts';
import { hiddenText } from './hidden-text.ts';
import { SenderName } from './sender-name.tsx';
import { messageWords } from './words.ts';

const QUOTE_CHARS = 140;

interface QuoteProps {
  quote: QuotedMessage;
  info: Conversation;
}

/** Leads to the message. */
export function QuoteButton({ quote, info, onJump }: QuoteProps & { onJump: (seq: number) => void }) {
  const words = useWords(messageWords);
  return (
    <button
      type="button"
      className="message-quote"
      onClick={() => onJump(quote.seq)}
      disabled={quote.state !== 'loaded'}
    >
      <span className="hidden-text">{words.replyTo}: </span>
      <Quote quote={quote} info={info} />
    </button>
  );
}

export function Quote({ quote, info }: QuoteProps) {
  const { common } = useWords();
  const words = useWords(messageWords);
  if (quote.state === 'loading') return <span className="quote-text">{common.loading}</span>;
  if (quote.state === 'missing') return <i className="quote-text">{words.quoteMissing}</i>;
  return (
    <>
      <span className="quote-name">{quote.isMine ? common.you : <QuotedName quote={quote} info={info} />}</span>
      <span className="quote-text">
        {quote.isHidden ? <i>{hiddenText(info.kind, quote, words)}</i> : messagePreview(quote.text, QUOTE_CHARS)}
      </span>
    </>
  );
}

function QuotedName({ quote: { senderId }, info: { person } }: QuoteProps) {
  return person?.id === senderId ? person.displayName : <SenderName personId={senderId} />;
}
