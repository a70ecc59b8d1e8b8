/** My private note about a person, which nobody else can read. It is saved automatically. */
import { MeshiError, type Note, wireLimits } from '@meshi/client';
import { useMutation, useMutationState, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { errorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useUnsaved } from '../../app/unsaved.ts';
import { useErrorToast } from '../../app/use-action.ts';
import { useIsMounted } from '../../app/use-is-mounted.ts';
import { isWaiting } from '../../app/waiting-changes.ts';
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
  const [opened] = useState(stored);
  const [text, setText] = useState(stored);
  const { saved, save, isWaiting, error } = useSaving(personId, stored);

  // Leaving the screen saves the latest text.
  const written = useRef(stored);
  const pending = useRef<() => void>(() => {});
  pending.current = () => {
    if (text === written.current) return;
    written.current = text;
    save(text);
  };
  useEffect(() => {
    // What is typed while a text waits is saved after it.
    if (text === saved || isWaiting) return;
    const timer = setTimeout(() => pending.current(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, saved, isWaiting]);
  useEffect(() => () => pending.current(), []);
  useUnsaved((ending) => text !== saved && (ending === 'unload' || error !== null));

  const hint = text === saved && saved !== opened ? words.noteSaved : words.noteHint;
  return (
    <TextAreaField
      label={words.note}
      hint={isWaiting ? words.noteWaits : hint}
      problem={error ? errorText(error, shared) : undefined}
      rows={3}
      maxLength={wireLimits.noteChars}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

/** Saves texts in order, also after the screen was left. Without a connection they wait for it. */
function useSaving(personId: string, stored: string) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const showError = useErrorToast();
  const isMounted = useIsMounted();
  const queryKey = [...keys.notes, personId];
  const [saved, setSaved] = useState(stored);
  const { mutate: save, error } = useMutation({
    mutationKey: queryKey,
    scope: { id: queryKey.join() },
    networkMode: 'online',
    retry: (_, cause) => MeshiError.from(cause).isTemporary,
    mutationFn: (text: string) => meshi.notes.set({ personId, text }),
    // A reader who comes back to the screen sees what waits.
    onMutate: (text) => queries.setQueryData<Note>(queryKey, (note) => note && { ...note, text }),
    async onSuccess(note, text) {
      // A read that began before would bring the former text back.
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(queryKey, note);
      setSaved(text);
    },
    onError(cause) {
      if (isMounted.current) return;
      showError(cause);
      void queries.invalidateQueries({ queryKey });
    },
  });
  const waiting = useMutationState({ filters: { mutationKey: queryKey, predicate: isWaiting } });
  return { saved, save, isWaiting: waiting.length > 0, error };
}
