/** Everything that is served over HTTP: the API first, with as little as possible before it, then pages. */
import express, { type Express, Router } from 'express';
import { API_PREFIX, type RouteDefinition, type RouteName, routes } from '../protocol/routes.ts';
import { docsPage, OPENAPI_PATH, openApiRoute } from './docs-page.ts';
import { errorHandlers } from './error-handler.ts';
import { healthz, type Readiness, readyz } from './health.ts';
import { handlerOf, type RouteParts, route } from './route.ts';
import type { RouteHandlers } from './route-handlers.ts';
import { docsHeaders, pageHeaders } from './security-headers.ts';
import { webApp } from './web-app.ts';

export interface HttpAppParts extends RouteParts {
  handlers: Partial<RouteHandlers>;
  readiness: () => Readiness;
  /** Where the web app was built to. */
  webDirectory: string;
}

export function createHttpApp({ handlers, readiness, webDirectory, ...parts }: HttpAppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // route() parses the query itself, and only where a route has one.
  app.set('query parser', false);

  app.use(API_PREFIX, api(handlers, parts));
  app.get('/healthz', healthz);
  app.get('/readyz', readyz(readiness));
  app.use('/docs', docsHeaders(), docsPage());
  app.use(pageHeaders(parts.settings.publicUrl), webApp(webDirectory));
  app.use(...errorHandlers(parts.log));
  return app;
}

function api(handlers: Partial<RouteHandlers>, parts: RouteParts): Router {
  const router = Router({ caseSensitive: true });
  for (const [name, definition] of Object.entries(routes) as [RouteName, RouteDefinition][]) {
    const handler = handlerOf(handlers, name);
    if (handler) router[definition.method](definition.path, route(name, definition, handler, parts));
  }
  router.get(OPENAPI_PATH, openApiRoute());
  router.use(...errorHandlers(parts.log));
  return router;
}
