/** A community in a list: its picture, name, what it is about, and why it is shown. */
import type { CommunityCard as Card } from '@meshi/client';
import { Lock, Sparkles, Users } from 'lucide-react';
import { Link } from 'react-router';
import type { Words } from '../../i18n/ja.ts';
import { useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';

export function CommunityCard({ community, isSelected = false }: { community: Card; isSelected?: boolean }) {
  const words = useWords();
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
        {reason && (
          <span className="community-card-reason">
            <Sparkles size={14} aria-hidden />
            {reasonText(reason, words)}
          </span>
        )}
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
  const { communities: words } = useWords();
  const { visibility, joining, memberCount } = community;
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
    </span>
  );
}

function reasonText(reason: Card['reasons'][number], words: Words): string {
  if (reason.kind === 'same_language') return words.communities.sameLanguage(words.languages[reason.language]);
  return words.communities.sharedTags(reason.tags.map((tag) => `#${tag}`).join(' '));
}
