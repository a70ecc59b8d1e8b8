/** What the server can do, such as sending email; undefined until it has answered. */
import type { Meta } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from './meshi-context.tsx';
import { keys } from './query-keys.ts';

export function useMeta(): Meta | undefined {
  const meshi = useMeshi();
  return useQuery({ queryKey: keys.meta, queryFn: () => meshi.meta.get() }).data;
}
