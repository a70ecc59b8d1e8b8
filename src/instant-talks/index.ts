/** Instant talks (いま話す): two people who are free this minute, in a room of their own. */

import { connectModels } from '../database/models.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { personChannel } from '../kernel/socket-channels.ts';
import type { MatchService } from '../matching/index.ts';
import type { BlockList, NeverMatchList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { instantTalkHoursModel } from './instant-talk-hours-model.ts';
import { instantTalkModel } from './instant-talk-model.ts';
import { InstantTalkPairing } from './instant-talk-pairing.ts';
import { instantTalkRoutes } from './instant-talk-routes.ts';
import { InstantTalkService } from './instant-talk-service.ts';
import { InstantTalkStore } from './instant-talk-store.ts';
import { instantTalkWaitModel } from './instant-talk-wait-model.ts';

const models = {
  instantTalkWaits: instantTalkWaitModel,
  instantTalks: instantTalkModel,
  instantTalkHours: instantTalkHoursModel,
};

export { INSTANT_TALK_DAYS } from './instant-talk-model.ts';

export interface InstantTalksDeps {
  kernel: Kernel;
  circleRooms: CircleRooms;
  matches: MatchService;
  profiles: ProfileService;
  blockList: BlockList;
  neverMatchList: NeverMatchList;
}

export function createInstantTalks(deps: InstantTalksDeps) {
  const { kernel, circleRooms, matches, profiles, blockList, neverMatchList } = deps;
  const { clock, events, hooks, jobs, log, limits } = kernel;
  const instantTalkStore = new InstantTalkStore(connectModels(kernel.connection, models));
  const instantTalkPairing = new InstantTalkPairing({
    instantTalkStore,
    blockList,
    neverMatchList,
    clock,
    hooks,
    limits,
  });
  const instantTalks = new InstantTalkService({
    instantTalkStore,
    instantTalkPairing,
    circleRooms,
    hooks,
    matches,
    profiles,
    jobs,
    events,
    clock,
    log,
    limits,
  });

  return defineFeature({
    name: 'instant-talks',
    service: { instantTalks },
    models,
    routes: instantTalkRoutes({ instantTalks }),
    announcements: {
      instantTalkPaired: (sides) =>
        sides.map(({ personId, instantTalk }) => ({
          channels: [personChannel(personId)],
          name: 'instant-talk:paired',
          payload: instantTalk,
        })),
      instantTalkEnded: ({ personIds, instantTalkId }) => [
        { channels: personIds.map(personChannel), name: 'instant-talk:ended', payload: { instantTalkId } },
      ],
    },
    reactions: {
      presenceReported: ({ offline }) => void instantTalks.wentOffline(offline),
      blocksChanged: (event) => void instantTalks.endBetween(event),
    },
    jobs: instantTalks.jobs(),
    hooks: {
      onErase: (person) => instantTalks.leave(person),
      onSuspend: (person) => instantTalks.leave(person),
      circle: {
        kind: 'instant_talk',
        idsOf: (person) => instantTalks.idsOf(person),
        members: (tenantId, instantTalkId) => instantTalks.members(tenantId, instantTalkId),
      },
    },
  });
}
