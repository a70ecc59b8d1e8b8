/** The frame of every screen for people who are signed in. */
import { Suspense } from 'react';
import { Outlet, useLocation } from 'react-router';
import { InstantTalkMoments } from '../features/instant-talk/instant-talk-moments.tsx';
import { MatchMoments } from '../features/matching/match-moments.tsx';
import { Bell } from '../features/notifications/bell.tsx';
import { NotificationVoice } from '../features/notifications/notification-voice.tsx';
import { AppointmentMoments } from '../features/proposals/appointment-moments.tsx';
import { MiniPlayer } from '../features/rooms/mini-player.tsx';
import { VoiceProvider } from '../features/rooms/voice-context.tsx';
import { OrganisationLine } from '../features/tenants/organisation-line.tsx';
import { useWords } from '../i18n/language.ts';
import { Skeleton } from '../ui/states.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Nav } from './nav.tsx';
import { useFreshness } from './use-freshness.ts';

export function Shell() {
  const { common } = useWords();
  const { pathname } = useLocation();
  useFreshness();
  return (
    <VoiceProvider>
      <MatchMoments>
        <AppointmentMoments />
        <InstantTalkMoments />
        <NotificationVoice />
        <a className="skip-link" href="#content">
          {common.skip}
        </a>
        <div className="shell">
          <Nav />
          <div className="shell-main">
            <div className="shell-top">
              <Bell />
            </div>
            <ConnectionLine />
            {/* Each shows only sometimes, and must not hold up the screen while its words load. */}
            <Suspense>
              <OrganisationLine />
            </Suspense>
            <Suspense>
              <MiniPlayer />
            </Suspense>
            <main className="shell-page" id="content" tabIndex={-1}>
              <ErrorBoundary key={pathname.split('/')[1] ?? ''}>
                <Suspense fallback={<Loading />}>
                  <Outlet />
                </Suspense>
              </ErrorBoundary>
            </main>
          </div>
        </div>
      </MatchMoments>
    </VoiceProvider>
  );
}

function Loading() {
  return (
    <div className="page">
      <Skeleton />
    </div>
  );
}
