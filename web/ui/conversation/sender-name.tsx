/** Names of people by their ids, since a message carries only the id of its sender. */
import { MeshiError } from '@meshi/client';
import { useQueries } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';

const KEPT_MS = 5 * 60_000;

/** Returns the names in the order of the ids; `…` until a name is known. */
export function useNames(personIds: readonly string[]): string[] {
  const words = useWords();
  const meshi = useMeshi();
  const found = useQueries({
    queries: personIds.map((personId) => ({
      queryKey: [...keys.profiles, personId],
      queryFn: ({ signal }: { signal: AbortSignal }) => meshi.profiles.get({ personId }, { signal }),
      staleTime: KEPT_MS,
    })),
  });
  return found.map(({ data, error }) => {
    if (data) return data.displayName;
    return error && MeshiError.from(error).code === 'not_found' ? words.person.deleted : '…';
  });
}

export function SenderName({ personId }: { personId: string }) {
  return useNames([personId])[0];
}
