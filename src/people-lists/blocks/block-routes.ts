/** Blocks over HTTP. */
import type { RouteHandlers } from '../../http/route-handlers.ts';
import type { BlockService } from './block-service.ts';

/** The handlers of the blocks' routes. */
export function blockRoutes({
  blocks,
}: {
  blocks: BlockService;
}): RouteHandlers<'blocks.list' | 'blocks.create' | 'blocks.remove'> {
  return {
    'blocks.list': ({ actor, query }) => blocks.list(actor, query),
    'blocks.create': async ({ actor, params }) => {
      await blocks.block(actor, params.personId);
      return null;
    },
    'blocks.remove': async ({ actor, params }) => {
      await blocks.unblock(actor, params.personId);
      return null;
    },
  };
}
