/** The open rooms: rooms with people first, then empty ones. */
import type { Room, RoomListSnapshot } from '@meshi/client';
import { Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
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
}

export function RoomList({ rooms, selectedId, top }: RoomListProps) {
  const words = useWords(roomWords);
  const [isCreating, setCreating] = useState(false);
  const live = rooms?.rooms.filter((room) => room.peers.length > 0) ?? [];
  const emptyRooms = rooms?.rooms.filter((room) => room.peers.length === 0) ?? [];
  const create = () => setCreating(true);
  return (
    <>
      <header className="page-head">
        <Heading title={words.title} />
        <Button kind="main" onClick={create}>
          <Plus size={18} aria-hidden />
          {words.create}
        </Button>
      </header>
      {top}
      {rooms?.error && !rooms.isLoaded && <Problem error={rooms.error} />}
      {!rooms?.isLoaded && !rooms?.error && <Skeleton />}
      {rooms?.isLoaded && rooms.rooms.length === 0 && (
        <Empty title={words.emptyTitle} hint={words.emptyHint}>
          <Button kind="main" onClick={create}>
            {words.create}
          </Button>
        </Empty>
      )}
      <Group title={words.live} rooms={live} selectedId={selectedId} />
      <Group title={words.emptyRooms} rooms={emptyRooms} selectedId={selectedId} />
      <RoomDialog isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}

function Group({ title, rooms, selectedId }: { title: string; rooms: Room[]; selectedId: string | undefined }) {
  if (rooms.length === 0) return null;
  return (
    <section className="room-group">
      <h2 className="room-group-title">{title}</h2>
      <ul className="stack room-cards">
        {rooms.map((room) => (
          <li key={room.id}>
            <RoomCard room={room} isSelected={room.id === selectedId} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** At most this many faces are shown in a row. */
const MAX_FACES = 6;

export function RoomCard({ room, isSelected = false }: { room: Room; isSelected?: boolean }) {
  const words = useWords(roomWords);
  const { language } = useLanguage();
  const speaking = room.peers.filter((peer) => peer.isSpeaking).map((peer) => peer.person.displayName);
  const count = room.peers.length;
  return (
    <Link className="room-card" to={`/rooms/${room.id}`} {...(isSelected && { 'aria-current': 'true' as const })}>
      <span className="room-card-title">{room.title}</span>
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
