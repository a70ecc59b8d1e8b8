import { CommunitiesPage } from '../../features/communities/communities-page.tsx';
import type { FeatureTabs } from '../../features/communities/community-view.tsx';
import { mealWords } from '../../features/meals/words.ts';
import { roomWords } from '../../features/rooms/words.ts';
import { roundWords } from '../../features/rounds/words.ts';
import { topicWords } from '../../features/topics/words.ts';
import { lazyScreen } from '../lazy-screen.ts';

const featureTabs: FeatureTabs = {
  topics: lazyScreen(
    async () => (await import('../../features/topics/community-topics.tsx')).CommunityTopics,
    topicWords,
  ),
  room: lazyScreen(async () => (await import('../../features/rooms/community-room.tsx')).CommunityRoom, roomWords),
  meals: lazyScreen(async () => (await import('../../features/meals/community-meals.tsx')).CommunityMeals, mealWords),
  rounds: lazyScreen(async () => (await import('../../features/rounds/rounds-panel.tsx')).RoundsPanel, roundWords),
};

/** Communities, with the topics, room, meals and rounds of each. */
export function CommunitiesScreen() {
  return <CommunitiesPage featureTabs={featureTabs} />;
}
