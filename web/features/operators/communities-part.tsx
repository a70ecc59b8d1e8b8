/** The communities of the open space. */
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { Paged } from '../../ui/paged.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { OperatorAct } from './operator-act.tsx';
import { operatorWords } from './words.ts';

export function CommunitiesPart() {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const [q, setQ] = useState('');
  const list = usePages([...keys.operators, 'communities', q], (page, options) =>
    meshi.operatedCommunities.find({ q, ...page }, options),
  );
  return (
    <>
      <SearchBox label={words.searchCommunitiesLabel} placeholder={words.searchCommunities} text={q} onSearch={setQ} />
      <Paged list={list} empty={<p className="quiet">{words.noCommunities}</p>}>
        {(communities) => (
          <ul className="rows">
            {communities.map(({ id: communityId, name, description, owners, memberCount }) => (
              <li className="rows-row operator-row" key={communityId}>
                <div className="grow">
                  <p>
                    <b>{name}</b>
                  </p>
                  {description && <p className="preline small">{description}</p>}
                  <p className="quiet small">
                    {owners.map(({ displayName }) => words.ownedBy(displayName)).join(' · ')} ·{' '}
                    {words.members(memberCount)}
                  </p>
                </div>
                <OperatorAct
                  action={words.closeCommunity}
                  about={name}
                  title={words.closeCommunityTitle(name)}
                  text={words.closeCommunityText}
                  done={words.closed}
                  isDanger
                  act={(reason) => meshi.operatedCommunities.close({ communityId, reason })}
                />
              </li>
            ))}
          </ul>
        )}
      </Paged>
    </>
  );
}
