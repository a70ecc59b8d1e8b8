/** Finding accounts, and what operators can do to them. */
import type { OperatedPerson, Permission } from '@meshi/client';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { usePages } from '../../app/use-pages.ts';
import { fullTime, shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Paged } from '../../ui/paged.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { OperatorAct } from './operator-act.tsx';
import { operatorWords } from './words.ts';

type Can = (permission: Permission) => boolean;

export function PeoplePart({ can }: { can: Can }) {
  const words = useWords(operatorWords);
  const [search, set] = useAddressFilters();
  const q = search.get('q') ?? '';
  return (
    <>
      <SearchBox label={words.searchLabel} placeholder={words.search} text={q} onSearch={(text) => set('q', text)} />
      {q !== '' && <Found q={q} can={can} />}
    </>
  );
}

function Found({ q, can }: { q: string; can: Can }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const list = usePages([...keys.operators, 'people', q], (page, options) =>
    meshi.operatedPeople.find({ q, ...page }, options),
  );
  return (
    <Paged list={list} empty={<p className="quiet">{words.noPeople}</p>}>
      {(people) => (
        <ul className="rows">
          {people.map((one) => (
            <PersonRow key={one.person.id} one={one} can={can} />
          ))}
        </ul>
      )}
    </Paged>
  );
}

function PersonRow({ one, can }: { one: OperatedPerson; can: Can }) {
  const words = useWords(operatorWords);
  const { language } = useLanguage();
  const { person, email, isEmailVerified, createdAt, sessions, organisations, reports, suspension, factorResetAt } =
    one;
  return (
    <li className="rows-row operator-row">
      <div className="grow stack-tight">
        <PersonLink person={person} />
        <p className="small">
          @{person.handle} · {email} {!isEmailVerified && `(${words.unverified})`}
        </p>
        <p className="quiet small">
          {words.facts(sessions, organisations, reports)} · {words.since(shortDate(createdAt, language))}
        </p>
        {factorResetAt && (
          <p>
            <b>{words.factorResetAt(fullTime(factorResetAt, language))}</b>
          </p>
        )}
        {suspension && (
          <p>
            <b>{suspension.until ? words.suspendedUntil(fullTime(suspension.until, language)) : words.suspended}</b>{' '}
            <span className="preline">{words.suspendedBy(suspension.by?.displayName ?? '—', suspension.reason)}</span>
          </p>
        )}
      </div>
      <PersonButtons one={one} can={can} />
    </li>
  );
}

function PersonButtons({ one, can }: { one: OperatedPerson; can: Can }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const { person, suspension } = one;
  const { id: personId, displayName: name } = person;
  return (
    <div className="operator-buttons">
      {can('people:suspend') && !suspension && <SuspendButton personId={personId} name={name} />}
      {can('people:suspend') && suspension && (
        <OperatorAct
          action={words.unsuspend}
          about={name}
          title={words.unsuspendTitle(name)}
          done={words.unsuspendDone}
          act={(reason) => meshi.operatedPeople.unsuspend({ personId, reason })}
        />
      )}
      {can('people:end_sessions') && (
        <OperatorAct
          action={words.endSessions}
          about={name}
          title={words.endSessionsTitle(name)}
          done={words.endSessionsDone}
          act={(reason) => meshi.operatedPeople.endSessions({ personId, reason })}
        />
      )}
      {can('people:send_reset') && (
        <OperatorAct
          action={words.sendReset}
          about={name}
          title={words.sendResetTitle(name)}
          done={words.sendResetDone}
          act={(reason) => meshi.operatedPeople.sendReset({ personId, reason })}
        />
      )}
      {can('people:reset_factors') && <FactorButton one={one} />}
      {can('people:erase') && (
        <OperatorAct
          action={words.erase}
          about={name}
          title={words.eraseTitle(name)}
          text={words.eraseText}
          done={words.eraseDone}
          isDanger
          act={(reason) => meshi.operatedPeople.erase({ personId, reason })}
        />
      )}
    </div>
  );
}

/** Removes the second factors of a person, or takes that back before it has an effect. */
function FactorButton({ one: { person, hasSecondFactor, factorResetAt } }: { one: OperatedPerson }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const { id: personId, displayName: name } = person;
  if (factorResetAt) {
    return (
      <OperatorAct
        action={words.keepFactors}
        about={name}
        title={words.keepFactorsTitle(name)}
        done={words.keepFactorsDone}
        act={(reason) => meshi.operatedPeople.keepFactors({ personId, reason })}
      />
    );
  }
  if (!hasSecondFactor) return null;
  return (
    <OperatorAct
      action={words.resetFactors}
      about={name}
      title={words.resetFactorsTitle(name)}
      text={words.resetFactorsText}
      done={words.resetFactorsDone}
      isDanger
      act={(reason) => meshi.operatedPeople.resetFactors({ personId, reason })}
    />
  );
}

const DAY_MS = 24 * 60 * 60_000;
const DURATIONS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, forever: null } as const;
type Duration = keyof typeof DURATIONS;

function SuspendButton({ personId, name }: { personId: string; name: string }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const [duration, setDuration] = useState<Duration>('week');
  const suspend = (reason: string) => {
    const ms = DURATIONS[duration];
    const until = ms === null ? null : new Date(Date.now() + ms).toISOString();
    return meshi.operatedPeople.suspend({ personId, reason, until });
  };
  return (
    <OperatorAct
      action={words.suspend}
      about={name}
      title={words.suspendTitle(name)}
      text={words.suspendText}
      done={words.suspendDone}
      isDanger
      act={suspend}
    >
      <SelectField
        label={words.duration}
        value={duration}
        onChange={setDuration}
        options={(Object.keys(DURATIONS) as Duration[]).map((value) => ({ value, label: words.durations[value] }))}
      />
    </OperatorAct>
  );
}
