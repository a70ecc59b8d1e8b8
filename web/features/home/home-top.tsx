/** The part of Home above the topics: who waits, who talks now, and what is new since last time. */
import type { ReactNode } from 'react';
import { LiveRow } from './live-row.tsx';
import { NewsCard } from './news-card.tsx';
import type { Home } from './use-home.ts';
import { WaitingCard } from './waiting-card.tsx';
import './home.css';

interface HomeTopProps {
  home: Home;
  /** The button that finds somebody to talk with, and what follows from pressing it. Parts of another feature. */
  talkNow: ReactNode;
  instantTalk: ReactNode;
}

export function HomeTop({ home: { overview, lastTime }, talkNow, instantTalk }: HomeTopProps) {
  return (
    <div className="home-top">
      <WaitingCard waiting={overview?.waiting ?? []} />
      {instantTalk}
      <LiveRow rooms={overview?.live ?? []} talkNow={talkNow} />
      {overview?.news && !lastTime.isDismissed && <NewsCard news={overview.news} onDismiss={lastTime.dismiss} />}
    </div>
  );
}
