import { Suspense } from 'react';
import { InstantTalkPanel } from '../../features/instant-talk/instant-talk-panel.tsx';
import { LiveRooms } from '../../features/rooms/live-rooms.tsx';
import type { TopicView } from '../../features/topics/topic-queries.ts';
import { TopicsPage } from '../../features/topics/topics-page.tsx';

/** Topics, with "talk now" and the live rooms on the home pane. */
export function TopicsScreen({ view }: { view: TopicView }) {
  const home = (
    <Suspense>
      <InstantTalkPanel />
      <LiveRooms />
    </Suspense>
  );
  return <TopicsPage view={view} home={home} />;
}
