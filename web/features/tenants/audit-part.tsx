/** The audit log of the organisation, for owners and admins. */
import type { AuditAction } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { usePages } from '../../app/use-pages.ts';
import { AuditLog } from '../../ui/audit/audit-log.tsx';

/** In the log of the server only. */
const NOT_HERE: ReadonlySet<AuditAction> = new Set(['tenant_switched', 'tenant_deleted']);

export function AuditPart() {
  const meshi = useMeshi();
  const members = usePages([...keys.tenants, 'members'], (page, options) => meshi.tenantMembers.list(page, options));
  return (
    <AuditLog
      of="organisation"
      source={meshi.tenants}
      queryKey={keys.tenants}
      hasAction={(action) =>
        /^(tenant|community|calendar|key|sign_on|identity|break_glass)_/.test(action) && !NOT_HERE.has(action)
      }
      people={(members.data ?? []).map(({ person }) => person)}
    />
  );
}
