/** Stored topics and interests. A feature of its own because matching and Home read them, and topics depend on those two. */

import { connectModels } from '../../database/models.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { BlockList } from '../../people-lists/index.ts';
import { interestModel } from './interest-model.ts';
import { InterestStore } from './interest-store.ts';
import { TopicCandidates } from './topic-candidates.ts';
import { topicModel } from './topic-model.ts';
import { TopicStore } from './topic-store.ts';

export type { InterestStats, InterestStore } from './interest-store.ts';
export { skillsIn, skillsShared, tagsOfSkill } from './skills.ts';
export type { Candidate, CandidateCriteria, TopicCandidates } from './topic-candidates.ts';
export { topicState, toWireExpiry } from './topic-state.ts';
export type { StoredTopic, TopicStore } from './topic-store.ts';

const models = { topics: topicModel, interests: interestModel };

export interface TopicStoresDeps {
  kernel: Kernel;
  blockList: BlockList;
}

export function createTopicStores({ kernel, blockList }: TopicStoresDeps) {
  const { circles, clock, events } = kernel;
  const { topics, interests } = connectModels(kernel.connection, models);

  return defineFeature({
    name: 'topic-stores',
    service: {
      topicStore: new TopicStore({ topics, blockList, circles, clock }),
      interestStore: new InterestStore({ interests, events }),
      topicCandidates: new TopicCandidates({ topics, clock }),
    },
    models,
  });
}
