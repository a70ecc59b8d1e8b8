/** The never-match list over HTTP. */
import type { RouteHandlers } from '../../http/route-handlers.ts';
import type { NeverMatchService } from './never-match-service.ts';

/** The handlers of the list's routes. */
export function neverMatchRoutes({
  neverMatch,
}: {
  neverMatch: NeverMatchService;
}): RouteHandlers<'neverMatch.list' | 'neverMatch.add' | 'neverMatch.remove'> {
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
