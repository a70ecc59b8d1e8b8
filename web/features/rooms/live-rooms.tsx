/** The rooms where people are talking now, for the home pane. */
import type { Room } from '@meshi/client';
import { useRooms } from '@meshi/client/react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { RoomCard } from './room-list.tsx';
import { roomWords } from './words.ts';

const SHOWN_ROOMS = 4;

export function LiveRooms() {
  const rooms = useRooms(useMeshi());
  const live = rooms?.rooms.filter((room) => room.peers.length > 0) ?? [];
  return live.length > 0 && <Rooms rooms={live.slice(0, SHOWN_ROOMS)} />;
}

function Rooms({ rooms }: { rooms: readonly Room[] }) {
  const words = useWords(roomWords);
  return (
    <section aria-labelledby="live-rooms">
      <h2 className="section-title" id="live-rooms">
        {words.liveRooms}
      </h2>
      <ul className="stack room-cards">
        {rooms.map((room) => (
          <li key={room.id}>
            <RoomCard room={room} />
          </li>
        ))}
      </ul>
    </section>
  );
}
