/** About a community: its description, announcements and rules, and how to join. */
import type { Community } from '@meshi/client';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { TagList } from '../../ui/tag-list.tsx';
import { Announcements } from './announcements.tsx';
import { isMember } from './community-standing.ts';
import { Glance } from './glance.tsx';
import { JoinDialog } from './join-dialog.tsx';
import { communityWords } from './words.ts';

export function AboutTab({ community }: { community: Community }) {
  const words = useWords(communityWords);
  return (
    <>
      {!isMember(community) && community.visibility === 'public' && <Glance community={community} />}
      {isMember(community) ? <ForMembers community={community} /> : <WayIn community={community} />}
      {community.description && (
        <p className="preline">
          <LinkedText text={community.description} />
        </p>
      )}
      <TagList tags={community.tags} to={(tag) => `/communities?q=${encodeURIComponent(`#${tag}`)}`} />
      <section className="community-section">
        <h2 className="section-title">{words.rules}</h2>
        <p className={community.rules ? 'preline' : 'quiet'}>{community.rules || words.noRules}</p>
      </section>
    </>
  );
}

function ForMembers({ community }: { community: Community }) {
  return (
    <>
      <ChangedRules community={community} />
      <MutedNote community={community} />
      <Announcements community={community} />
    </>
  );
}

function WayIn({ community }: { community: Community }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const [isJoining, setJoining] = useState(false);
  const { id: communityId, joining, standing } = community;
  if (standing === 'requested') return <Requested communityId={communityId} />;
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

function Requested({ communityId }: { communityId: string }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.communities);
  return (
    <div className="community-note row">
      <span className="grow">{words.waiting}</span>
      <Button
        isBusy={isBusy}
        onClick={() => void run(() => meshi.communities.leave({ communityId }), words.requestWithdrawn)}
      >
        {words.withdraw}
      </Button>
    </div>
  );
}

function ChangedRules({ community }: { community: Community }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.communities);
  const { id: communityId, rules, rulesVersion, acceptedRulesVersion } = community;
  if (rules === '' || acceptedRulesVersion === rulesVersion) return null;
  const accept = () => run(() => meshi.communities.acceptRules({ communityId, rulesVersion }), words.rulesAccepted);
  return (
    <div className="community-note row" role="status">
      <span className="grow">{words.rulesChanged}</span>
      <Button kind="main" isBusy={isBusy} onClick={() => void accept()}>
        {words.acceptRules}
      </Button>
    </div>
  );
}

function MutedNote({ community: { mutedUntil } }: { community: Community }) {
  const words = useWords(communityWords);
  const { language } = useLanguage();
  if (!mutedUntil) return null;
  return <p className="community-note">{words.mutedUntil(fullTime(mutedUntil, language))}</p>;
}
