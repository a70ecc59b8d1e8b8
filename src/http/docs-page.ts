/** The API's documentation: the generated document, and a page to read it and try it out. The page loads nothing from elsewhere. */
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { builtFiles } from './built-files.ts';
import { openApiDocument } from './openapi.ts';
import { sendJson } from './send.ts';

/** Path of the document, below the API's prefix. */
export const OPENAPI_PATH = '/openapi.json';

/** The page and its files, to be mounted at `/docs`. */
export function docsPage(webDirectory: string): RequestHandler {
  return builtFiles(join(webDirectory, 'docs'), { index: 'index.html', cacheControl: () => 'no-cache' });
}

/** The document itself, to be mounted at the API's prefix. Built at the first request, then kept. */
export function openApiRoute(): RequestHandler {
  let text: string | null = null;
  return (_request, response) => {
    text ??= JSON.stringify(openApiDocument());
    sendJson(response, 200, text);
  };
}
