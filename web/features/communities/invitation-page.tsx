/** The page that an invitation link opens: the community, its rules, and the form to join. The token is in the fragment. */
import type { InvitationPreview } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { CommunityFacts, CommunityPicture } from './community-card.tsx';
import { isMember } from './community-standing.ts';
import { JoinForm } from './join-dialog.tsx';
import { communityWords } from './words.ts';
import './communities.css';

export function InvitationPage() {
  const meshi = useMeshi();
  const token = useLocation().hash.slice(1);
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.communities, 'invitation', token],
    queryFn: ({ signal }) => meshi.communities.readInvitation({ token }, { signal }),
  });
  return (
    <div className="page">
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton slips={1} />}
      {data && <Invitation community={data} token={token} />}
    </div>
  );
}

function Invitation({ community, token }: { community: InvitationPreview; token: string }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const navigate = useNavigate();
  const path = `/communities/${community.id}`;
  return (
    <article className="community">
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
      {isMember(community) ? (
        <ButtonLink kind="main" to={path}>
          {community.name}
        </ButtonLink>
      ) : (
        <JoinForm
          community={community}
          isAsking={false}
          join={({ rulesVersion }) => meshi.communities.acceptInvitation({ token, rulesVersion })}
          onDone={() => navigate(path)}
        />
      )}
    </article>
  );
}
