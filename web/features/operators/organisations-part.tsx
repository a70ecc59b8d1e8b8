/** Finding organisations, their facts, and what operators can do to them. */
import type { OperatedOrganisation, Permission } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { usePages } from '../../app/use-pages.ts';
import { fullTime, shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Paged } from '../../ui/paged.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { HandOverButton } from './hand-over-button.tsx';
import { OperatorAct } from './operator-act.tsx';
import { operatorWords } from './words.ts';

type Can = (permission: Permission) => boolean;

export function OrganisationsPart({ can }: { can: Can }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const [search, set] = useAddressFilters();
  const q = search.get('q') ?? '';
  const list = usePages([...keys.operators, 'organisations', q], (page, options) =>
    meshi.operatedOrganisations.find({ q, ...page }, options),
  );
  return (
    <>
      <SearchBox
        label={words.searchOrganisationsLabel}
        placeholder={words.searchOrganisations}
        text={q}
        onSearch={(text) => set('q', text)}
      />
      <Paged list={list} empty={<p className="quiet">{words.noOrganisations}</p>}>
        {(organisations) => (
          <ul className="rows">
            {organisations.map((one) => (
              <OrganisationRow key={one.id} one={one} can={can} />
            ))}
          </ul>
        )}
      </Paged>
    </>
  );
}

function OrganisationRow({ one, can }: { one: OperatedOrganisation; can: Can }) {
  const words = useWords(operatorWords);
  const { language } = useLanguage();
  const {
    name,
    slug,
    domains,
    owners,
    memberCount,
    createdAt,
    signOn,
    needsSecondFactor,
    retention,
    deleteAt,
    closure,
  } = one;
  const names = owners.map(({ displayName, handle }) => `${displayName} (@${handle})`).join(', ');
  const policy = [
    words.organisationSignOn[signOn],
    ...(needsSecondFactor ? [words.factorRequired] : []),
    ...(retention.messageDays === null ? [] : [words.keptDays(retention.messageDays)]),
  ];
  return (
    <li className="rows-row operator-row">
      <div className="grow stack-tight">
        <p>
          <b>{name}</b>
        </p>
        <p className="small">
          {words.organisationId(slug)}
          {domains.length > 0 && ` · ${words.organisationDomains(domains.join(', '))}`}
        </p>
        <p className="small">{owners.length > 0 ? words.organisationOwners(names) : <b>{words.noOwner}</b>}</p>
        <p className="quiet small">
          {[words.members(memberCount), words.createdOn(shortDate(createdAt, language)), ...policy].join(' · ')}
        </p>
        {deleteAt && (
          <p>
            <b>{words.deletedOn(fullTime(deleteAt, language))}</b>
          </p>
        )}
        {closure && <p className="preline">{words.organisationClosed(closure.reason)}</p>}
      </div>
      <div className="operator-buttons">
        {can('organisations:hand_over') && <HandOverButton organisation={one} />}
        {can('organisations:close') && <CloseButtons one={one} />}
      </div>
    </li>
  );
}

function CloseButtons({ one: { id: tenantId, name, closure } }: { one: OperatedOrganisation }) {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  return (
    <>
      <OperatorAct
        action={words.endOrganisationSessions}
        about={name}
        title={words.endOrganisationSessionsTitle(name)}
        text={words.endOrganisationSessionsText}
        hint={words.ownersRead}
        done={words.endOrganisationSessionsDone}
        act={(reason) => meshi.operatedOrganisations.endSessions({ tenantId, reason })}
      />
      {closure ? (
        <OperatorAct
          action={words.reopenOrganisation}
          about={name}
          title={words.reopenOrganisationTitle(name)}
          hint={words.ownersRead}
          done={words.reopenOrganisationDone}
          act={(reason) => meshi.operatedOrganisations.reopen({ tenantId, reason })}
        />
      ) : (
        <OperatorAct
          action={words.closeOrganisation}
          about={name}
          title={words.closeOrganisationTitle(name)}
          text={words.closeOrganisationText}
          hint={words.ownersRead}
          done={words.closeOrganisationDone}
          isDanger
          act={(reason) => meshi.operatedOrganisations.close({ tenantId, reason })}
        />
      )}
    </>
  );
}
