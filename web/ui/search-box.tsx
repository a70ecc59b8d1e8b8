/** A search field that searches while a person types. */
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

// Long enough that typing one word sends one request, short enough to feel immediate.
const TYPING_PAUSE_MS = 250;
/** The field accepts at most this many characters. */
export const SEARCH_CHARS = 100;

interface SearchBoxProps {
  label: string;
  placeholder: string;
  /** The current search. */
  text: string;
  onSearch: (text: string) => void;
}

export function SearchBox({ label, placeholder, text, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(text);
  const [isComposing, setComposing] = useState(false);
  const searched = useRef(text);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts a search.
  useEffect(() => {
    if (isComposing || typed.trim() === searched.current) return;
    const timer = setTimeout(() => {
      searched.current = typed.trim();
      onSearch(searched.current);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, isComposing]);
  // Show a search that something else changed, such as the back button. This field's own search comes back here too, late,
  // and must not undo what was typed since.
  useEffect(() => {
    if (text === searched.current) return;
    searched.current = text;
    setTyped(text);
  }, [text]);
  return (
    <div className="search">
      <Search size={18} aria-hidden />
      <input
        className="input"
        type="search"
        aria-label={label}
        placeholder={placeholder}
        maxLength={SEARCH_CHARS}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        // Half a word of an input method finds nothing.
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
      />
    </div>
  );
}
