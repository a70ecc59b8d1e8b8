/** What is unread in the reader's other organisations. */
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';

/** Also read when the reader comes back to the tab. No event says that something has arrived in another organisation. */
const REFRESH_MS = 5 * 60_000;

interface UnreadElsewhere {
  tenantId: string;
  count: number;
}

export function useUnreadElsewhere(): readonly UnreadElsewhere[] {
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: [...keys.tenants, 'unread'],
    queryFn: () => meshi.tenants.unread(),
    refetchInterval: REFRESH_MS,
  });
  return (data?.items ?? []).map(({ tenant, messages, notifications }) => {
    return { tenantId: tenant.id, count: messages + notifications };
  });
}
