/** My private note about a person, which nobody else can read. It is saved automatically. */
import { wireLimits } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { errorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { TextAreaField } from '../../ui/field.tsx';
import { peopleWords } from './words.ts';

const SAVE_AFTER_MS = 800;

export function PersonNote({ personId }: { personId: string }) {
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: [...keys.notes, personId],
    queryFn: ({ signal }) => meshi.notes.get({ personId }, { signal }),
  });
  return data ? <NoteField key={personId} personId={personId} stored={data.text} /> : null;
}

function NoteField({ personId, stored }: { personId: string; stored: string }) {
  const shared = useWords();
  const words = useWords(peopleWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  const [text, setText] = useState(stored);
  const [saved, setSaved] = useState(stored);
  const [error, setError] = useState<unknown>(null);

  const save = async (written: string) => {
    try {
      const note = await meshi.notes.set({ personId, text: written });
      queries.setQueryData([...keys.notes, personId], note);
      setSaved(written);
      setError(null);
    } catch (cause) {
      setError(cause);
    }
  };
  // Leaving the page saves the latest text, with the latest `save`.
  const pending = useRef<() => void>(() => {});
  pending.current = () => {
    if (text !== saved) void save(text);
  };
  useEffect(() => {
    if (text === saved) return;
    const timer = setTimeout(() => pending.current(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, saved]);
  useEffect(() => () => pending.current(), []);

  const hint = text === saved && text !== stored ? words.noteSaved : words.noteHint;
  return (
    <TextAreaField
      label={words.note}
      hint={hint}
      problem={error ? errorText(error, shared) : undefined}
      rows={3}
      maxLength={wireLimits.noteChars}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
