/** Rounds: every week or two, people who said yes are paired with a person whom they have not met. */

import { connectModels } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { MatchService } from '../matching/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { PairListService } from '../people-lists/editing/index.ts';
import type { BlockList, NeverMatchList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { planInWorker } from './plan/plan-in-worker.ts';
import { roundAnswerModel } from './round-answer-model.ts';
import { RoundCandidates } from './round-candidates.ts';
import { RoundHolder } from './round-holder.ts';
import { roundModel } from './round-model.ts';
import { roundPairModel } from './round-pair-model.ts';
import { roundPauseModel } from './round-pause-model.ts';
import { roundRoutes } from './round-routes.ts';
import { roundScheduleModel } from './round-schedule-model.ts';
import { RoundSchedules } from './round-schedules.ts';
import { RoundService } from './round-service.ts';
import { RoundTables } from './round-tables.ts';

const models = {
  rounds: roundModel,
  roundSchedules: roundScheduleModel,
  roundAnswers: roundAnswerModel,
  roundPairs: roundPairModel,
  roundPauses: roundPauseModel,
};

export interface RoundsDeps {
  kernel: Kernel;
  matches: MatchService;
  notifications: NotificationService;
  profiles: ProfileService;
  blockList: BlockList;
  neverMatch: PairListService;
  neverMatchList: NeverMatchList;
  /** Whether the actor can open and end the rounds of the community. */
  canModerate(actor: Actor, communityId: string): Promise<boolean>;
}

export function createRounds(deps: RoundsDeps) {
  const { kernel, matches, notifications, profiles, blockList, neverMatch, neverMatchList, canModerate } = deps;
  const { circles, clock, jobs, log, limits } = kernel;
  const connected = connectModels(kernel.connection, models);
  const roundSchedules = new RoundSchedules({ roundSchedules: connected.roundSchedules, jobs, limits });
  const roundCandidates = new RoundCandidates({
    roundAnswers: connected.roundAnswers,
    roundPauses: connected.roundPauses,
    roundPairs: connected.roundPairs,
    rounds: connected.rounds,
    circles,
    blockList,
    neverMatchList,
    matches,
    profiles,
    limits,
  });
  const roundTables = new RoundTables({
    rounds: connected.rounds,
    roundPairs: connected.roundPairs,
    matches,
    neverMatch,
    notifications,
    blockList,
    profiles,
  });
  const holder = new RoundHolder({
    rounds: connected.rounds,
    roundSchedules,
    roundCandidates,
    roundTables,
    plan: planInWorker,
    circles,
    notifications,
    jobs,
    clock,
    log,
    limits,
  });
  const rounds = new RoundService({
    roundSchedules,
    roundAnswers: connected.roundAnswers,
    roundPauses: connected.roundPauses,
    canModerate,
    circles,
    clock,
    limits,
  });

  return defineFeature({
    name: 'rounds',
    service: { rounds, roundTables },
    models,
    routes: roundRoutes({ rounds, roundTables }),
    jobs: holder.jobs(),
    hooks: { onErase: (person) => roundTables.erasePerson(person) },
  });
}
