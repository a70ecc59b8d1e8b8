/** From a card to a conversation: topics, interest, matches, blocks and what people write to each other. */

import { ConversationService } from '../conversations/conversation-service.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Jobs } from '../kernel/jobs.ts';
import { MatchService } from '../matching/match-service.ts';
import { MatchStore } from '../matching/match-store.ts';
import type { NotificationService } from '../notifications/notification-service.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import { type BlockEnder, BlockService } from '../people-lists/block-service.ts';
import type { NeverMatchList } from '../people-lists/never-match-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';

import { InterestService } from '../topics/interest-service.ts';
import { InterestStore } from '../topics/interest-store.ts';
import { TopicStore } from '../topics/topic-store.ts';
import { createHome } from './home.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

interface MeetingParts extends Pick<ServiceParts, 'config' | 'log' | 'clock' | 'events'> {
  models: CoreModels;
  profiles: ProfileService;
  blockList: BlockList;
  circles: Circles;
  neverMatchList: NeverMatchList;
  jobs: Jobs;
  notifications: NotificationService;
}

/** Makes them, each with what it uses. */
export function createMeeting(parts: MeetingParts) {
  const { config, log, clock, events, models, profiles, blockList, circles, notifications } = parts;
  const { limits } = config;
  const common = { blockList, circles, notifications, profiles, events, clock, limits };
  const conversations = new ConversationService({
    models,
    profiles,
    blocks: blockList,
    circles,
    events,
    clock,
    log,
    limits,
    // Several processes share one database only where Redis ties them together.
    isOnlyWriter: config.redisUrl === null,
  });
  const topicStore = new TopicStore({ topics: models.topics });
  const interestStore = new InterestStore({ interests: models.interests, events });
  const matchStore = new MatchStore({ matches: models.matches });
  const matches = new MatchService({ ...common, matchStore, topicStore, interestStore, conversations });
  const homeParts = createHome({ ...parts, topicStore, interestStore, matches });
  const { topics, topicCards } = homeParts;
  const interests = new InterestService({ ...common, interestStore, topicStore, topicCards, topics, matches });
  // Filled by what is made later, before anyone can block.
  const blockEnders: BlockEnder[] = [];
  const blocks = new BlockService({ ...common, blocks: models.blocks, matches, blockEnders });
  return { conversations, matches, interests, blocks, blockEnders, ...homeParts };
}
