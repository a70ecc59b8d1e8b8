/** Two people who are free this minute, in a room of their own. */
import type { CircleRooms } from '../access/circle-rooms.ts';
import type { Circles } from '../access/circles.ts';
import type { Online } from '../access/online.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { MatchService } from '../matching/match-service.ts';
import type { NeverMatchList } from '../matching/never-match-list.ts';
import type { BlockList } from '../moderation/block-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import { TalkNowService } from '../talk-now/talk-now-service.ts';
import { TalkPairing } from '../talk-now/talk-pairing.ts';
import { TalkStore } from '../talk-now/talk-store.ts';
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
