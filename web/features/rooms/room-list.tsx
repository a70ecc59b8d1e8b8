/** The open rooms: those with people, and the empty ones folded below. */
import type { Room, RoomListSnapshot } from '@meshi/client';
import { Lock, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useRoomTitle } from '../../app/use-room-title.ts';
import { nameList } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { RoomDialog } from './room-dialog.tsx';
import { roomWords } from './words.ts';
import './room-card.css';

interface RoomListProps {
  /** Null before the first answer. */
  rooms: RoomListSnapshot | null;
  selectedId: string | undefined;
  /** Shown above the list. */
  top: ReactNode;
  /** Whether the screen has another main button, so that "Create room" is a plain one. */
  hasMainAction: boolean;
}

export function RoomList({ rooms, selectedId, top, hasMainAction }: RoomListProps) {
  const words = useWords(roomWords);
  const [isCreating, setCreating] = useState(false);
  const live = rooms?.rooms.filter((room) => room.peers.length > 0) ?? [];
  // The room of an instant talk is entered from the panel of the talk.
  const emptyRooms =
    rooms?.rooms.filter(({ peers, circle }) => peers.length === 0 && circle?.kind !== 'instant_talk') ?? [];
  const create = () => setCreating(true);
  return (
    <>
      <header className="page-head">
        <Heading title={words.title} />
        <Button kind={hasMainAction ? 'default' : 'main'} onClick={create}>
          <Plus size={18} aria-hidden />
          {words.create}
        </Button>
      </header>
      {top}
      {rooms?.error && !rooms.isLoaded && <Problem error={rooms.error} />}
      {!rooms?.isLoaded && !rooms?.error && <Skeleton />}
      {rooms?.isLoaded && live.length === 0 && <Empty title={words.emptyTitle} hint={words.emptyHint} />}
      {live.length > 0 && (
        <section className="room-group">
          <h2 className="room-group-title">{words.live}</h2>
          <Cards rooms={live} selectedId={selectedId} />
        </section>
      )}
      {emptyRooms.length > 0 && (
        <details className="room-group" open={emptyRooms.some(({ id }) => id === selectedId) || undefined}>
          <summary className="room-group-title room-group-fold">{words.emptyRooms(emptyRooms.length)}</summary>
          <Cards rooms={emptyRooms} selectedId={selectedId} />
        </details>
      )}
      <RoomDialog isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}

function Cards({ rooms, selectedId }: { rooms: readonly Room[]; selectedId: string | undefined }) {
  return (
    <ul className="stack room-cards">
      {rooms.map((room) => (
        <li key={room.id}>
          <RoomCard room={room} isSelected={room.id === selectedId} />
        </li>
      ))}
    </ul>
  );
}

/** At most this many faces are shown in a row. */
const MAX_FACES = 6;

export function RoomCard({ room, isSelected = false }: { room: Room; isSelected?: boolean }) {
  const words = useWords(roomWords);
  const { language } = useLanguage();
  const titleOf = useRoomTitle();
  const speaking = room.peers.filter((peer) => peer.isSpeaking).map((peer) => peer.person.displayName);
  const count = room.peers.length;
  return (
    <Link className="room-card" to={`/rooms/${room.id}`} {...(isSelected && { 'aria-current': 'true' as const })}>
      <span className="room-card-title">
        {titleOf(room)}
        {room.isLocked && <Lock className="room-lock" size={16} role="img" aria-label={words.moderation.isLocked} />}
      </span>
      {room.tags.length > 0 && <span className="quiet">{room.tags.map((tag) => `#${tag}`).join(' ')}</span>}
      <span className="room-card-foot">
        {count > 0 ? (
          <span className="faces" aria-hidden="true">
            {room.peers.slice(0, MAX_FACES).map((peer) => (
              <span className="face" key={peer.id} data-speaking={peer.isSpeaking || undefined}>
                <Avatar person={peer.person} size={36} />
              </span>
            ))}
            {count > MAX_FACES && <span className="quiet">+{count - MAX_FACES}</span>}
          </span>
        ) : (
          <span className="quiet">{words.empty}</span>
        )}
        {count > 0 && <span className="quiet">{count >= room.capacity ? words.full : words.inside(count)}</span>}
      </span>
      {speaking.length > 0 && (
        <span className="room-card-speaking">{words.speakingNow(nameList(speaking.slice(0, 3), language))}</span>
      )}
    </Link>
  );
}
