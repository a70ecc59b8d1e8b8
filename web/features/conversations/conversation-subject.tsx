/** With whom or what a conversation is: its name, its picture, and the page of the meal or community that it belongs to. */
import type { Conversation } from '@meshi/client';
import { Hash, type LucideIcon, Mic, UtensilsCrossed } from 'lucide-react';
import type { Words } from '../../i18n/ja.ts';
import { Avatar } from '../../ui/avatar.tsx';

type Kind = Conversation['kind'];

const icons: Partial<Record<Kind, LucideIcon>> = { meal: UtensilsCrossed, channel: Hash, room: Mic };

/** The other person of a match, or the title. */
export function conversationName({ kind, person, title }: Conversation, words: Words): string {
  if (kind !== 'match') return title ?? words.conversations.kinds[kind];
  return person && person.handle !== 'deleted' ? person.displayName : words.person.deleted;
}

/** What kind it is of, in a word; nothing for a match, whose person says enough. */
export function conversationKind({ kind }: Conversation, words: Words): string | null {
  return kind === 'match' ? null : words.conversations.kinds[kind];
}

/** What stands in the place of a message without words. */
export function hiddenText(kind: Kind, words: Words): string {
  // Among people of a circle also a moderator may have hidden it.
  return kind === 'meal' || kind === 'channel' ? words.conversations.hiddenHere : words.conversations.hidden;
}

/** Where the meal or the community is shown. */
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
