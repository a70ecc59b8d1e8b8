/** Home over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { HomeService } from './home-service.ts';
import type { LessLikeService } from './less-like-service.ts';

/** The handlers of Home's routes. */
export function homeRoutes({
  home,
  lessLikes,
}: {
  home: HomeService;
  lessLikes: LessLikeService;
}): RouteHandlers<Extract<RouteName, `home.${string}`>> {
  return {
    'home.list': ({ actor, query }) => home.list(actor, query),
    'home.listLess': ({ actor, query }) => lessLikes.list(actor, query),
    'home.addLess': ({ actor, body }) => lessLikes.add(actor, body),
    'home.removeLess': async ({ actor, params }) => {
      await lessLikes.remove(actor, params.lessId);
      return null;
    },
  };
}
