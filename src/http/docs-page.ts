/** The documentation of the API: the OpenAPI document, and a page to read it and try it out. The page uses no other servers. */
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { builtFiles } from './built-files.ts';
import { openApiDocument } from './openapi.ts';
import { sendJson } from './send.ts';

/** Path of the document, relative to the API's prefix. */
export const OPENAPI_PATH = '/openapi.json';

/** Serves the page and its files. Mount it at `/docs`. */
export function docsPage(webDirectory: string): RequestHandler {
  return builtFiles(join(webDirectory, 'docs'), { index: 'index.html', cacheControl: () => 'no-cache' });
}

/**
 * Serves the document, after `count`. Mount it at the API's prefix. The document is created at the first request and then
 * cached.
 */
export function openApiRoute(count: RequestHandler): RequestHandler[] {
  let text: string | null = null;
  return [
    count,
    (_request, response) => {
      text ??= JSON.stringify(openApiDocument());
      sendJson(response, 200, text);
    },
  ];
}
