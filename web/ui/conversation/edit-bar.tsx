/** Over the composer: that a message of mine is being changed. */
import { X } from 'lucide-react';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../confirm.tsx';
import type { Editing } from './use-editing.ts';
import { messageWords } from './words.ts';

export function EditBar({ editing }: { editing: Editing }) {
  const { common } = useWords();
  const words = useWords(messageWords);
  return (
    <>
      <div className="reply-bar" role="status">
        <span className="message-quote">{words.editing}</span>
        <button
          type="button"
          className="icon-button"
          aria-label={words.cancelEdit}
          title={words.cancelEdit}
          onClick={editing.cancel}
        >
          <X size={18} aria-hidden />
        </button>
      </div>
      <Confirm
        isOpen={editing.isAsking}
        onClose={editing.goOn}
        title={common.discardTitle}
        text={common.discardText}
        action={common.discard}
        onConfirm={editing.discard}
      />
    </>
  );
}
