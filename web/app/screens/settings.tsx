import { notificationWords } from '../../features/notifications/words.ts';
import { type FeatureSections, SettingsPage } from '../../features/settings/settings-page.tsx';
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
  less: lazyScreen(
    async () => (await import('../../features/topics/not-interested-section.tsx')).NotInterestedSection,
    topicWords,
  ),
};

/** My settings, with those of other features. */
export function SettingsScreen() {
  return <SettingsPage featureSections={featureSections} />;
}
