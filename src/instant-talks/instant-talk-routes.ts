/** Talk now over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { TalkNowService } from './instant-talk-service.ts';

/** The handlers of its routes. */
export function talkNowRoutes({
  talkNow,
}: {
  talkNow: TalkNowService;
}): RouteHandlers<Extract<RouteName, `talkNow.${string}`>> {
  return {
    'talkNow.get': ({ actor }) => talkNow.get(actor),
    'talkNow.wait': ({ actor, body }) => talkNow.wait(actor, body),
    'talkNow.leave': async ({ actor }) => {
      await talkNow.leave(actor);
      return null;
    },
    'talkNow.answer': ({ actor, params, body }) => talkNow.answer(actor, params.talkId, body.answer),
  };
}
