/** Over the composer: which message of mine is being changed. */
import { X } from 'lucide-react';
import { useWords } from '../../i18n/language.ts';
import { messageWords } from './words.ts';

export function EditBar({ onCancel }: { onCancel: () => void }) {
  const words = useWords(messageWords);
  return (
    <div className="reply-bar" role="status">
      <span className="message-quote">{words.editing}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={words.cancelEdit}
        title={words.cancelEdit}
        onClick={onCancel}
      >
        <X size={18} aria-hidden />
      </button>
    </div>
  );
}
