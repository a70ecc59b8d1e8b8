/** What the button of the organisations and its menu share. */
import { useMeshi } from '../../app/meshi-context.tsx';
import { tenantListQuery } from '../../app/tenant-list.ts';
import { badgeCount } from '../../i18n/counted.ts';

/** From coming near the button to opening the menu. */
const FRESH_MS = 5_000;

export function useTenantList() {
  return { ...tenantListQuery(useMeshi()), staleTime: FRESH_MS };
}

export function UnreadBadge({ count, label }: { count: number; label: string }) {
  if (count === 0) return null;
  return (
    <>
      <span className="badge" aria-hidden="true">
        {badgeCount(count)}
      </span>
      <span className="hidden-text"> {label}</span>
    </>
  );
}
