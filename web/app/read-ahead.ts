/** Reads what the first screen shows while its code is loaded: neither then waits for the other. */
import type { MeshiClient } from '@meshi/client';
import type { QueryClient } from '@tanstack/react-query';
import { overviewQuery } from '../features/home/home-query.ts';
import { arrive, countedSince, visitKey } from '../features/home/visit.ts';
import { instantTalkQuery } from '../features/instant-talk/instant-talk-query.ts';
import { homeTopicsQuery, openInterestsQuery } from '../features/topics/home-topics.ts';
import { keys } from './query-keys.ts';

interface Reader {
  meshi: MeshiClient;
  queries: QueryClient;
  /** The running attempt to resume the last session. */
  resumed: Promise<unknown>;
}

/** What tells of other people at once, and is small. */
const ANNOUNCED = [keys.interests, keys.home, keys.instantTalk, keys.proposals, keys.notifications];

/** The screen reads again what fails here, and shows the failure then. */
export function readAheadFor({ pathname, search }: Location, { meshi, queries, resumed }: Reader): void {
  // What was announced between these answers and the first connection has been missed.
  const stop = meshi.connection.on('opened', () => {
    stop();
    for (const queryKey of ANNOUNCED) void queries.invalidateQueries({ queryKey });
  });
  const isHome = (pathname === '/' || pathname === '/topics') && search === '';
  // These are sent with the first access token, beside the request for my account.
  if (isHome) {
    void queries.prefetchInfiniteQuery(homeTopicsQuery(meshi));
    void queries.prefetchQuery(instantTalkQuery(meshi));
    void queries.prefetchInfiniteQuery(openInterestsQuery(meshi));
  }
  void resumed.then(
    () => {
      const { me } = meshi;
      if (!me) return;
      // The menu of every screen counts what is unread.
      meshi.conversations.list();
      if (isHome) void queries.prefetchQuery(overviewQuery(meshi, countedSince(arrive(visitKey(me.profile.id)))));
    },
    () => undefined,
  );
}
