/** Shareable pages: the page of the web app with content for crawlers that run no scripts, and a preview picture. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RequestHandler, Router } from 'express';

/** The content to insert into the page. `head` and `body` are HTML. */
export interface SharedPage {
  /** A language of the contract. */
  language: string;
  /** Replaces the title of the app. */
  head: string;
  /** Content of the root element; the app replaces it when it starts. */
  body: string;
}

export interface SharedPages {
  /** For example `/meals`: pages are at `/meals/:id`, pictures at `/meals/:id/picture.png`. */
  path: string;
  /** Null if it does not exist or is not public. */
  page(id: string): Promise<SharedPage | null>;
  picture(id: string): Promise<Uint8Array | null>;
}

const NOT_BUILT =
  '<!doctype html><html lang="ja"><head><meta charset="utf-8" /><title></title></head><body><div id="root"></div></body></html>';
const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Short, so that a page that becomes private disappears soon. */
const CACHE_CONTROL = 'public, max-age=60';

/** `directory` is the folder of the built web app. `count` runs first. */
export function sharedPages(pages: SharedPages, directory: string, count: RequestHandler): Router {
  const router = Router();
  const sendPage: RequestHandler<{ id: string }> = async (request, response, next) => {
    if (!request.accepts('html')) return next();
    const page = ID.test(request.params.id) ? await pages.page(request.params.id) : null;
    if (!page) {
      // The web app is still sent: signed-in people may be able to see the content.
      response.status(404);
      return next();
    }
    response.setHeader('cache-control', CACHE_CONTROL);
    response.type('html').send(filled(await templateIn(directory), page));
  };
  const sendPicture: RequestHandler<{ id: string }> = async (request, response) => {
    const bytes = ID.test(request.params.id) ? await pages.picture(request.params.id) : null;
    if (!bytes) return void response.status(404).type('text').send('This picture does not exist.\n');
    response.setHeader('cache-control', CACHE_CONTROL);
    response.type('png').send(Buffer.from(bytes));
  };
  router.get(`${pages.path}/:id/picture.png`, count, sendPicture as RequestHandler);
  router.get(`${pages.path}/:id`, count, sendPage as RequestHandler);
  return router;
}

async function templateIn(directory: string): Promise<string> {
  try {
    return await readFile(join(directory, 'index.html'), 'utf8');
  } catch {
    // The web app is not built; crawlers get the content anyway.
    return NOT_BUILT;
  }
}

/** Replacements are functions, because `replace` would interpret `$` patterns in user text. */
function filled(template: string, { language, head, body }: SharedPage): string {
  return template
    .replace(/<html lang="[^"]*">/, () => `<html lang="${language}">`)
    .replace(/<meta name="description"[^>]*>/, '')
    .replace(/<title>[^<]*<\/title>/, () => head)
    .replace('<div id="root"></div>', () => `<div id="root">${body}</div>`);
}
