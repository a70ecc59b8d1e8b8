/** Who talks now, in one row: "talk now" first, then the rooms with people inside. */
import type { HomeRoom } from '@meshi/client';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useRoomTitle } from '../../app/use-room-title.ts';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useLiveRooms } from './use-home.ts';
import { homeWords } from './words.ts';

interface LiveRowProps {
  rooms: readonly HomeRoom[];
  /** The button of another feature. */
  talkNow: ReactNode;
}

export function LiveRow({ rooms, talkNow }: LiveRowProps) {
  const words = useWords(homeWords);
  const live = useLiveRooms(rooms);
  return (
    <section className="live-row" aria-label={words.live}>
      <ul>
        <li className="live-talk">{talkNow}</li>
        {live.map((room) => (
          <li key={room.id}>
            <RoomPill room={room} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RoomPill({ room }: { room: HomeRoom }) {
  const words = useWords(homeWords);
  const titleOf = useRoomTitle();
  const { id, people, count } = room;
  return (
    <Link className="live-room" to={`/rooms/${id}`}>
      <span className="live-faces" aria-hidden="true">
        {people.map((person) => (
          <Avatar key={person.id} person={person} size={28} />
        ))}
      </span>
      <span className="live-title one-line">{titleOf(room)}</span>
      <span className="live-count">
        <span aria-hidden="true">{count}</span>
        <span className="hidden-text">{words.inside(count)}</span>
      </span>
    </Link>
  );
}
