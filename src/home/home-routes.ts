/** The topics of Home over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { HomeService } from './home-service.ts';
import type { NotInterestedService } from './not-interested-service.ts';

export function homeRoutes({
  home,
  notInterestedService,
}: {
  home: HomeService;
  notInterestedService: NotInterestedService;
}): RouteHandlers<Exclude<Extract<RouteName, `home.${string}`>, 'home.overview'>> {
  return {
    'home.list': ({ actor, query }) => home.list(actor, query),
    'home.listNotInterested': ({ actor, query }) => notInterestedService.list(actor, query),
    'home.addNotInterested': ({ actor, body }) => notInterestedService.add(actor, body),
    'home.removeNotInterested': async ({ actor, params }) => {
      await notInterestedService.remove(actor, params.notInterestedId);
      return null;
    },
  };
}
