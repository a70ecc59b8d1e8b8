import { InstantTalkPanel } from '../../features/instant-talk/instant-talk-panel.tsx';
import { RoomsPage } from '../../features/rooms/rooms-page.tsx';

/** Rooms, with "talk now" above the list. */
export function RoomsScreen() {
  return <RoomsPage top={<InstantTalkPanel />} />;
}
