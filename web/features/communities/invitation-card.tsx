/** An invitation by handle: the community, and the buttons to accept or decline. */
import type { ReceivedInvitation } from '@meshi/client';
import { useState } from 'react';
import { Heading } from '../../app/heading.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { CommunityFacts, CommunityPicture } from './community-card.tsx';
import { JoinDialog } from './join-dialog.tsx';
import { communityWords } from './words.ts';

export function InvitationCard({ community }: { community: ReceivedInvitation['community'] }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.communities);
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
        <Button
          isBusy={isBusy}
          onClick={() => void run(() => meshi.communities.leave({ communityId }), words.invitationDeclined)}
        >
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
