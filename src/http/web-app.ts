/** Serves the built web app: its files, and its single page for all paths of the app. */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Request, RequestHandler } from 'express';
import { builtFiles } from './built-files.ts';
import { preloadLinks } from './preload-links.ts';
import { seemsSignedIn } from './session-hint.ts';

/** Paths that never belong to the app. */
const NOT_THE_APP = /^\/(?:api|docs|socket\.io|healthz|readyz)(?:\/|$)/;
/** The names of these files contain a hash of their content. */
const HASHED_FOLDER = '/assets/';
/** Visitors' pages are made from it. Without content it is no page. */
const TEMPLATE = '/front.html';

/** The files of the build. `directory` is its folder. */
export function webFiles(directory: string): RequestHandler {
  const hashedFiles = join(directory, HASHED_FOLDER);
  const files = builtFiles(directory, {
    index: false,
    cacheControl: (file) => (file.startsWith(hashedFiles) ? 'public, max-age=31536000, immutable' : 'no-cache'),
  });
  return (request, response, next) => (request.path === TEMPLATE ? next() : files(request, response, next));
}

/** The page of the app. Without a build, requests for it get status 503. */
export function webApp(directory: string, refreshCookie: string): RequestHandler {
  const page = join(directory, 'index.html');
  const linksFor = preloadLinks(directory);
  return (request, response, next) => {
    if (!wantsPage(request)) return next();
    if (!existsSync(page))
      return void response
        .status(503)
        .type('text')
        .send('The web app is not built. Start Meshi with npm start, which builds it.\n');
    response.setHeader('cache-control', 'no-cache');
    const links = seemsSignedIn(request.headers.cookie, refreshCookie) ? linksFor(request) : null;
    if (links) response.setHeader('link', links);
    response.sendFile(page);
  };
}

/** Whether a page answers the request. Missing files do not get it: a browser that requested a script could not use it. */
export function wantsPage(request: Request): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (NOT_THE_APP.test(request.path) || request.path.startsWith(HASHED_FOLDER)) return false;
  if (extname(request.path) !== '' && !request.get('accept')?.includes('text/html')) return false;
  // Programs that unfurl links accept anything: they get the page, too.
  return request.accepts(['html', 'json']) === 'html';
}
