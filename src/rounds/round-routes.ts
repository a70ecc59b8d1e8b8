/** Rounds over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RoundService } from './round-service.ts';
import type { RoundTables } from './round-tables.ts';

type Names =
  | 'rounds.get'
  | 'rounds.open'
  | 'rounds.close'
  | 'rounds.answer'
  | 'rounds.getPause'
  | 'rounds.setPause'
  | 'rounds.listPairs'
  | 'rounds.answerMeeting';

export function roundRoutes({
  rounds,
  roundTables,
}: {
  rounds: RoundService;
  roundTables: RoundTables;
}): RouteHandlers<Names> {
  return {
    'rounds.get': ({ actor, query }) => rounds.get(actor, query),
    'rounds.open': ({ actor, body }) => rounds.open(actor, body),
    'rounds.close': async ({ actor, body }) => {
      await rounds.close(actor, body.communityId);
      return null;
    },
    'rounds.answer': ({ actor, body }) => rounds.answer(actor, body),
    'rounds.getPause': ({ actor }) => rounds.getPause(actor),
    'rounds.setPause': ({ actor, body }) => rounds.setPause(actor, body.pause),
    'rounds.listPairs': ({ actor, query }) => roundTables.list(actor, query),
    'rounds.answerMeeting': ({ actor, params, body }) => roundTables.answer(actor, params.pairId, body),
  };
}
