/** Blocks someone, and reads everything again that the block changes. */
import { useQueryClient } from '@tanstack/react-query';
import { useWords } from '../i18n/language.ts';
import { useToast } from '../ui/toasts.tsx';
import { useMeshi } from './meshi-context.tsx';

/** `onBlocked` leaves screens about the person: they would fail, because the reader can no longer see the person. */
export function useBlock(): (personId: string, onBlocked: () => void) => Promise<void> {
  const { block: words } = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  return async (personId, onBlocked) => {
    await meshi.blocks.create({ personId });
    onBlocked();
    toast.done(words.done);
    await meshi.conversations.list().refresh();
    await queries.invalidateQueries();
  };
}
