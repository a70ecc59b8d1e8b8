import { FirstTopic } from '../../features/topics/first-topic.tsx';
import { WelcomePage } from '../../features/welcome/welcome-page.tsx';

/** The steps after signing up; the second one posts a topic. */
export function WelcomeScreen() {
  return <WelcomePage FirstTopic={FirstTopic} />;
}
