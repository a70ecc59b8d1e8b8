/** The keys of the server, and the secrets that its settings give it. */
import { keyKinds, type Permission } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { KeyList } from '../../ui/keys/key-list.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { NextKey } from './next-key.tsx';
import { operatorWords } from './words.ts';

export function KeysPart({ can }: { can: (permission: Permission) => boolean }) {
  const { serverKeys } = useMeshi();
  const { permissions } = keyKinds.server;
  return (
    <>
      <KeyList
        source={serverKeys}
        queryKey={keys.operators}
        canManage={can('keys:manage')}
        permissions={permissions.filter(can)}
        create={({ name, reason, permissions: chosen }) =>
          serverKeys.create({ name, reason, permissions: permissions.filter((one) => chosen.includes(one)) })
        }
      />
      <SettingSecrets canManage={can('keys:manage')} />
    </>
  );
}

/** The secrets that are in the settings of the server. Those of push and TURN can be replaced by keys of the database. */
function SettingSecrets({ canManage }: { canManage: boolean }) {
  const words = useWords(operatorWords);
  const { serverKeys } = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.operators, 'setting-secrets'],
    queryFn: () => serverKeys.settings(),
  });
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  const isSealing = data.items.some(({ name, values }) => name === 'KEYS_SECRET' && values > 0);
  return (
    <section className="stack" aria-labelledby="setting-secrets">
      <h2 id="setting-secrets">{words.settingSecrets}</h2>
      <p className="quiet">{words.settingSecretsHint}</p>
      <ul className="rows">
        {data.items.map(({ name, values }) => (
          <li className="rows-row key-row" key={name}>
            <div className="grow">
              <p>
                <b>{name}</b> <span className="badge badge-quiet">{words.settingSecretState(values)}</span>
              </p>
              <p className="quiet small">{words.settingSecretNotes[name]}</p>
            </div>
            {canManage && isSealing && name === 'TURN_SECRET' && <NextKey kind="turn" isSet={values > 0} />}
            {canManage && isSealing && name === 'VAPID_KEYS' && <NextKey kind="push" isSet={values > 0} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
