/** The keys of the server. */
import { keyKinds, type Permission } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { KeyList } from '../../ui/keys/key-list.tsx';

export function KeysPart({ can }: { can: (permission: Permission) => boolean }) {
  const { serverKeys } = useMeshi();
  const { permissions } = keyKinds.server;
  return (
    <KeyList
      source={serverKeys}
      queryKey={keys.operators}
      canManage={can('keys:manage')}
      permissions={permissions.filter(can)}
      create={({ name, reason, permissions: chosen }) =>
        serverKeys.create({ name, reason, permissions: permissions.filter((one) => chosen.includes(one)) })
      }
    />
  );
}
