/** An invitation by name: what it is about, and yes or no. */
import type { ReceivedInvitation } from '@meshi/client';
import { useState } from 'react';
import { Heading } from '../../app/heading.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { CommunityFacts, CommunityPicture } from './community-card.tsx';
import { useAct } from './community-queries.ts';
import { JoinDialog } from './join-dialog.tsx';

export function InvitationCard({ community }: { community: ReceivedInvitation['community'] }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const [isJoining, setJoining] = useState(false);
  const { id: communityId } = community;
  return (
    <article className="community measure">
      <p className="quiet">{words.invitationTitle}</p>
      <header className="community-head">
        <CommunityPicture community={community} size={72} />
        <div className="grow stack-tight">
          <Heading title={community.name} />
          <CommunityFacts community={community} />
        </div>
      </header>
      {community.description && (
        <p className="preline">
          <LinkedText text={community.description} />
        </p>
      )}
      <div className="row">
        <Button kind="main" onClick={() => setJoining(true)}>
          {words.accept}
        </Button>
        <Button onClick={() => void act(() => meshi.communities.leave({ communityId }), words.done)}>
          {words.decline}
        </Button>
      </div>
      <JoinDialog
        isOpen={isJoining}
        onClose={() => setJoining(false)}
        community={community}
        isAsking={false}
        join={(answer) => meshi.communities.join({ communityId, ...answer })}
      />
    </article>
  );
}
