/** Rooms: the list of open rooms, and beside it the chosen room. */
import { useRooms } from '@meshi/client/react';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.ts';
import { Empty } from '../../ui/states.tsx';
import { RoomList } from './room-list.tsx';
import { RoomView } from './room-view.tsx';
import { roomWords } from './words.ts';

/** `top` is what other features show above the list; `hasMainAction`: it has the main button of the screen. */
export function RoomsPage({ top, hasMainAction }: { top: ReactNode; hasMainAction: boolean }) {
  const words = useWords(roomWords);
  const { roomId } = useParams();
  const isWide = useIsWide();
  const rooms = useRooms(useMeshi());
  return (
    <div className={`panes panes-rooms${roomId ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <RoomList rooms={rooms} selectedId={roomId} top={top} hasMainAction={hasMainAction || roomId !== undefined} />
        </div>
      </div>
      <div className="pane-detail pane-fill">
        {roomId && <RoomView key={roomId} roomId={roomId} watched={rooms} />}
        {!roomId && isWide && <Empty title={words.lead} hint={words.emptyHint} />}
      </div>
    </div>
  );
}
