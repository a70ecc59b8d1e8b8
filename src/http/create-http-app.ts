/** Everything that is served over HTTP: the API first, with as little as possible before it, then pages. */
import type { RequestListener } from 'node:http';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { API_PREFIX, type RouteDefinition, type RouteName, routes } from '../protocol/routes.ts';
import { docsPage, OPENAPI_PATH, openApiRoute } from './docs-page.ts';
import { errorHandlers, fromExpress, nothingHere, sendError, toWireError } from './error-handler.ts';
import { healthz, type Readiness, readyz } from './health.ts';
import { handlerOf, type RouteParts, route } from './route.ts';
import type { RouteHandlers } from './route-handlers.ts';
import { docsHeaders, pageHeaders } from './security-headers.ts';
import { type SharedPages, sharedPages } from './shared-pages.ts';
import { webApp } from './web-app.ts';

export interface HttpAppParts extends RouteParts {
  handlers: RouteHandlers;
  readiness: () => Readiness;
  /** Where the web app was built to. */
  webDirectory: string;
  shared: SharedPages;
}

/** Answers every request. The API goes straight to its routers: what Express does around them costs as much again. */
export function createHttpApp({ handlers, readiness, webDirectory, shared, ...parts }: HttpAppParts): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/healthz', healthz);
  app.get('/readyz', readyz(readiness));
  app.use('/docs', docsHeaders(), docsPage(webDirectory));
  app.use(pageHeaders(parts.settings.publicUrl), sharedPages(shared, webDirectory), webApp(webDirectory));
  app.use(...errorHandlers(parts.log));

  const api = createApi(handlers, parts);
  return (request, response) => {
    if (request.url?.startsWith(`${API_PREFIX}/`)) api(request, response);
    // Express's handler returns nothing that matters here: its own errors end in its error handlers.
    else void app(request, response);
  };
}

/** One router for each first step of the path, so that a request is compared with few routes. */
function createApi(handlers: RouteHandlers, parts: RouteParts): RequestListener {
  const routers = new Map<string, Router>();
  const routerOf = (step: string) => {
    const router = routers.get(step) ?? Router({ caseSensitive: true });
    routers.set(step, router);
    return router;
  };
  for (const [name, definition] of Object.entries(routes) as [RouteName, RouteDefinition][]) {
    const path = API_PREFIX + definition.path;
    const handler = handlerOf(handlers, name);
    routerOf(firstStep(path))[definition.method](path, route(name, definition, handler, parts));
  }
  routerOf(firstStep(API_PREFIX + OPENAPI_PATH)).get(API_PREFIX + OPENAPI_PATH, openApiRoute());

  return (request, response) => {
    const end: NextFunction = (error: unknown) => {
      const reason = error ? fromExpress(error) : nothingHere();
      sendError(response, toWireError(reason, parts.log, { method: request.method }));
    };
    const router = routers.get(firstStep(request.url ?? ''));
    // Routers need no more of a request than Node's own has.
    if (router) router(request as Request, response as Response, end);
    else end();
  };
}

/** `topics` of `/api/v1/topics/mine?limit=3`. */
function firstStep(url: string): string {
  return STEP.exec(url)?.[1] ?? '';
}

const STEP = new RegExp(`^${API_PREFIX}/([^/?]*)`);
