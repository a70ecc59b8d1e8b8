/** Keys of the server or of an organisation: what they can read, when they were used last, and where in their life they are. */
import { isApiKind, type Key } from '@meshi/client';
import { type QueryKey, useQuery } from '@tanstack/react-query';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Ago } from '../moment.tsx';
import { Problem, Skeleton } from '../states.tsx';
import { ActButton } from './act-button.tsx';
import type { KeyActName, KeySource } from './key-source.ts';
import { keyWords } from './key-words.ts';
import { NewKey } from './new-key.tsx';
import './keys.css';

/** The next act of each state comes first. */
const ACTS = {
  in_use: ['rehearse', 'disable'],
  rehearsal: ['disable', 'enable'],
  disabled: ['enable', 'delete'],
} as const satisfies Record<Key['state'], readonly KeyActName[]>;

interface KeyListProps {
  source: KeySource;
  queryKey: QueryKey;
  canManage: boolean;
  /** What a new key can be allowed. */
  permissions: readonly Key['permissions'][number][];
  create: (fields: { name: string; permissions: Key['permissions']; reason: string }) => Promise<{ text: string }>;
}

export function KeyList({ source, queryKey, canManage, permissions, create }: KeyListProps) {
  const words = useWords(keyWords);
  const ownKey = [...queryKey, 'keys'];
  const { data, error, refetch } = useQuery({ queryKey: ownKey, queryFn: () => source.list() });
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  return (
    <>
      <p className="quiet">{words.hint}</p>
      {canManage && permissions.length > 0 && <NewKey queryKey={ownKey} permissions={permissions} create={create} />}
      {data.items.length === 0 && <p className="quiet">{words.none}</p>}
      <ul className="rows">
        {data.items.map((key) => (
          <li className="rows-row key-row" key={key.id}>
            <div className="grow">
              <Facts of={key} />
            </div>
            {canManage && (
              <div className="key-acts">
                {ACTS[key.state].map((act) => (
                  <ActButton key={act} act={act} of={key} source={source} queryKey={ownKey} />
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Facts({ of: key }: { of: Key }) {
  const words = useWords(keyWords);
  const allowed = key.permissions.map((permission) => words.permissions[permission] ?? permission);
  return (
    <>
      <p>
        <b>{key.name}</b> <span className="badge badge-quiet">{words.states[key.state]}</span>
      </p>
      <p className="quiet small">{allowed.length > 0 ? allowed.join(' · ') : words.kinds[key.kind]}</p>
      <p className="quiet small">
        <People of={key} />
      </p>
      <p className="quiet small">
        <LastUse of={key} />
      </p>
      {key.devices !== null && <p className="quiet small">{words.devices(key.devices)}</p>}
      {key.state === 'rehearsal' && <p>{words.rehearsalUses(key.rehearsalUses)}</p>}
      {key.state === 'disabled' && <Rest of={key} />}
    </>
  );
}

function People({ of: { kind, owner, madeBy } }: { of: Key }) {
  const words = useWords(keyWords);
  if (!isApiKind(kind)) return null;
  if (!owner) return words.noOwner;
  const isMaker = owner.id === madeBy?.id;
  return isMaker || !madeBy
    ? words.owner(owner.displayName)
    : `${words.owner(owner.displayName)} · ${words.madeBy(madeBy.displayName)}`;
}

function LastUse({ of: { lastUsedAt, lastUsedBy, lastUsedFrom, uses } }: { of: Key }) {
  const words = useWords(keyWords);
  if (!lastUsedAt) return words.neverUsed;
  return (
    <>
      {words.lastUsed}
      <Ago at={lastUsedAt} />
      {[lastUsedBy, lastUsedFrom, words.uses(uses)].filter(Boolean).map((fact) => ` · ${fact}`)}
    </>
  );
}

/** What a disabled key waits for. */
function Rest({ of: { refusedUses, lastRefusedAt, deletableAt } }: { of: Key }) {
  const words = useWords(keyWords);
  const { language } = useLanguage();
  const isDeletable = deletableAt !== null && Date.parse(deletableAt) <= Date.now();
  return (
    <>
      <p>
        {words.refusedUses(refusedUses)}
        {lastRefusedAt && (
          <>
            {' · '}
            {words.lastRefused}
            <Ago at={lastRefusedAt} />
          </>
        )}
      </p>
      <p className="quiet small">
        {isDeletable || !deletableAt ? words.deletable : words.deletableFrom(fullTime(deletableAt, language))}
      </p>
    </>
  );
}
