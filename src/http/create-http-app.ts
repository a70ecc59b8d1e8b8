/** The HTTP server: the API and the pages. */
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
  /** Folder of the built web app. */
  webDirectory: string;
  shared: SharedPages;
}

/** Handles all requests. API requests go directly to their routers, because an Express app around them doubles the cost. */
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
    // The result is not needed: Express passes errors to its error handlers.
    else void app(request, response);
  };
}

/** One router per first segment of the path, so that a request is matched against few routes. */
function createApi(handlers: RouteHandlers, parts: RouteParts): RequestListener {
  const routers = new Map<string, Router>();
  const routerOf = (segment: string) => {
    const router = routers.get(segment) ?? Router({ caseSensitive: true });
    routers.set(segment, router);
    return router;
  };
  for (const [name, definition] of Object.entries(routes) as [RouteName, RouteDefinition][]) {
    const path = API_PREFIX + definition.path;
    const handler = handlerOf(handlers, name);
    routerOf(firstSegment(path))[definition.method](path, route(name, definition, handler, parts));
  }
  routerOf(firstSegment(API_PREFIX + OPENAPI_PATH)).get(API_PREFIX + OPENAPI_PATH, openApiRoute());

  return (request, response) => {
    const end: NextFunction = (error: unknown) => {
      const reason = error ? fromExpress(error) : nothingHere();
      sendError(response, toWireError(reason, parts.log, { method: request.method }));
    };
    const router = routers.get(firstSegment(request.url ?? ''));
    // Routers only need what a plain Node request has.
    if (router) router(request as Request, response as Response, end);
    else end();
  };
}

/** `topics` in `/api/v1/topics/mine?limit=3`. */
function firstSegment(url: string): string {
  return SEGMENT.exec(url)?.[1] ?? '';
}

const SEGMENT = new RegExp(`^${API_PREFIX}/([^/?]*)`);
