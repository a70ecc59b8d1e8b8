/** Puts someone on my never-match list, so that nothing suggests us to each other; with a way back at once. */
import type { ProfileSummary } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { useTell } from '../../ui/toasts.tsx';

export function useKeepApart(): (person: ProfileSummary) => Promise<void> {
  const { home, person: words } = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const errorText = useErrorText();
  const attempt = async (change: () => Promise<unknown>): Promise<boolean> => {
    try {
      await change();
      void queries.invalidateQueries({ queryKey: keys.rounds });
      return true;
    } catch (error) {
      tell.problem(errorText(error));
      return false;
    }
  };
  return async ({ id: personId, displayName }) => {
    if (!(await attempt(() => meshi.neverMatch.add({ personId })))) return;
    const undo = () => void attempt(() => meshi.neverMatch.remove({ personId }));
    tell.moment({ text: words.keptApart(displayName), action: home.undo, onAction: undo });
  };
}
