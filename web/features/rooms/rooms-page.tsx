/** Rooms: which are open and who is inside, and beside them the room one looks into. */
import { useRooms } from '@meshi/client/react';
import { useParams } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.tsx';
import { Empty } from '../../ui/states.tsx';
import { RoomList } from './room-list.tsx';
import { RoomView } from './room-view.tsx';
import './rooms-page.css';

export function RoomsPage() {
  const words = useWords();
  const { roomId } = useParams();
  const isWide = useIsWide();
  const rooms = useRooms(useMeshi());
  return (
    <div className={`panes panes-rooms${roomId ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <RoomList rooms={rooms} selectedId={roomId} />
        </div>
      </div>
      <div className="pane-thing pane-fill">
        {roomId && <RoomView key={roomId} roomId={roomId} watched={rooms} />}
        {!roomId && isWide && <Empty title={words.rooms.lead} hint={words.rooms.emptyHint} />}
      </div>
    </div>
  );
}
