/** Which address shows which screen. Each area is loaded when it is first visited. */
import { useMe } from '@meshi/client/react';
import { type ComponentType, lazy, useRef } from 'react';
import { Navigate, Outlet, Route, Routes, useLocation, useMatch } from 'react-router';
import { useMeshi } from './meshi-context.tsx';
import { NotFound } from './not-found.tsx';

const Shell = lazyNamed(() => import('./shell.tsx'), 'Shell');
const Welcome = lazyNamed(() => import('../features/welcome/welcome.tsx'), 'Welcome');
const SignUp = lazyNamed(() => import('../features/account/sign-up.tsx'), 'SignUp');
const SignIn = lazyNamed(() => import('../features/account/sign-in.tsx'), 'SignIn');
const ForgotPassword = lazyNamed(() => import('../features/account/forgot-password.tsx'), 'ForgotPassword');
const ResetPassword = lazyNamed(() => import('../features/account/reset-password.tsx'), 'ResetPassword');
const TopicsPage = lazyNamed(() => import('../features/topics/topics-page.tsx'), 'TopicsPage');
const ConversationsPage = lazyNamed(
  () => import('../features/conversations/conversations-page.tsx'),
  'ConversationsPage',
);
const RoomsPage = lazyNamed(() => import('../features/rooms/rooms-page.tsx'), 'RoomsPage');
const RoundsPage = lazyNamed(() => import('../features/rounds/rounds-page.tsx'), 'RoundsPage');
const CommunitiesPage = lazyNamed(() => import('../features/communities/communities-page.tsx'), 'CommunitiesPage');
const InvitationPage = lazyNamed(() => import('../features/communities/invitation-page.tsx'), 'InvitationPage');
const MealsPage = lazyNamed(() => import('../features/meals/meals-page.tsx'), 'MealsPage');
const PublicMealPage = lazyNamed(() => import('../features/meals/public-meal.tsx'), 'PublicMealPage');
const MePage = lazyNamed(() => import('../features/me/me-page.tsx'), 'MePage');
const NotificationsPage = lazyNamed(
  () => import('../features/notifications/notifications-page.tsx'),
  'NotificationsPage',
);
const StopMail = lazyNamed(() => import('../features/notifications/stop-mail.tsx'), 'StopMail');
const TenantInvitationPage = lazyNamed(
  () => import('../features/tenants/tenant-invitation-page.tsx'),
  'TenantInvitationPage',
);
const PersonPage = lazyNamed(() => import('../features/people/person-page.tsx'), 'PersonPage');

export function AppRoutes() {
  return (
    <Routes>
      <Route element={<OnlySignedOut />}>
        <Route index element={<Welcome />} />
        <Route path="sign-up" element={<SignUp />} />
        <Route path="sign-in" element={<SignIn />} />
      </Route>
      <Route path="forgot-password" element={<ForgotPassword />} />
      <Route path="reset-password" element={<ResetPassword />} />
      <Route path="organisation-invitation" element={<TenantInvitationPage />} />
      <Route path="stop-mail" element={<StopMail />} />
      <Route element={<OnlySignedIn />}>
        <Route path="topics/mine/:topicId?" element={<TopicsPage view="mine" />} />
        <Route path="topics/given/:topicId?" element={<TopicsPage view="given" />} />
        <Route path="topics/:topicId?" element={<TopicsPage view="all" />} />
        <Route path="conversations/:conversationId?" element={<ConversationsPage />} />
        <Route path="rooms/:roomId?" element={<RoomsPage />} />
        <Route path="rounds" element={<RoundsPage />} />
        <Route path="notifications" element={<NotificationsPage />} />
        <Route path="communities/:communityId?/:tab?" element={<CommunitiesPage />} />
        <Route path="invitation" element={<InvitationPage />} />
        <Route path="meals/:mealId?" element={<MealsPage />} />
        <Route path="me/:section?" element={<MePage />} />
        <Route path="people/:personId" element={<PersonPage />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

/** Where someone wanted to go before signing in. */
interface Wanted {
  from?: string;
}

function OnlySignedIn() {
  const me = useMe(useMeshi());
  const { pathname, search, hash } = useLocation();
  const mealId = useMatch('/meals/:mealId')?.params.mealId;
  const wasIn = useRef(false);
  if (me) {
    wasIn.current = true;
    // Another space, another person: whatever a screen holds goes with the one before.
    return <Shell key={me.profile.id} />;
  }
  // Whoever signs in next after a sign-out may be someone else, and begins at the beginning.
  const state: Wanted = wasIn.current ? {} : { from: pathname + search + hash };
  // Meals are shared with people who are not here yet.
  if (mealId && state.from) return <PublicMealPage mealId={mealId} from={state.from} />;
  return <Navigate to="/sign-in" replace state={state} />;
}

function OnlySignedOut() {
  const me = useMe(useMeshi());
  const wanted = useLocation().state as Wanted | null;
  if (me) return <Navigate to={wanted?.from ?? '/topics'} replace />;
  return <Outlet />;
}

function lazyNamed<Props, Name extends string>(load: () => Promise<Record<Name, ComponentType<Props>>>, name: Name) {
  return lazy(async () => ({ default: (await load())[name] }));
}
