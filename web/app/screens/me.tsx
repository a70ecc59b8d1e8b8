import { MePage } from '../../features/me/me-page.tsx';
import { ProfileView } from '../../features/people/profile-view.tsx';
import { PersonTopics } from '../../features/topics/person-topics.tsx';

/** My profile as others see it, with my topics. */
export function MeScreen() {
  return <MePage Profile={ProfileView} Topics={PersonTopics} />;
}
