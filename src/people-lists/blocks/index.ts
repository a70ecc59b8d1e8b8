/** Blocking: two people see nothing of each other any more, and what is between them ends. */

import { connectModels } from '../../database/models.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ProfileService } from '../../profiles/index.ts';
import { blockModel } from '../block-model.ts';
import { blockRoutes } from './block-routes.ts';
import { BlockService } from './block-service.ts';

export interface BlocksDeps {
  kernel: Kernel;
  profiles: ProfileService;
}

export function createBlocks({ kernel, profiles }: BlocksDeps) {
  const { hooks, events, clock, limits } = kernel;
  const models = connectModels(kernel.connection, { blocks: blockModel });
  const blocks = new BlockService({ blocks: models.blocks, hooks, profiles, events, clock, limits });

  return defineFeature({
    name: 'blocks',
    service: { blocks },
    routes: blockRoutes({ blocks }),
    hooks: { onErase: (person) => blocks.erasePerson(person) },
  });
}
