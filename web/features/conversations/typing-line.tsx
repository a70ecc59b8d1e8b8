/** Who is typing; always there, so that the messages do not jump when it fills. */
import { useWords } from '../../i18n/language.tsx';

export function TypingLine({ names }: { names: readonly string[] }) {
  const words = useWords();
  return (
    <p className="typing" role="status">
      {names.length > 0 && (
        <>
          <span className="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {names.map((name) => words.conversations.typing(name)).join(' ')}
        </>
      )}
    </p>
  );
}
