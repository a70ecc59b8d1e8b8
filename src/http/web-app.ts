/** Serves the built web app: its files, and its one page for every address that belongs to the app. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Request, type RequestHandler, Router } from 'express';
import { builtFiles } from './built-files.ts';

/** Addresses that never belong to the app. */
const NOT_THE_APP = /^\/(?:api|docs|socket\.io|healthz|readyz)(?:\/|$)/;
/** Built files carry a hash of their content in their name. */
const HASHED_FOLDER = '/assets/';

/** `directory` is the build's; without a build a page says so. */
export function webApp(directory: string): Router {
  const router = Router();
  const page = join(directory, 'index.html');
  const hashedFiles = join(directory, HASHED_FOLDER);
  router.use(
    builtFiles(directory, {
      index: false,
      cacheControl: (file) => (file.startsWith(hashedFiles) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    }),
  );
  const sendPage: RequestHandler = (request, response, next) => {
    if (!wantsPage(request)) return next();
    if (!existsSync(page)) return void response.status(503).type('text').send('The web app is not built yet.\n');
    response.setHeader('cache-control', 'no-cache');
    response.sendFile(page);
  };
  router.use(sendPage);
  return router;
}

/** A missing file gets no page: a browser that asked for a script cannot use one. */
function wantsPage(request: Request): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (NOT_THE_APP.test(request.path) || request.path.startsWith(HASHED_FOLDER)) return false;
  return request.accepts(['json', 'html']) === 'html';
}
