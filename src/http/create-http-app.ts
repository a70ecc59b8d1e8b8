/** The HTTP server: the API and the pages. */
import type { RequestListener } from 'node:http';
import express, { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { SCIM_PREFIX, type ScimServer } from '../directory/index.ts';
import { API_PREFIX, type RouteDefinition, type RouteName, routes } from '../protocol/routes.ts';
import { clientAddress } from './client-address.ts';
import { docsPage, OPENAPI_PATH, openApiRoute } from './docs-page.ts';
import { errorHandlers, fromExpress, nothingHere, sendError, toWireError } from './error-handler.ts';
import { healthz, type Readiness, readyz } from './health.ts';
import { LOGOUT_PATH, type LogoutReceiver, logoutRoute } from './logout-route.ts';
import { handlerOf, type RouteParts, route } from './route.ts';
import type { RouteHandlers } from './route-handlers.ts';
import { scimRoute } from './scim-route.ts';
import { commonHeaders, docsHeaders, pageHeaders } from './security-headers.ts';
import { giveHeaders } from './send.ts';
import { type VisitorPages, visitorPages } from './visitor-pages.ts';
import { webApp, webFiles } from './web-app.ts';

export interface HttpAppParts extends RouteParts {
  handlers: RouteHandlers;
  readiness: () => Readiness;
  /** Folder of the built web app. */
  webDirectory: string;
  /** What visitors without a session get, and the cookie that shows a session. */
  visitors: { pages: VisitorPages; refreshCookie: string; maxAgeMs: number };
  /** Answers the directories of organisations. */
  scim: ScimServer;
  /** Receives what the providers of organisations tell. */
  logouts: LogoutReceiver;
  /** Whether anyone can read the documentation of the API and the state of each part of the server. */
  showsInternals: { docs: boolean; readiness: boolean };
  /** Whether several processes have URLs of their own. */
  hasNodes: boolean;
}

/** Handles all requests. API requests go directly to their routers, because an Express app around them doubles the cost. */
export function createHttpApp(options: HttpAppParts): RequestListener {
  const { handlers, readiness, webDirectory, visitors, scim, logouts, showsInternals, hasNodes, ...parts } = options;
  const { publicUrl } = parts.settings;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(SCIM_PREFIX, scimRoute(scim, parts));
  app.post(LOGOUT_PATH, logoutRoute(logouts, parts));
  app.get('/healthz', healthz);
  app.get('/readyz', readyz(readiness, { showsParts: showsInternals.readiness }));
  if (showsInternals.docs) app.use('/docs', docsHeaders(), docsPage(webDirectory));
  const count = countPages(parts);
  const isHttps = publicUrl?.startsWith('https:') ?? false;
  const front = visitorPages({ ...visitors, directory: webDirectory, isHttps, count });
  app.use(
    pageHeaders({ publicUrl, hasNodes }),
    webFiles(webDirectory),
    front,
    webApp(webDirectory, visitors.refreshCookie),
  );
  app.use(...errorHandlers(parts.log));

  const api = createApi(handlers, parts, showsInternals.docs ? openApiRoute(count) : null);
  const common = commonHeaders(publicUrl);
  const asHeaders = new Headers(common);
  return (request, response) => {
    const isApi = request.url?.startsWith(`${API_PREFIX}/`);
    // `send.ts` sends every answer of the API, except those to OPTIONS.
    if (isApi && request.method !== 'OPTIONS') giveHeaders(response, common);
    else response.setHeaders(asHeaders);
    if (isApi) api(request, response);
    // The result is not needed: Express passes errors to its error handlers.
    else void app(request, response);
  };
}

/** Counts requests for pages and documents that anyone may read and that cost more than a file, per address. */
function countPages({ rateLimits, settings }: RouteParts): RequestHandler {
  return async (request, _response, next) => {
    await rateLimits.take('read', { personId: null, address: clientAddress(request, settings.trustedProxies) });
    next();
  };
}

/** One router per first segment of the path, so that a request is matched against few routes. */
function createApi(handlers: RouteHandlers, parts: RouteParts, openApi: RequestHandler[] | null): RequestListener {
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
  if (openApi) routerOf(firstSegment(API_PREFIX + OPENAPI_PATH)).get(API_PREFIX + OPENAPI_PATH, ...openApi);

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
