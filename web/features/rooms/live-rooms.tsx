/** Rooms where people are talking now, for the home screen. */
import { useRooms } from '@meshi/client/react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { RoomCard } from './room-list.tsx';
import './rooms-page.css';

export function LiveRooms() {
  const words = useWords();
  const rooms = useRooms(useMeshi());
  const live = rooms?.rooms.filter((room) => room.peers.length > 0) ?? [];
  if (live.length === 0) return null;
  return (
    <section aria-labelledby="live-rooms">
      <h2 className="section-title" id="live-rooms">
        {words.topics.liveRooms}
      </h2>
      <ul className="stack room-cards">
        {live.slice(0, 4).map((room) => (
          <li key={room.id}>
            <RoomCard room={room} />
          </li>
        ))}
      </ul>
    </section>
  );
}
