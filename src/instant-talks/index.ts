/** Instant talks (いま話す): two people who are free this minute, in a room of their own. */
import { connectModels } from '../database/models.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { personChannel } from '../kernel/socket-channels.ts';
import type { MatchService } from '../matching/match-service.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { NeverMatchList } from '../people-lists/never-match-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import { talkHoursModel } from './instant-talk-hours-model.ts';
import { talkModel } from './instant-talk-model.ts';
import { TalkPairing } from './instant-talk-pairing.ts';
import { talkNowRoutes } from './instant-talk-routes.ts';
import { TalkNowService } from './instant-talk-service.ts';
import { TalkStore } from './instant-talk-store.ts';
import { talkWaitModel } from './instant-talk-wait-model.ts';

const models = { talkWaits: talkWaitModel, talks: talkModel, talkHours: talkHoursModel };

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
  const talkStore = new TalkStore(connectModels(kernel.connection, models));
  const talkPairing = new TalkPairing({ talkStore, blockList, neverMatchList, clock, hooks, limits });
  const talkNow = new TalkNowService({
    talkStore,
    talkPairing,
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
    service: { talkNow },
    models,
    routes: talkNowRoutes({ talkNow }),
    announcements: {
      talkPaired: (sides) =>
        sides.map(({ personId, talk }) => ({
          channels: [personChannel(personId)],
          name: 'talk:paired',
          payload: talk,
        })),
      talkEnded: ({ personIds, talkId }) => [
        { channels: personIds.map(personChannel), name: 'talk:ended', payload: { talkId } },
      ],
    },
    reactions: {
      presenceReported: ({ offline }) => void talkNow.wentOffline(offline),
      blocksChanged: (event) => void talkNow.endBetween(event),
    },
    jobs: talkNow.jobs(),
    hooks: {
      onErase: (person) => talkNow.erasePerson(person),
      circle: {
        kind: 'talk',
        idsOf: (tenantId, personId) => talkNow.idsOf(tenantId, personId),
        members: (tenantId, talkId) => talkNow.members(tenantId, talkId),
      },
    },
  });
}
