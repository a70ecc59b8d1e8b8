/** The audit log of the server: accounts, the open space, and what operators did. */
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { AuditLog } from '../../ui/audit/audit-log.tsx';

export function AuditPart() {
  const { server } = useMeshi();
  return <AuditLog of="server" source={server} queryKey={keys.operators} hasAction={() => true} />;
}
