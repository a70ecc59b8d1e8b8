/** Which address shows which screen. */
import { useMe } from '@meshi/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Navigate, Outlet, Route, Routes, useLocation } from 'react-router';
import { loadAheadWhenIdle } from './load-ahead.ts';
import { useMeshi } from './meshi-context.tsx';
import { Moved } from './moved.tsx';
import { NotFound } from './not-found.tsx';
import {
  AboutPage,
  AdminPage,
  CommunitiesScreen,
  CompanyEnter,
  CompanyReturn,
  ConversationsScreen,
  ForgotPassword,
  HelpPage,
  InvitationPage,
  KeepFactors,
  MealsPage,
  MeScreen,
  NotificationsPage,
  OrganisationPage,
  PersonScreen,
  PortalPage,
  PrivacyPage,
  ProfilePage,
  ProviderReturn,
  ResetPassword,
  RoomsScreen,
  RoundsPage,
  SettingsScreen,
  Shell,
  SignIn,
  SignUp,
  StopMail,
  TenantInvitationPage,
  TermsPage,
  TopicsScreen,
  UndoEmail,
  WelcomeScreen,
} from './screens.ts';
import { showToVisitor } from './session-hint.ts';

export function AppRoutes() {
  return (
    <Routes>
      <Route element={<OnlySignedOut />}>
        <Route index element={<ToVisitors />} />
        <Route path="sign-up" element={<SignUp />} />
        <Route path="sign-in" element={<SignIn />} />
      </Route>
      <Route path="sign-on/:tenantId" element={<CompanyReturn />} />
      <Route path="sign-in/with/:provider" element={<ProviderReturn />} />
      <Route path="enter/:tenantId" element={<CompanyEnter />} />
      <Route path="about" element={<AboutPage />} />
      <Route path="help" element={<HelpPage />} />
      <Route path="terms" element={<TermsPage />} />
      <Route path="privacy" element={<PrivacyPage />} />
      <Route path="forgot-password" element={<ForgotPassword />} />
      <Route path="reset-password" element={<ResetPassword />} />
      <Route path="undo-email" element={<UndoEmail />} />
      <Route path="keep-factors" element={<KeepFactors />} />
      <Route path="organisation-invitation" element={<TenantInvitationPage />} />
      <Route path="stop-mail" element={<StopMail />} />
      <Route element={<OnlySignedIn />}>
        <Route path="topics/mine/:topicId?" element={<TopicsScreen view="mine" />} />
        <Route path="topics/given/:topicId?" element={<TopicsScreen view="given" />} />
        <Route path="topics/:topicId?" element={<TopicsScreen view="all" />} />
        <Route path="conversations/:conversationId?" element={<ConversationsScreen />} />
        <Route path="rooms/:roomId?" element={<RoomsScreen />} />
        <Route path="rounds" element={<RoundsPage />} />
        <Route path="notifications" element={<NotificationsPage />} />
        <Route path="communities/:communityId?/:tab?" element={<CommunitiesScreen />} />
        <Route path="invitation" element={<InvitationPage />} />
        <Route path="meals/:mealId?" element={<MealsPage />} />
        <Route path="me" element={<MeScreen />} />
        <Route path="me/profile" element={<ProfilePage />} />
        <Route path="me/:section" element={<Moved />} />
        <Route path="settings/:section?" element={<SettingsScreen />} />
        <Route path="organisation/:section?" element={<OrganisationPage />} />
        <Route path="welcome" element={<WelcomeScreen />} />
        <Route path="portal" element={<PortalPage />} />
        <Route path="admin/:tab?" element={<AdminPage />} />
        <Route path="people/:personId" element={<PersonScreen />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

/** The address that a person opened before signing in. */
interface Wanted {
  from?: string;
  /** The account was deleted just now. */
  isFarewell?: boolean;
}

/** Where the server has pages for visitors. */
const VISITED =
  /^\/(?:topics|rooms|meals|communities|people)(?:\/(?!mine(?:\/|$)|given(?:\/|$))[^/]+){0,2}\/?$|^\/invitation\/?$/;

function isForVisitors(pathname: string): boolean {
  return VISITED.test(pathname);
}

function OnlySignedIn() {
  const me = useMe(useMeshi());
  const { pathname, search, hash } = useLocation();
  const wasSignedIn = useRef(false);
  const endReason = useEndReason();
  const isSignedIn = me !== null;
  const queries = useQueryClient();
  useEffect(() => (isSignedIn ? loadAheadWhenIdle(() => queries.isFetching() > 0) : undefined), [isSignedIn, queries]);
  if (me) {
    wasSignedIn.current = true;
    // In another organisation the reader is another person, so no screen may keep its state.
    return <Shell key={me.profile.id} />;
  }
  // After a sign-out, the next person may be somebody else, who starts at the first screen.
  const state: Wanted = wasSignedIn.current
    ? { isFarewell: endReason.current === 'account_deleted' }
    : { from: pathname + search + hash };
  // Visitors see what is public at this address, and what an account adds.
  if (state.from && isForVisitors(pathname)) return <ToVisitors />;
  return <Navigate to="/sign-in" replace state={state} />;
}

/** Why the last session ended. A ref: the screen changes anyway when it ends. */
function useEndReason(): { current: string | null } {
  const meshi = useMeshi();
  const reason = useRef<string | null>(null);
  useEffect(
    () =>
      meshi.on('session:ended', (ended) => {
        reason.current = ended.reason;
      }),
    [meshi],
  );
  return reason;
}

function OnlySignedOut() {
  const me = useMe(useMeshi());
  const { pathname, search, hash, state } = useLocation();
  const wanted = state as Wanted | null;
  // Pages of visitors lead here with the address in the query, and its fragment as ours.
  const from = wanted?.from ?? ownAddress(new URLSearchParams(search).get('from'), hash);
  const isSigningUp = useRef(false);
  isSigningUp.current ||= me === null && pathname === '/sign-up';
  // A person who came for a page sees that page first.
  if (me)
    return <Navigate to={from ?? (isSigningUp.current && pathname === '/sign-up' ? '/welcome' : '/topics')} replace />;
  if (from && !wanted?.from) return <Navigate to={pathname} replace state={{ from }} />;
  return <Outlet />;
}

/** An address of this app; null if a link would lead elsewhere. */
function ownAddress(address: string | null, fragment: string): string | null {
  if (!address?.startsWith('/') || !URL.canParse(address, location.origin)) return null;
  const { origin, pathname, search, hash } = new URL(address + fragment, location.origin);
  // The front page is for visitors: with an account one begins at the first screen.
  return origin === location.origin && pathname !== '/' ? pathname + search + hash : null;
}

/** Leaves the app for the pages of visitors, which the server makes. */
function ToVisitors() {
  const { pathname, search, hash } = useLocation();
  useEffect(() => showToVisitor(pathname + search + hash), [pathname, search, hash]);
  return <main className="page" aria-busy="true" />;
}
