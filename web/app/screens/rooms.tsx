import { InstantTalkPanel } from '../../features/instant-talk/instant-talk-panel.tsx';
import { useInstantTalk } from '../../features/instant-talk/use-instant-talk.ts';
import { RoomsPage } from '../../features/rooms/rooms-page.tsx';

/** Rooms, with "talk now" above the list. */
export function RoomsScreen() {
  const { now } = useInstantTalk();
  return <RoomsPage top={<InstantTalkPanel />} hasMainAction={now?.state === 'talking'} />;
}
