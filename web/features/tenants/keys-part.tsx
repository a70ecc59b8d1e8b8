/** The keys of the organisation, for owners and admins. */
import { isPermissionOf, keyKinds, type OrganisationPermission } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { KeyList } from '../../ui/keys/key-list.tsx';
import { keyWords } from '../../ui/keys/key-words.ts';

interface KeysPartProps {
  /** Whether the member holds a permission: a key can only get what its maker holds. */
  can: (permission: OrganisationPermission) => boolean;
}

export function KeysPart({ can }: KeysPartProps) {
  const words = useWords(keyWords);
  const { tenantKeys } = useMeshi();
  const permissions = keyKinds.organisation.permissions.filter(can);
  return (
    <section className="tenant-part">
      <h2>{words.title}</h2>
      <KeyList
        source={tenantKeys}
        queryKey={keys.tenants}
        canManage
        permissions={permissions}
        create={({ permissions: chosen, ...fields }) =>
          tenantKeys.create({ ...fields, permissions: chosen.filter((one) => isPermissionOf('organisation', one)) })
        }
      />
    </section>
  );
}
