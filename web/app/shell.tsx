/** The frame of every screen for people who are signed in. */
import { Suspense } from 'react';
import { Outlet, useLocation } from 'react-router';
import { InstantTalkToasts } from '../features/instant-talk/instant-talk-toasts.tsx';
import { MatchProvider } from '../features/matching/match-provider.tsx';
import { Bell } from '../features/notifications/bell.tsx';
import { NotificationLiveRegion } from '../features/notifications/notification-live-region.tsx';
import { AppointmentToasts } from '../features/proposals/appointment-toasts.tsx';
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
      <MatchProvider>
        <AppointmentToasts />
        <InstantTalkToasts />
        <NotificationLiveRegion />
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
            {/* These are shown only sometimes, so the screen must not wait for their words. */}
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
      </MatchProvider>
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
