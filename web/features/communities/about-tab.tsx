/** What a community is for, its announcements and rules, and the way in. */
import type { Community } from '@meshi/client';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Announcements } from './announcements.tsx';
import { useAct } from './community-queries.ts';
import { isMember } from './community-standing.ts';
import { JoinDialog } from './join-dialog.tsx';

export function AboutTab({ community }: { community: Community }) {
  const { communities: words } = useWords();
  const inside = isMember(community);
  return (
    <>
      {!inside && <WayIn community={community} />}
      {inside && <RulesNews community={community} />}
      {inside && <MutedNote community={community} />}
      {inside && <Announcements community={community} />}
      {community.description && (
        <p className="preline">
          <LinkedText text={community.description} />
        </p>
      )}
      {community.tags.length > 0 && (
        <ul className="row">
          {community.tags.map((tag) => (
            <li className="chip" key={tag}>
              #{tag}
            </li>
          ))}
        </ul>
      )}
      <section className="community-section">
        <h2 className="section-title">{words.rules}</h2>
        <p className={community.rules ? 'preline' : 'quiet'}>{community.rules || words.noRules}</p>
      </section>
    </>
  );
}

function WayIn({ community }: { community: Community }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const [isJoining, setJoining] = useState(false);
  const { id: communityId, joining, standing } = community;
  if (standing === 'requested') {
    return (
      <div className="community-note row">
        <span className="grow">{words.waiting}</span>
        <Button onClick={() => void act(() => meshi.communities.leave({ communityId }), words.done)}>
          {words.takeBack}
        </Button>
      </div>
    );
  }
  if (joining === 'invitation' && standing !== 'invited') return <p className="community-note">{words.onlyInvited}</p>;
  return (
    <div>
      <Button kind="main" onClick={() => setJoining(true)}>
        {standing === 'invited' ? words.accept : joining === 'approval' ? words.ask : words.join}
      </Button>
      <JoinDialog
        isOpen={isJoining}
        onClose={() => setJoining(false)}
        community={community}
        isAsking={joining === 'approval' && standing !== 'invited'}
        join={(answer) => meshi.communities.join({ communityId, ...answer })}
      />
    </div>
  );
}

function RulesNews({ community }: { community: Community }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const { id: communityId, rules, rulesVersion, acceptedRulesVersion } = community;
  if (rules === '' || acceptedRulesVersion === rulesVersion) return null;
  return (
    <div className="community-note row" role="status">
      <span className="grow">{words.rulesChanged}</span>
      <Button
        kind="main"
        onClick={() => void act(() => meshi.communities.acceptRules({ communityId, rulesVersion }), words.done)}
      >
        {words.acceptRules}
      </Button>
    </div>
  );
}

function MutedNote({ community: { mutedUntil } }: { community: Community }) {
  const { words, language } = useLanguage();
  if (!mutedUntil) return null;
  return <p className="community-note">{words.communities.mutedUntil(fullTime(mutedUntil, language))}</p>;
}
