/**
 * Changes blocks and never-match lists. A block hides two people from each other and ends their match, among other things. A
 * never-match entry only stops suggestions: an existing match of the two continues.
 */
import type { RouteHandlers } from '../../http/route-handlers.ts';
import { ConflictError } from '../../kernel/errors.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { BlockList } from '../block-list.ts';
import type { PairList } from '../pair-list.ts';
import { PairListService } from './pair-list-service.ts';

export type { PairListService } from './pair-list-service.ts';

export interface PeopleListEditingDeps {
  kernel: Kernel;
  profiles: ProfileService;
  blockList: BlockList;
  blockPairs: PairList;
  neverMatchPairs: PairList;
}

export function createPeopleListEditing(deps: PeopleListEditingDeps) {
  const { kernel, profiles, blockList, blockPairs, neverMatchPairs } = deps;
  const { hooks, events, limits } = kernel;
  const blocks = new PairListService({
    pairs: blockPairs,
    profiles,
    events,
    changed: 'blocksChanged',
    max: limits.blocksPerPerson,
    tooMany: (max) =>
      new ConflictError('too_many_blocks', `You can block ${max} people. Unblock someone first.`, { max }),
    yourself: 'You cannot block yourself. Choose another person.',
    afterAdd: (person, blockedId) => hooks.block(person, blockedId),
  });
  const neverMatch = new PairListService({
    pairs: neverMatchPairs,
    profiles,
    events,
    changed: 'neverMatchChanged',
    max: limits.neverMatchesPerPerson,
    tooMany: (max) =>
      new ConflictError('too_many_never_matches', `You can have ${max} people in this list. Remove someone first.`, {
        max,
      }),
    yourself: 'You cannot add yourself. Choose another person.',
    hiddenFrom: (person) => blockList.blockedWith(person),
  });

  return defineFeature({
    name: 'people-list-editing',
    service: { blocks, neverMatch },
    routes: { ...blockRoutes(blocks), ...neverMatchRoutes(neverMatch) },
    hooks: {
      async onErase(person) {
        await neverMatch.erasePerson(person);
        await blocks.erasePerson(person);
      },
    },
  });
}

function blockRoutes(blocks: PairListService): RouteHandlers<'blocks.list' | 'blocks.create' | 'blocks.remove'> {
  return {
    'blocks.list': ({ actor, query }) => blocks.list(actor, query),
    'blocks.create': async ({ actor, params }) => {
      await blocks.add(actor, params.personId);
      return null;
    },
    'blocks.remove': async ({ actor, params }) => {
      await blocks.remove(actor, params.personId);
      return null;
    },
  };
}

function neverMatchRoutes(
  neverMatch: PairListService,
): RouteHandlers<'neverMatch.list' | 'neverMatch.add' | 'neverMatch.remove'> {
  return {
    'neverMatch.list': ({ actor, query }) => neverMatch.list(actor, query),
    'neverMatch.add': async ({ actor, params }) => {
      await neverMatch.add(actor, params.personId);
      return null;
    },
    'neverMatch.remove': async ({ actor, params }) => {
      await neverMatch.remove(actor, params.personId);
      return null;
    },
  };
}
