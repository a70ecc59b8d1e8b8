import { Suspense } from 'react';
import { HomeTop } from '../../features/home/home-top.tsx';
import { useHome } from '../../features/home/use-home.ts';
import { InstantTalkPanel } from '../../features/instant-talk/instant-talk-panel.tsx';
import { TalkNow } from '../../features/instant-talk/talk-now.tsx';
import { useInstantTalk } from '../../features/instant-talk/use-instant-talk.ts';
import type { TopicView } from '../../features/topics/topic-queries.ts';
import { TopicsPage } from '../../features/topics/topics-page.tsx';
import { welcomeWords } from '../../features/welcome/words.ts';
import { lazyScreen } from '../lazy-screen.ts';

const FirstSteps = lazyScreen(
  async () => (await import('../../features/welcome/first-steps.tsx')).FirstSteps,
  welcomeWords,
);

/** Topics. Those of everybody are Home, with who waits and who talks now above them. */
export function TopicsScreen({ view }: { view: TopicView }) {
  return view === 'all' ? <Home /> : <TopicsPage view={view} />;
}

function Home() {
  const home = useHome();
  const instantTalk = useInstantTalk();
  const top = <HomeTop home={home} talkNow={<TalkNow />} instantTalk={<InstantTalkPanel isOnHome />} />;
  const whileEmpty = (
    <Suspense>
      <FirstSteps />
    </Suspense>
  );
  const isTopReady = home.isReady && !instantTalk.isPending;
  return <TopicsPage view="all" top={top} isTopReady={isTopReady} whileEmpty={whileEmpty} />;
}
