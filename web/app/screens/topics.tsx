import { HomeTop } from '../../features/home/home-top.tsx';
import { useHome } from '../../features/home/use-home.ts';
import { InstantTalkPanel } from '../../features/instant-talk/instant-talk-panel.tsx';
import { TalkNow } from '../../features/instant-talk/talk-now.tsx';
import type { TopicView } from '../../features/topics/topic-queries.ts';
import { TopicsPage } from '../../features/topics/topics-page.tsx';

/** Topics. Those of everybody are Home, with who waits and who talks now above them. */
export function TopicsScreen({ view }: { view: TopicView }) {
  return view === 'all' ? <Home /> : <TopicsPage view={view} />;
}

function Home() {
  const home = useHome();
  const top = <HomeTop home={home} talkNow={<TalkNow />} instantTalk={<InstantTalkPanel isOnHome />} />;
  return <TopicsPage view="all" top={top} isTopReady={home.isReady} />;
}
