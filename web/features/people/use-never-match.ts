/** Adds a person to my never-match list, so that neither is suggested to the other. The toast has an undo button. */
import type { ProfileSummary } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { useToast } from '../../ui/toasts.tsx';
import { peopleWords } from './words.ts';

export function useNeverMatch(): (person: ProfileSummary) => Promise<void> {
  const { common } = useWords();
  const words = useWords(peopleWords);
  const meshi = useMeshi();
  const toast = useToast();
  const { run } = useAction(keys.rounds);
  return async ({ id: personId, displayName }) => {
    if (!(await run(() => meshi.neverMatch.add({ personId })))) return;
    const undo = () => void run(() => meshi.neverMatch.remove({ personId }));
    toast.action({ text: words.neverSuggested(displayName), action: common.undo, onAction: undo });
  };
}
