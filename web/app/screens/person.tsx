import { PersonPage } from '../../features/people/person-page.tsx';
import { PersonTopics } from '../../features/topics/person-topics.tsx';

/** A person's page, with their topics. */
export function PersonScreen() {
  return <PersonPage Topics={PersonTopics} />;
}
