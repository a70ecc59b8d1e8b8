/** My roles, and the one that this session holds. */
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';

export function usePortal() {
  const meshi = useMeshi();
  return useQuery({ queryKey: keys.portal, queryFn: () => meshi.portal.get() });
}
