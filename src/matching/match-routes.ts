/** Matches over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { MatchService } from './match-service.ts';

export function matchRoutes({
  matches,
}: {
  matches: MatchService;
}): RouteHandlers<'matches.create' | 'matches.list' | 'matches.end'> {
  return {
    'matches.create': ({ actor, params }) =>
      matches.matchWith(actor, { topicId: params.topicId, personId: params.personId }),
    'matches.list': ({ actor, query }) => matches.list(actor, query),
    'matches.end': async ({ actor, params }) => {
      await matches.end(actor, params.matchId);
      return null;
    },
  };
}
