import { type FeatureSections, MePage } from '../../features/me/me-page.tsx';
import { notificationWords } from '../../features/notifications/words.ts';
import { ProfileView } from '../../features/people/profile-view.tsx';
import { tenantWords } from '../../features/tenants/words.ts';
import { topicWords } from '../../features/topics/words.ts';
import { lazyScreen } from '../lazy-screen.ts';

const featureSections: FeatureSections = {
  notifications: lazyScreen(
    async () => (await import('../../features/notifications/notifications-section.tsx')).NotificationsSection,
    notificationWords,
  ),
  organisations: lazyScreen(
    async () => (await import('../../features/tenants/switch-section.tsx')).SwitchSection,
    tenantWords,
  ),
  organisation: lazyScreen(
    async () => (await import('../../features/tenants/organisation-section.tsx')).OrganisationSection,
    tenantWords,
  ),
  less: lazyScreen(
    async () => (await import('../../features/topics/not-interested-section.tsx')).NotInterestedSection,
    topicWords,
  ),
};

/** Me, with the settings of other features and the profile as others see it. */
export function MeScreen() {
  return <MePage featureSections={featureSections} Profile={ProfileView} />;
}
