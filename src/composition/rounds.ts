/** Rounds, and what keeps people apart in them and in every other suggestion. */
import { NeverMatchList } from '../matching/never-match-list.ts';
import { NeverMatchService } from '../matching/never-match-service.ts';
import type { BlockList } from '../moderation/block-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

interface NeverMatchParts extends Pick<ServiceParts, 'config' | 'clock' | 'events'> {
  models: CoreModels;
  profiles: ProfileService;
  blockList: BlockList;
}

/** The never-match list: early, since everything that suggests people asks it. */
export function createNeverMatch({ config, clock, events, models, profiles, blockList }: NeverMatchParts) {
  const { neverMatches } = models;
  const neverMatchList = new NeverMatchList({ neverMatches, events });
  const { limits } = config;
  const neverMatch = new NeverMatchService({ neverMatches, profiles, blockList, events, clock, limits });
  return { neverMatchList, neverMatch };
}
