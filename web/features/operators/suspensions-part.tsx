/** The suspensions that hold now, also of accounts that were deleted, and ending them. */
import type { OperatedSuspension } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { usePages } from '../../app/use-pages.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Paged } from '../../ui/paged.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { OperatorAct } from './operator-act.tsx';
import { operatorWords } from './words.ts';

export function SuspensionsPart() {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const [search, set] = useAddressFilters();
  const q = search.get('q') ?? '';
  const list = usePages([...keys.operators, 'suspensions', q], (page, options) =>
    meshi.operatedSuspensions.list({ q, ...page }, options),
  );
  return (
    <>
      <SearchBox
        label={words.suspensionSearchLabel}
        placeholder={words.suspensionSearch}
        text={q}
        onSearch={(text) => set('q', text)}
      />
      <Paged list={list} empty={<p className="quiet">{words.noSuspensions}</p>}>
        {(suspensions) => (
          <ul className="rows">
            {suspensions.map((one) => (
              <SuspensionRow key={one.accountId} one={one} />
            ))}
          </ul>
        )}
      </Paged>
    </>
  );
}

function SuspensionRow({ one: { accountId, person, until, reason, by } }: { one: OperatedSuspension }) {
  const words = useWords(operatorWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const name = person?.displayName ?? words.deletedAccount;
  return (
    <li className="rows-row operator-row">
      <div className="grow stack-tight">
        {person ? <PersonLink person={person} /> : <b>{words.deletedAccount}</b>}
        <p className="quiet small">{accountId}</p>
        <p>
          <b>{until ? words.suspendedUntil(fullTime(until, language)) : words.suspended}</b>{' '}
          <span className="preline">{words.suspendedBy(by?.displayName ?? '—', reason)}</span>
        </p>
      </div>
      <OperatorAct
        action={words.unsuspend}
        about={name}
        title={words.unsuspendTitle(name)}
        done={words.unsuspendDone}
        act={(text) => meshi.operatedSuspensions.end({ personId: accountId, reason: text })}
      />
    </li>
  );
}
