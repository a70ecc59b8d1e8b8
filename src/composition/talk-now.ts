/** Two people who are free this minute, in a room of their own. */

import { TalkPairing } from '../instant-talks/instant-talk-pairing.ts';
import { TalkNowService } from '../instant-talks/instant-talk-service.ts';
import { TalkStore } from '../instant-talks/instant-talk-store.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Jobs } from '../kernel/jobs.ts';
import type { Online } from '../kernel/online.ts';
import type { MatchService } from '../matching/match-service.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { NeverMatchList } from '../people-lists/never-match-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

interface TalkNowParts extends Pick<ServiceParts, 'config' | 'log' | 'clock' | 'events'> {
  models: CoreModels;
  jobs: Jobs;
  circles: Circles;
  circleRooms: CircleRooms;
  online: Online;
  matches: MatchService;
  profiles: ProfileService;
  blockList: BlockList;
  neverMatchList: NeverMatchList;
}

/** Makes it, and says whose talks are circles. */
export function createTalkNow({ config, models, circles, ...parts }: TalkNowParts) {
  const common = { ...parts, limits: config.limits };
  const talkStore = new TalkStore(models);
  const talkPairing = new TalkPairing({ ...common, talkStore });
  const talkNow = new TalkNowService({ ...common, talkStore, talkPairing });
  circles.register('talk', talkNow);
  return { talkNow };
}
