/** Matches: two people who both want to talk to each other, and their conversation. */

import type { ConversationService } from '../conversations/index.ts';
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { personChannel } from '../kernel/socket-channels.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { InterestStore, TopicStore } from '../topics/store/index.ts';
import { matchModel } from './match-model.ts';
import { matchRoutes } from './match-routes.ts';
import { MatchService } from './match-service.ts';
import { MatchStore } from './match-store.ts';

export { isMatch } from './match-rules.ts';
export type { MatchService, RunningMatch } from './match-service.ts';
export { pairKey } from './pair-key.ts';

const models = { matches: matchModel };

export interface MatchingDeps {
  kernel: Kernel;
  topicStore: TopicStore;
  interestStore: InterestStore;
  conversations: ConversationService;
  notifications: NotificationService;
  profiles: ProfileService;
  blockList: BlockList;
}

export function createMatching(deps: MatchingDeps) {
  const { kernel, topicStore, interestStore, conversations, notifications, profiles, blockList } = deps;
  const { circles, clock, events } = kernel;
  const matchStore = new MatchStore(connectModels(kernel.connection, models));
  const matches = new MatchService({
    matchStore,
    topicStore,
    interestStore,
    blockList,
    circles,
    conversations,
    profiles,
    notifications,
    events,
    clock,
  });

  return defineFeature({
    name: 'matching',
    service: { matches },
    models,
    routes: matchRoutes({ matches }),
    announcements: {
      matchCreated: (sides) =>
        sides.map(({ personId, match }) => ({
          channels: [personChannel(personId)],
          name: 'match:created',
          payload: match,
        })),
      matchEnded: ({ personIds, matchId, conversationId }) => [
        { channels: personIds.map(personChannel), name: 'match:ended', payload: { matchId, conversationId } },
      ],
    },
    hooks: {
      onErase: (person) => matches.erasePerson(person),
      onBlock: (person, otherId) => matches.endBetween(person, otherId),
      circle: {
        kind: 'match',
        idsOf: (person) => matches.idsOf(person),
        members: (tenantId, matchId) => matches.members(tenantId, matchId),
      },
    },
  });
}
