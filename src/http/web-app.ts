/** Serves the built web app: its files, and its one page for every address that belongs to the app. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type RequestHandler, Router } from 'express';
import { compressedFiles } from './compressed-files.ts';

/** Addresses that never belong to the app. */
const NOT_THE_APP = /^\/(?:api|docs|socket\.io|healthz|readyz)(?:\/|$)/;
/** Built files carry a hash of their content in their name. */
const HASHED_FOLDER = '/assets/';

/** `directory` is the build's; without a build a page says so. */
export function webApp(directory: string): Router {
  const router = Router();
  const page = join(directory, 'index.html');
  router.use(HASHED_FOLDER, compressedFiles(join(directory, HASHED_FOLDER)));
  router.use(
    express.static(directory, {
      index: false,
      redirect: false,
      setHeaders(response, path) {
        const isHashed = path.slice(directory.length).replaceAll('\\', '/').startsWith(HASHED_FOLDER);
        response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
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

/** A file that is missing must be told apart from a page: a script that is answered with a page only confuses. */
function wantsPage(request: Request): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (NOT_THE_APP.test(request.path) || request.path.startsWith(HASHED_FOLDER)) return false;
  return request.accepts(['json', 'html']) === 'html';
}
