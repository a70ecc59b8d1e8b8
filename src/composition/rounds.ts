/** Rounds, being called into rooms, and what keeps people apart in them and in every other suggestion. */

import { CallInService } from '../call-in/call-in-service.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Jobs } from '../kernel/jobs.ts';
import type { MatchService } from '../matching/match-service.ts';
import type { NotificationService } from '../notifications/notification-service.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import { NeverMatchList } from '../people-lists/never-match-list.ts';
import { NeverMatchService } from '../people-lists/never-match-service.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import { planInWorker } from '../rounds/plan/plan-in-worker.ts';
import { RoundCandidates } from '../rounds/round-candidates.ts';
import { RoundHolder } from '../rounds/round-holder.ts';
import { RoundSchedules } from '../rounds/round-schedules.ts';
import { RoundService } from '../rounds/round-service.ts';
import { RoundTables } from '../rounds/round-tables.ts';
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

interface RoundsParts extends NeverMatchParts, Pick<ServiceParts, 'log'> {
  neverMatchList: NeverMatchList;
  neverMatch: NeverMatchService;
  matches: MatchService;
  notifications: NotificationService;
  circles: Circles;
  jobs: Jobs;
  online: { isOnline(personId: string): boolean };
}

/** Makes them, each with what it uses; from then on due rounds are held. */
export function createRounds({ config, models, ...parts }: RoundsParts) {
  const { limits } = config;
  const common = { ...models, ...parts, limits };
  const roundSchedules = new RoundSchedules(common);
  const roundCandidates = new RoundCandidates(common);
  const roundTables = new RoundTables(common);
  new RoundHolder({ ...common, roundSchedules, roundCandidates, roundTables, plan: planInWorker });
  const rounds = new RoundService({ ...common, roundSchedules });
  const callIn = new CallInService(common);
  return { rounds, roundTables, callIn };
}
