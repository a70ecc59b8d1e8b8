/** The frame of every screen behind the sign-in. */
import { Suspense, useEffect } from 'react';
import { Outlet, useLocation } from 'react-router';
import { InstantTalkMoments } from '../features/instant-talk/instant-talk-moments.tsx';
import { MatchMoments } from '../features/matching/match-moments.tsx';
import { Bell } from '../features/notifications/bell.tsx';
import { NotificationVoice } from '../features/notifications/notification-voice.tsx';
import { AppointmentMoments } from '../features/proposals/appointment-moments.tsx';
import { MiniPlayer } from '../features/rooms/mini-player.tsx';
import { VoiceProvider } from '../features/rooms/voice-context.tsx';
import { SpaceLine } from '../features/tenants/space-line.tsx';
import { useWords } from '../i18n/language.tsx';
import { Skeleton } from '../ui/states.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { loadAheadWhenIdle } from './load-ahead.ts';
import { Nav } from './nav.tsx';
import { useFreshness } from './use-freshness.ts';

export function Shell() {
  const words = useWords();
  const { pathname } = useLocation();
  useFreshness();
  useEffect(loadAheadWhenIdle, []);
  return (
    <VoiceProvider>
      <MatchMoments>
        <AppointmentMoments />
        <a className="skip-link" href="#content">
          {words.common.skip}
        </a>
        <div className="shell">
          <Nav />
          <div className="shell-main">
            <div className="shell-top">
              <Bell />
            </div>
            <ConnectionLine />
            <SpaceLine />
            <MiniPlayer />
            <main className="shell-page" id="content" tabIndex={-1}>
              <ErrorBoundary key={pathname.split('/')[1] ?? ''}>
                <Suspense fallback={<Waiting />}>
                  <Outlet />
                </Suspense>
              </ErrorBoundary>
            </main>
          </div>
        </div>
        <NotificationVoice />
        <InstantTalkMoments />
      </MatchMoments>
    </VoiceProvider>
  );
}

function Waiting() {
  return (
    <div className="page">
      <Skeleton />
    </div>
  );
}
