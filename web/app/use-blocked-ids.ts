/** The ids of the people I blocked. Screens that show them all the same, such as rooms, mark them. */
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from './meshi-context.tsx';
import { keys } from './query-keys.ts';

/** Marks only need to be right for those who were blocked lately. */
const NEWEST = 100;
const NOBODY: ReadonlySet<string> = new Set();

export function useBlockedIds(): ReadonlySet<string> {
  const meshi = useMeshi();
  const { data = NOBODY } = useQuery({
    queryKey: [...keys.blocks, 'ids'],
    queryFn: async ({ signal }) => {
      const { items } = await meshi.blocks.list({ limit: NEWEST }, { signal });
      return new Set(items.map(({ person }) => person.id));
    },
  });
  return data;
}
