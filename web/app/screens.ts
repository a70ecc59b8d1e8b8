/** Every screen, with the words that it needs. */
import { aboutWords } from '../features/about/words.ts';
import { accountWords } from '../features/account/words.ts';
import { communityWords } from '../features/communities/words.ts';
import { conversationWords } from '../features/conversations/words.ts';
import { homeWords } from '../features/home/words.ts';
import { instantTalkWords } from '../features/instant-talk/words.ts';
import { meWords } from '../features/me/words.ts';
import { mealWords } from '../features/meals/words.ts';
import { notificationWords } from '../features/notifications/words.ts';
import { operatorWords } from '../features/operators/words.ts';
import { peopleWords } from '../features/people/words.ts';
import { proposalWords } from '../features/proposals/words.ts';
import { roomWords } from '../features/rooms/words.ts';
import { roundWords } from '../features/rounds/words.ts';
import { settingsWords } from '../features/settings/words.ts';
import { tenantWords } from '../features/tenants/words.ts';
import { firstTopicWords } from '../features/topics/first-topic-words.ts';
import { topicWords } from '../features/topics/words.ts';
import { welcomeWords } from '../features/welcome/words.ts';
import { messageWords } from '../ui/conversation/words.ts';
import { reportWords } from '../ui/report/words.ts';
import { lazyScreen } from './lazy-screen.ts';

export const Shell = lazyScreen(async () => (await import('./shell.tsx')).Shell);

export const SignUp = lazyScreen(async () => (await import('../features/account/sign-up.tsx')).SignUp, accountWords);
export const SignIn = lazyScreen(async () => (await import('../features/account/sign-in.tsx')).SignIn, accountWords);
export const CompanyReturn = lazyScreen(
  async () => (await import('../features/account/company-return.tsx')).CompanyReturn,
  accountWords,
);
export const ProviderReturn = lazyScreen(
  async () => (await import('../features/account/provider-return.tsx')).ProviderReturn,
  accountWords,
);
export const CompanyEnter = lazyScreen(
  async () => (await import('../features/account/company-enter.tsx')).CompanyEnter,
  accountWords,
);
export const ForgotPassword = lazyScreen(
  async () => (await import('../features/account/forgot-password.tsx')).ForgotPassword,
  accountWords,
);
export const ResetPassword = lazyScreen(
  async () => (await import('../features/account/reset-password.tsx')).ResetPassword,
  accountWords,
);
export const UndoEmail = lazyScreen(
  async () => (await import('../features/account/undo-email.tsx')).UndoEmail,
  accountWords,
);
export const KeepFactors = lazyScreen(
  async () => (await import('../features/account/keep-factors.tsx')).KeepFactors,
  accountWords,
);
export const StopMail = lazyScreen(
  async () => (await import('../features/notifications/stop-mail.tsx')).StopMail,
  notificationWords,
);
export const TenantInvitationPage = lazyScreen(
  async () => (await import('../features/tenants/tenant-invitation-page.tsx')).TenantInvitationPage,
  tenantWords,
);

export const AboutPage = lazyScreen(
  async () => (await import('../features/about/about-page.tsx')).AboutPage,
  aboutWords,
);
export const HelpPage = lazyScreen(async () => (await import('../features/about/help-page.tsx')).HelpPage, aboutWords);
export const TermsPage = lazyScreen(
  async () => (await import('../features/about/terms-page.tsx')).TermsPage,
  aboutWords,
);
export const PrivacyPage = lazyScreen(
  async () => (await import('../features/about/privacy-page.tsx')).PrivacyPage,
  aboutWords,
);

export const WelcomeScreen = lazyScreen(
  async () => (await import('./screens/welcome.tsx')).WelcomeScreen,
  welcomeWords,
  topicWords,
  firstTopicWords,
);
export const TopicsScreen = lazyScreen(
  async () => (await import('./screens/topics.tsx')).TopicsScreen,
  topicWords,
  homeWords,
  instantTalkWords,
);
export const ConversationsScreen = lazyScreen(
  async () => (await import('./screens/conversations.tsx')).ConversationsScreen,
  conversationWords,
  messageWords,
  proposalWords,
);
export const RoomsScreen = lazyScreen(
  async () => (await import('./screens/rooms.tsx')).RoomsScreen,
  roomWords,
  messageWords,
  instantTalkWords,
);
export const MealsPage = lazyScreen(
  async () => (await import('../features/meals/meals-page.tsx')).MealsPage,
  mealWords,
);
export const RoundsPage = lazyScreen(
  async () => (await import('../features/rounds/rounds-page.tsx')).RoundsPage,
  roundWords,
);
export const CommunitiesScreen = lazyScreen(
  async () => (await import('./screens/communities.tsx')).CommunitiesScreen,
  communityWords,
  reportWords,
);
export const InvitationPage = lazyScreen(
  async () => (await import('../features/communities/invitation-page.tsx')).InvitationPage,
  communityWords,
);
export const NotificationsPage = lazyScreen(
  async () => (await import('../features/notifications/notifications-page.tsx')).NotificationsPage,
  notificationWords,
);
export const PortalPage = lazyScreen(
  async () => (await import('../features/operators/portal-page.tsx')).PortalPage,
  operatorWords,
);
export const AdminPage = lazyScreen(
  async () => (await import('../features/operators/admin-page.tsx')).AdminPage,
  operatorWords,
  reportWords,
);
export const MeScreen = lazyScreen(
  async () => (await import('./screens/me.tsx')).MeScreen,
  meWords,
  peopleWords,
  topicWords,
);
export const ProfilePage = lazyScreen(
  async () => (await import('../features/me/profile-page.tsx')).ProfilePage,
  meWords,
);
export const SettingsScreen = lazyScreen(
  async () => (await import('./screens/settings.tsx')).SettingsScreen,
  settingsWords,
);
export const OrganisationPage = lazyScreen(
  async () => (await import('../features/tenants/organisation-page.tsx')).OrganisationPage,
  tenantWords,
);
export const PersonScreen = lazyScreen(
  async () => (await import('./screens/person.tsx')).PersonScreen,
  peopleWords,
  topicWords,
);
