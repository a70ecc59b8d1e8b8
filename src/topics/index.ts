/** Topics: what people want to talk about, and the interest of others in them (気になる). */

import { connectModels } from '../database/models.ts';
import type { TopicCards } from '../home/index.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { personChannel } from '../kernel/socket-channels.ts';
import type { MatchService } from '../matching/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { InterestService } from './interest-service.ts';
import { InterestedPeople } from './interested-people.ts';
import type { InterestStore } from './store/interest-store.ts';
import { topicModel } from './store/topic-model.ts';
import type { TopicStore } from './store/topic-store.ts';
import { topicRoutes } from './topic-routes.ts';
import { TopicService } from './topic-service.ts';

export type { InterestService, WaitingInterest } from './interest-service.ts';
export type { TopicService } from './topic-service.ts';

export interface TopicsDeps {
  kernel: Kernel;
  topicStore: TopicStore;
  interestStore: InterestStore;
  topicCards: TopicCards;
  matches: MatchService;
  notifications: NotificationService;
  profiles: ProfileService;
  blockList: BlockList;
}

export function createTopics(deps: TopicsDeps) {
  const { kernel, topicStore, interestStore, topicCards, matches, notifications, profiles, blockList } = deps;
  const { circles, clock, events, limits, quotas } = kernel;
  const connected = connectModels(kernel.connection, { topics: topicModel });
  const topics = new TopicService({
    topics: connected.topics,
    topicStore,
    topicCards,
    interestStore,
    blockList,
    circles,
    events,
    quotas,
    clock,
    limits,
  });
  const interests = new InterestService({
    interestStore,
    topicStore,
    topicCards,
    matches,
    profiles,
    interestedPeople: new InterestedPeople({ profiles, circles }),
    notifications,
    blockList,
    circles,
    events,
    quotas,
    clock,
    limits,
  });

  return defineFeature({
    name: 'topics',
    service: { topics, interests },
    routes: topicRoutes({ topics, interests }),
    announcements: {
      interestCreated: ({ ownerId, interest }) => [
        { channels: [personChannel(ownerId)], name: 'interest:created', payload: interest },
      ],
      interestWithdrawn: ({ ownerId, topicId, personId }) => [
        { channels: [personChannel(ownerId)], name: 'interest:withdrawn', payload: { topicId, personId } },
      ],
    },
    hooks: { onErase: (person) => interests.erasePerson(person), onSuspend: (person) => topics.closeAll(person) },
  });
}
