/** Instant talks over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { InstantTalkService } from './instant-talk-service.ts';

export function instantTalkRoutes({
  instantTalks,
}: {
  instantTalks: InstantTalkService;
}): RouteHandlers<Extract<RouteName, `instantTalks.${string}`>> {
  return {
    'instantTalks.get': ({ actor }) => instantTalks.get(actor),
    'instantTalks.wait': ({ actor, body }) => instantTalks.wait(actor, body),
    'instantTalks.leave': async ({ actor }) => {
      await instantTalks.leave(actor);
      return null;
    },
    'instantTalks.answer': ({ actor, params, body }) => instantTalks.answer(actor, params.instantTalkId, body.answer),
  };
}
