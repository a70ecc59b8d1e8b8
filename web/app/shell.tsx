/** The frame of every screen for people who are signed in. */
import { Suspense } from 'react';
import { Outlet, useLocation } from 'react-router';
import { InstantTalkToasts } from '../features/instant-talk/instant-talk-toasts.tsx';
import { MatchProvider } from '../features/matching/match-provider.tsx';
import { MessageToasts } from '../features/notifications/message-toasts.tsx';
import { NotificationLiveRegion } from '../features/notifications/notification-live-region.tsx';
import { useCloseRead } from '../features/notifications/use-close-read.ts';
import { useReadOpened } from '../features/notifications/use-read-opened.ts';
import { AppointmentToasts } from '../features/proposals/appointment-toasts.tsx';
import { MiniPlayer } from '../features/rooms/mini-player.tsx';
import { ReturnLine } from '../features/rooms/return-line.tsx';
import { VoiceProvider } from '../features/rooms/voice-context.tsx';
import { FactorGate } from '../features/tenants/factor-gate.tsx';
import { OrganisationLine } from '../features/tenants/organisation-line.tsx';
import { useWords } from '../i18n/language.ts';
import { Skeleton } from '../ui/states.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { useIconBadge } from './icon-badge.ts';
import { Nav, TopLinks } from './nav.tsx';
import { UpdateLine } from './update-line.tsx';
import { useFreshness } from './use-freshness.ts';
import { useKeepWaiting } from './waiting-changes.ts';

export function Shell() {
  const { common } = useWords();
  const { pathname } = useLocation();
  useFreshness();
  useKeepWaiting();
  useReadOpened();
  useCloseRead();
  useIconBadge();
  return (
    <VoiceProvider>
      <MatchProvider>
        <AppointmentToasts />
        <InstantTalkToasts />
        <NotificationLiveRegion />
        <MessageToasts />
        <a className="skip-link" href="#content">
          {common.skip}
        </a>
        <div className="shell">
          <Nav />
          <div className="shell-main">
            <TopLinks />
            <ConnectionLine />
            <UpdateLine />
            {/* These are shown only sometimes, so the screen must not wait for their words. */}
            <Suspense>
              <OrganisationLine />
            </Suspense>
            <Suspense>
              <MiniPlayer />
              <ReturnLine />
            </Suspense>
            <main className="shell-page" id="content" tabIndex={-1}>
              <ErrorBoundary key={pathname.split('/')[1] ?? ''}>
                <Suspense fallback={<Loading />}>
                  <FactorGate>
                    <Outlet />
                  </FactorGate>
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
