/** Sends a change, tells how it ended, and reads again what it concerns. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { useTell } from '../../ui/toasts.tsx';

export function useSend() {
  const words = useWords();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const send = async (change: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await change();
      tell.done(words.rounds.saved);
    } catch (error) {
      tell.problem(text(error));
    }
    setBusy(false);
    await queries.invalidateQueries({ queryKey: keys.rounds });
  };
  return { send, isBusy };
}
