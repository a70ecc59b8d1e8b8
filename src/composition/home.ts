/** Home: which cards are shown to whom and why. Made in two steps, since cards everywhere carry the reasons. */

import { Exposures } from '../home/exposures.ts';
import { HomeService } from '../home/home-service.ts';
import { LessLikeService } from '../home/less-like-service.ts';
import { TagNeighbourService } from '../home/tag-neighbour-service.ts';
import { TopicReasoner } from '../home/topic-reasoner.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Jobs } from '../kernel/jobs.ts';
import type { MatchService } from '../matching/match-service.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { NeverMatchList } from '../people-lists/never-match-list.ts';
import { ProfileFacts } from '../profiles/profile-facts.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { InterestStore } from '../topics/interest-store.ts';
import { TopicCandidates } from '../topics/topic-candidates.ts';
import { TopicCards } from '../topics/topic-cards.ts';
import { TopicService } from '../topics/topic-service.ts';
import type { TopicStore } from '../topics/topic-store.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

export interface HomeParts extends Pick<ServiceParts, 'config' | 'log' | 'clock' | 'events'> {
  models: CoreModels;
  profiles: ProfileService;
  blockList: BlockList;
  neverMatchList: NeverMatchList;
  circles: Circles;
  jobs: Jobs;
  topicStore: TopicStore;
  interestStore: InterestStore;
  matches: MatchService;
}

/** Topics as people see them, and Home, which shows the best of them. */
export function createHome({ models, config, ...parts }: HomeParts) {
  const { limits } = config;
  const common = { ...parts, limits };
  const profileFacts = new ProfileFacts({ ...common, profiles: models.profiles });
  const topicCandidates = new TopicCandidates({ ...common, topics: models.topics });
  const exposures = new Exposures({ ...common, exposures: models.exposures });
  const baskets = [profileFacts, topicCandidates];
  const tagNeighbours = new TagNeighbourService({ ...common, tagNeighbours: models.tagNeighbours, baskets });
  // Asked only when cards are shown, long after the topics that it asks for are made.
  const lessLikes: LessLikeService = new LessLikeService({
    ...common,
    lessLikes: models.lessLikes,
    topics: { getVisible: (actor, topicId) => topics.getVisible(actor, topicId) },
  });
  const topicReasoner = new TopicReasoner({ ...common, profileFacts, tagNeighbours, lessLikes, exposures });
  const topicCards = new TopicCards({ ...common, topicReasoner });
  const topics = new TopicService({ ...common, topics: models.topics, topicCards });
  const home = new HomeService({
    ...common,
    ...{ homeFeeds: models.homeFeeds, topicCandidates, topicReasoner, topicCards, exposures },
  });
  return { topics, topicCards, topicCandidates, home, lessLikes, exposures, tagNeighbours };
}
