/** Says who is typing. An empty line keeps its height, so that the messages do not jump. */
import { useWords } from '../../i18n/language.ts';
import { messageWords } from './words.ts';

export function TypingLine({ names }: { names: readonly string[] }) {
  const words = useWords(messageWords);
  return (
    <p className="typing" role="status">
      {names.length > 0 && (
        <>
          <span className="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {names.map((name) => words.typing(name)).join(' ')}
        </>
      )}
    </p>
  );
}
