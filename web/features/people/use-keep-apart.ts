/** Puts somebody on my never-match list, so that nothing suggests us to each other, with a way back at once. */
import type { ProfileSummary } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { useTell } from '../../ui/toasts.tsx';
import { peopleWords } from './words.ts';

export function useKeepApart(): (person: ProfileSummary) => Promise<void> {
  const { common } = useWords();
  const words = useWords(peopleWords);
  const meshi = useMeshi();
  const tell = useTell();
  const { run } = useAction(keys.rounds);
  return async ({ id: personId, displayName }) => {
    if (!(await run(() => meshi.neverMatch.add({ personId })))) return;
    const undo = () => void run(() => meshi.neverMatch.remove({ personId }));
    tell.moment({ text: words.keptApart(displayName), action: common.undo, onAction: undo });
  };
}
