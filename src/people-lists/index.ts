/**
 * Lists of pairs of people: blocks, and never-match lists with people who are not suggested to each other. `editing` changes
 * them; it is a feature of its own, because it needs profiles, and profiles need blocks.
 */
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { BlockList } from './block-list.ts';
import { PairList } from './pair-list.ts';
import { BLOCK_FIELDS, blockModel, NEVER_MATCH_FIELDS, neverMatchModel } from './pair-models.ts';

export type { BlockList } from './block-list.ts';
/** Everyone who must not be suggested to a person, in both directions. */
export type NeverMatchList = Pick<PairList, 'of'>;

const models = { blocks: blockModel, neverMatches: neverMatchModel };

export function createPeopleLists({ kernel }: { kernel: Kernel }) {
  const { circles, clock, quotas } = kernel;
  const connected = connectModels(kernel.connection, models);
  const blockPairs = new PairList({ pairs: connected.blocks, fields: BLOCK_FIELDS, quotas, clock });
  const neverMatchPairs = new PairList({ pairs: connected.neverMatches, fields: NEVER_MATCH_FIELDS, quotas, clock });
  const neverMatchList: NeverMatchList = neverMatchPairs;

  return defineFeature({
    name: 'people-lists',
    service: { blockList: new BlockList({ pairs: blockPairs, circles }), neverMatchList, blockPairs, neverMatchPairs },
    models,
    reactions: {
      blocksChanged: (event) => blockPairs.forget(event),
      neverMatchChanged: (event) => neverMatchPairs.forget(event),
      eventsDelayed: () => {
        blockPairs.forgetAll();
        neverMatchPairs.forgetAll();
      },
    },
  });
}
