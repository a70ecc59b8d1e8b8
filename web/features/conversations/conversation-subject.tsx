/** The name and picture of a conversation, and the page of its meal, community or room. */
import type { Conversation } from '@meshi/client';
import { Hash, type LucideIcon, Mic, UtensilsCrossed } from 'lucide-react';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useMyCommunities } from '../communities/community-queries.ts';
import { conversationWords } from './words.ts';

type Kind = Conversation['kind'];

const icons: Partial<Record<Kind, LucideIcon>> = { meal: UtensilsCrossed, channel: Hash, room: Mic };

/** The other person of a match, otherwise the title. */
export function useConversationName(): (conversation: Conversation) => string {
  const { person: people } = useWords();
  const words = useWords(conversationWords);
  return ({ kind, person, title }) => {
    if (kind !== 'match') return title ?? words.kinds[kind];
    return person && person.handle !== 'deleted' ? person.displayName : people.deleted;
  };
}

/**
 * The community of a channel, otherwise the kind in one word; `null` for a match, because the name of the person is enough. Many
 * communities have a channel of the same name.
 */
export function useConversationKind(): (conversation: Pick<Conversation, 'kind' | 'subjectId'>) => string | null {
  const words = useWords(conversationWords);
  const { data: communities = [] } = useMyCommunities();
  return ({ kind, subjectId }) => {
    if (kind === 'match') return null;
    const community = kind === 'channel' ? communities.find(({ id }) => id === subjectId) : undefined;
    return community?.name ?? words.kinds[kind];
  };
}

/** The page of the meal, community or room. */
export function subjectPath({ kind, subjectId, roomId }: Conversation): string | null {
  switch (kind) {
    case 'match':
      return null;
    case 'room':
      return roomId && `/rooms/${roomId}`;
    case 'meal':
      return subjectId && `/meals/${subjectId}`;
    case 'channel':
      return subjectId && `/communities/${subjectId}`;
  }
}

export function ConversationPicture({ info, name, size }: { info: Conversation; name: string; size: number }) {
  const Icon = icons[info.kind];
  if (!Icon) return <Avatar person={info.person ?? { id: '', displayName: name, avatarUrl: null }} size={size} />;
  return (
    <span className="subject-picture" style={{ width: size, height: size }} aria-hidden="true">
      <Icon size={Math.round(size / 2)} />
    </span>
  );
}
