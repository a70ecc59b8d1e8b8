/** The never-match list of a person: people whom nothing suggests to them, silently. */

import { connectModels } from '../../database/models.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { BlockList } from '../block-list.ts';
import { neverMatchModel } from '../never-match-model.ts';
import { neverMatchRoutes } from './never-match-routes.ts';
import { NeverMatchService } from './never-match-service.ts';

export type { NeverMatchService } from './never-match-service.ts';

export interface NeverMatchDeps {
  kernel: Kernel;
  profiles: ProfileService;
  blockList: BlockList;
}

export function createNeverMatch({ kernel, profiles, blockList }: NeverMatchDeps) {
  const { events, clock, limits } = kernel;
  const { neverMatches } = connectModels(kernel.connection, { neverMatches: neverMatchModel });
  const neverMatch = new NeverMatchService({ neverMatches, profiles, blockList, events, clock, limits });

  return defineFeature({
    name: 'never-match',
    service: { neverMatch },
    routes: neverMatchRoutes({ neverMatch }),
    hooks: { onErase: (person) => neverMatch.erasePerson(person) },
  });
}
