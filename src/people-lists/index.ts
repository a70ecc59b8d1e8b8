/** Lists of pairs of people: who is in a block with whom, and who must never be suggested to whom. */
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { BlockList } from './block-list.ts';
import { blockModel } from './block-model.ts';
import { NeverMatchList } from './never-match-list.ts';
import { neverMatchModel } from './never-match-model.ts';

export type { BlockList } from './block-list.ts';
export type { NeverMatchList } from './never-match-list.ts';

const models = { blocks: blockModel, neverMatches: neverMatchModel };

export function createPeopleLists({ kernel }: { kernel: Kernel }) {
  const { blocks, neverMatches } = connectModels(kernel.connection, models);
  const blockList = new BlockList({ blocks });
  const neverMatchList = new NeverMatchList({ neverMatches });

  return defineFeature({
    name: 'people-lists',
    service: { blockList, neverMatchList },
    models,
    reactions: {
      blocksChanged: (event) => blockList.forget(event),
      neverMatchChanged: (event) => neverMatchList.forget(event),
    },
  });
}
