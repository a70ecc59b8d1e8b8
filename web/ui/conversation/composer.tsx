/** The field for writing a message. The draft of each conversation is kept until it is sent, also over reloads. */
import { type LiveConversation, wireLimits } from '@meshi/client';
import { SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import { useMyself } from '../../app/meshi-context.tsx';
import { readStored, writeStored } from '../../app/stored.ts';
import { useErrorToast } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { isComposing } from '../is-composing.ts';
import { messageWords } from './words.ts';

/** On a touch screen Enter starts a new line, as phones do; with a keyboard it sends. */
const enterSends = !matchMedia('(pointer: coarse)').matches;

interface ComposerProps {
  conversation: LiveConversation;
  /** A first question. A press puts it into the empty composer; it is never sent by itself. */
  suggestion?: string | null;
}

export function Composer({ conversation, suggestion = null }: ComposerProps) {
  const words = useWords(messageWords);
  const id = useId();
  const [draft, setDraft] = useDraft(conversation.id);
  const showError = useErrorToast();
  const input = useRef<HTMLTextAreaElement>(null);
  const tooMany = draft.trim().length - wireLimits.messageChars;
  const canSend = draft.trim() !== '' && tooMany <= 0;

  const send = () => {
    if (!canSend) return;
    const before = conversation.snapshot.messages.length;
    const sent = conversation.send(draft.trim());
    // In the log, the message is in the outbox: if it fails for good, the log says so. Otherwise the draft stays.
    const isQueued = conversation.snapshot.messages.length > before;
    if (isQueued) setDraft('');
    sent.catch((error: unknown) => !isQueued && showError(error));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event) || !enterSends) return;
    event.preventDefault();
    send();
  };

  return (
    <form className="composer" onSubmit={onSubmit}>
      {suggestion !== null && draft === '' && (
        <button
          type="button"
          className="composer-suggestion"
          onClick={() => {
            setDraft(suggestion);
            input.current?.focus();
          }}
        >
          <span className="composer-suggestion-label">{words.firstQuestion}</span>
          <span>{suggestion}</span>
        </button>
      )}
      <div className="composer-row">
        <textarea
          className="composer-input"
          ref={input}
          aria-label={words.composer}
          aria-describedby={`${id}-note`}
          placeholder={words.composerHint}
          rows={1}
          value={draft}
          onChange={(event) => {
            setDraft(event.target.value);
            if (event.target.value.trim()) conversation.typing.start();
            else conversation.typing.stop();
          }}
          onBlur={() => conversation.typing.stop()}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          className="icon-button icon-button-main"
          aria-label={words.send}
          title={words.send}
          disabled={!canSend}
        >
          <SendHorizontal size={20} aria-hidden />
        </button>
      </div>
      <p className={tooMany > 0 ? 'field-problem' : 'composer-note'} id={`${id}-note`}>
        {tooMany > 0 ? words.tooLong(tooMany) : enterSends && words.sendHint}
      </p>
    </form>
  );
}

function useDraft(conversationId: string): [string, (text: string) => void] {
  const { profile } = useMyself();
  const key = `meshi.draft.${profile.id}.${conversationId}`;
  const [draft, setDraft] = useState(() => readStored(key) ?? '');
  return [
    draft,
    (text) => {
      setDraft(text);
      writeStored(key, text === '' ? null : text);
    },
  ];
}
