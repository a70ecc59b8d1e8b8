/** What follows an act in a dialog: a toast, and the lists are read again. */
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useToast } from '../ui/toasts.tsx';

export function useDone(queryKey: QueryKey): (text: string) => Promise<void> {
  const queries = useQueryClient();
  const toast = useToast();
  return async (text) => {
    toast.done(text);
    await queries.invalidateQueries({ queryKey });
  };
}
