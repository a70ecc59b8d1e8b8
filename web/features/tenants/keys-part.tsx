/** The keys of the organisation, for owners and admins. */
import { keyKinds } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { KeyList } from '../../ui/keys/key-list.tsx';
import { keyWords } from '../../ui/keys/key-words.ts';

export function KeysPart() {
  const words = useWords(keyWords);
  const { tenantKeys } = useMeshi();
  const { permissions } = keyKinds.organisation;
  return (
    <section className="tenant-part">
      <h2>{words.title}</h2>
      <KeyList
        source={tenantKeys}
        queryKey={keys.tenants}
        canManage
        permissions={permissions}
        create={({ name, reason }) => tenantKeys.create({ name, reason, permissions: [...permissions] })}
      />
    </section>
  );
}
