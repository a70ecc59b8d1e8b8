/** What the screen of Home needs first, composed from other features. A feature of its own, because it uses features that use Home. */
import type { RouteHandlers } from '../../http/route-handlers.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { HomeOverviewService, type HomeOverviewServiceOptions } from './home-overview-service.ts';

export interface HomeOverviewDeps extends Omit<HomeOverviewServiceOptions, 'clock' | 'limits'> {
  kernel: Kernel;
}

export function createHomeOverview({ kernel, ...deps }: HomeOverviewDeps) {
  const { home, interests, communityRequests, matches, proposals, meals, rooms, profiles, blockList } = deps;
  const { clock, limits } = kernel;
  const homeOverview = new HomeOverviewService({
    home,
    interests,
    communityRequests,
    matches,
    proposals,
    meals,
    rooms,
    profiles,
    blockList,
    clock,
    limits,
  });
  return defineFeature({
    name: 'home-overview',
    service: { homeOverview },
    routes: overviewRoutes(homeOverview),
  });
}

function overviewRoutes(homeOverview: HomeOverviewService): RouteHandlers<'home.overview'> {
  return { 'home.overview': ({ actor, query }) => homeOverview.read(actor, query) };
}
