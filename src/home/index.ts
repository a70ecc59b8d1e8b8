/** Home: the topics that are likely to interest a reader, with the reasons. */

import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { MatchService } from '../matching/index.ts';
import type { BlockList, NeverMatchList } from '../people-lists/index.ts';
import type { ProfileFacts, ProfileService } from '../profiles/index.ts';
import type { InterestStore, TopicCandidates, TopicStore } from '../topics/store/index.ts';
import { exposureModel } from './exposure-model.ts';
import { Exposures } from './exposures.ts';
import { homeFeedModel } from './home-feed-model.ts';
import { homeRoutes } from './home-routes.ts';
import { HomeService } from './home-service.ts';
import { notInterestedModel } from './not-interested-model.ts';
import { NotInterestedService } from './not-interested-service.ts';
import { tagNeighbourModel } from './tag-neighbour-model.ts';
import { TagNeighbourService } from './tag-neighbour-service.ts';
import { TopicCards } from './topic-cards.ts';
import { TopicReasoner } from './topic-reasoner.ts';

export type { HomeService } from './home-service.ts';
export type { CrowdLimits, TopicCards } from './topic-cards.ts';

const models = {
  homeFeeds: homeFeedModel,
  notInterested: notInterestedModel,
  exposures: exposureModel,
  tagNeighbours: tagNeighbourModel,
};

export interface HomeDeps {
  kernel: Kernel;
  topicStore: TopicStore;
  interestStore: InterestStore;
  topicCandidates: TopicCandidates;
  matches: MatchService;
  profiles: ProfileService;
  profileFacts: ProfileFacts;
  blockList: BlockList;
  neverMatchList: NeverMatchList;
}

export function createHome(deps: HomeDeps) {
  const { kernel, topicStore, interestStore, topicCandidates, matches, profiles, profileFacts } = deps;
  const { blockList, neverMatchList } = deps;
  const { circles, clock, jobs, log, limits, quotas } = kernel;
  const connected = connectModels(kernel.connection, models);
  const exposures = new Exposures({ exposures: connected.exposures, topicStore, clock, log, limits });
  const tagNeighbours = new TagNeighbourService({
    tagNeighbours: connected.tagNeighbours,
    baskets: [profileFacts, topicCandidates],
    jobs,
    clock,
    log,
    limits,
  });
  const notInterestedService = new NotInterestedService({
    notInterested: connected.notInterested,
    topicStore,
    profiles,
    blockList,
    quotas,
    clock,
    limits,
  });
  const topicReasoner = new TopicReasoner({
    profileFacts,
    tagNeighbours,
    notInterestedService,
    exposures,
    interestStore,
    matches,
    circles,
    clock,
    limits,
  });
  const topicCards = new TopicCards({ interestStore, matches, profiles, topicReasoner, clock, limits });
  const home = new HomeService({
    homeFeeds: connected.homeFeeds,
    topicCandidates,
    topicReasoner,
    topicCards,
    topicStore,
    interestStore,
    exposures,
    blockList,
    neverMatchList,
    circles,
    clock,
    limits,
  });

  return defineFeature({
    name: 'home',
    service: { home, topicCards, exposures, tagNeighbours },
    models,
    routes: homeRoutes({ home, notInterestedService }),
    reactions: { tagsChanged: ({ tenantId }) => tagNeighbours.requestRefresh(tenantId) },
    jobs: tagNeighbours.jobs(),
    hooks: {
      // Stores what is counted in memory, so that it is deleted too.
      onErase: () => exposures.write(),
    },
    close: () => exposures.close(),
  });
}
