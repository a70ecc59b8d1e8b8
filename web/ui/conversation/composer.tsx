/** The field for writing a message. The draft of each conversation is kept until it is sent, also over reloads. */
import { type LiveConversation, trimLines, wireLimits } from '@meshi/client';
import { SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useId, useRef } from 'react';
import { useDraft, useReplyDraft } from '../../app/drafts.ts';
import { useErrorToast } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { useToastsAbove } from '../toasts.tsx';
import { EditBar } from './edit-bar.tsx';
import { ReplyBar } from './reply-bar.tsx';
import { useEditing } from './use-editing.ts';
import { messageWords } from './words.ts';

/** On a touch screen Enter starts a new line, as phones do; with a keyboard it sends. */
const enterSends = !matchMedia('(pointer: coarse)').matches;

interface ComposerProps {
  conversation: LiveConversation;
  /** A first question. A press puts it into the empty composer; it is never sent by itself. */
  suggestion?: string | null;
  /** Called when a person begins to write: what is beside the messages should make room. */
  onWriting?: () => void;
}

/** The id of the field, which other parts of the screen focus. */
export const composerId = (conversationId: string) => `composer-${conversationId}`;

/** After an opening fence, Enter starts the next line of code. */
function isInsideCode(before: string): boolean {
  return (before.match(/^ {0,3}```[^`\n]*$/gm)?.length ?? 0) % 2 === 1;
}

export function Composer({ conversation, suggestion = null, onWriting }: ComposerProps) {
  const words = useWords(messageWords);
  const id = useId();
  const message = useDraft(conversation.id);
  const input = useRef<HTMLTextAreaElement>(null);
  const focus = () => input.current?.focus();
  const editing = useEditing(conversation, focus);
  const isEditing = editing.text !== null;
  // While a message is changed, the draft of the next one waits.
  const draft = editing.text ?? message.text;
  const setDraft = isEditing ? editing.write : message.set;
  const reply = useReplyDraft(conversation.id);
  const showError = useErrorToast();
  const form = useRef<HTMLFormElement>(null);
  useToastsAbove(form);
  const tooMany = draft.trim().length - wireLimits.messageChars;
  const canSend = draft.trim() !== '' && tooMany <= 0 && !editing.isBusy;

  const send = () => {
    if (isEditing) return void (canSend && editing.save(trimLines(draft)));
    // Another tab may have sent or changed the draft a moment ago. This tab then shows the newest one and sends nothing.
    if (message.read() !== draft) return message.set(message.read());
    if (!canSend) return;
    const before = conversation.snapshot.messages.length;
    const sent = conversation.send(trimLines(draft), { replyTo: reply.replyTo ?? undefined });
    // In the log, the message is in the outbox: if it fails for good, the log says so. Otherwise the draft stays.
    const isQueued = conversation.snapshot.messages.length > before;
    if (isQueued) {
      setDraft('');
      reply.set(null);
    }
    sent.catch((error: unknown) => !isQueued && showError(error));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const cancelReply = () => {
    reply.set(null);
    focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && (isEditing || reply.replyTo !== null)) {
      event.preventDefault();
      if (isEditing) editing.cancel();
      else cancelReply();
    }
    if (event.key === 'ArrowUp' && draft === '' && !isEditing) {
      event.preventDefault();
      editing.beginLast();
    }
    if (event.key !== 'Enter' || event.shiftKey || !enterSends) return;
    const isAlways = event.ctrlKey || event.metaKey;
    if (!isAlways && isInsideCode(draft.slice(0, event.currentTarget.selectionStart))) return;
    event.preventDefault();
    send();
  };

  return (
    <form className="composer" ref={form} onSubmit={onSubmit}>
      {suggestion !== null && draft === '' && !isEditing && (
        <button
          type="button"
          className="composer-suggestion"
          onClick={() => {
            setDraft(suggestion);
            focus();
          }}
        >
          <span className="composer-suggestion-label">{words.firstQuestion}</span>
          <span>{suggestion}</span>
        </button>
      )}
      {isEditing && <EditBar editing={editing} />}
      {reply.replyTo !== null && !isEditing && (
        <ReplyBar conversation={conversation} seq={reply.replyTo} onCancel={cancelReply} />
      )}
      <div className="composer-row">
        <textarea
          className="composer-input"
          ref={input}
          id={composerId(conversation.id)}
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
          onFocus={onWriting}
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
