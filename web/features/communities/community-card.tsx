/** A community in a list: its picture, name and description, and why it is recommended. */
import type { CommunityCard as Card } from '@meshi/client';
import { Lock, Sparkles, Users } from 'lucide-react';
import { Link } from 'react-router';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { communityWords } from './words.ts';

export function CommunityCard({ community, isSelected = false }: { community: Card; isSelected?: boolean }) {
  const [reason] = community.reasons;
  return (
    <Link
      className="community-card"
      to={`/communities/${community.id}`}
      {...(isSelected && { 'aria-current': 'true' as const })}
    >
      <CommunityPicture community={community} size={48} />
      <span className="grow community-card-text">
        <span className="community-card-name one-line">{community.name}</span>
        {community.description && <span className="quiet small one-line">{community.description}</span>}
        <CommunityFacts community={community} />
        {reason && <ReasonText reason={reason} />}
      </span>
    </Link>
  );
}

/** Square, so that it does not look like a person. */
export function CommunityPicture({
  community,
  size,
}: {
  community: Pick<Card, 'id' | 'name' | 'pictureUrl'>;
  size: number;
}) {
  const { id, name, pictureUrl } = community;
  return (
    <span className="community-picture">
      <Avatar person={{ id, displayName: name, avatarUrl: pictureUrl }} size={size} />
    </span>
  );
}

export function CommunityFacts({ community }: { community: Card }) {
  const words = useWords(communityWords);
  const { visibility, joining, memberCount, namesakeOwner } = community;
  return (
    <span className="community-facts">
      <span className="row">
        <Users size={14} aria-hidden />
        {words.people(memberCount)}
      </span>
      {visibility === 'private' && (
        <span className="row">
          <Lock size={14} aria-hidden />
          {words.visibilities.private}
        </span>
      )}
      {joining !== 'open' && <span>{words.joinings[joining]}</span>}
      {namesakeOwner && <span>{words.ownedBy(namesakeOwner.handle)}</span>}
    </span>
  );
}

function ReasonText({ reason }: { reason: Card['reasons'][number] }) {
  const { languages } = useWords();
  const words = useWords(communityWords);
  return (
    <span className="community-card-reason">
      <Sparkles size={14} aria-hidden />
      {reason.kind === 'same_language'
        ? words.sameLanguage(languages[reason.language])
        : words.sharedTags(reason.tags.map((tag) => `#${tag}`).join(' '))}
    </span>
  );
}
