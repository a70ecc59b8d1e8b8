/** Pages that can be shared: the web app's page with words in it for machines that read no scripts, and a picture. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RequestHandler, Router } from 'express';

/** What stands in the page; both are markup already. */
export interface SharedPage {
  /** One of the contract's. */
  language: string;
  /** In place of the app's title. */
  head: string;
  /** Where the app draws itself as soon as it runs. */
  body: string;
}

export interface SharedPages {
  /** Such as `/meals`: the pages are at `/meals/:id`, the pictures at `/meals/:id/picture.png`. */
  path: string;
  /** Null for what is not there, or not for everyone. */
  page(id: string): Promise<SharedPage | null>;
  picture(id: string): Promise<Uint8Array | null>;
}

const NOT_BUILT =
  '<!doctype html><html lang="ja"><head><meta charset="utf-8" /><title></title></head><body><div id="root"></div></body></html>';
const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Short: a page that is made private again is to be gone soon. */
const KEPT = 'public, max-age=60';

/** `directory` is the web app's build. */
export function sharedPages(pages: SharedPages, directory: string): Router {
  const router = Router();
  const sendPage: RequestHandler<{ id: string }> = async (request, response, next) => {
    if (!request.accepts('html')) return next();
    const page = ID.test(request.params.id) ? await pages.page(request.params.id) : null;
    if (!page) {
      // The app itself still comes, for people who may see it once it knows who they are.
      response.status(404);
      return next();
    }
    response.setHeader('cache-control', KEPT);
    response.type('html').send(filled(await templateIn(directory), page));
  };
  const sendPicture: RequestHandler<{ id: string }> = async (request, response) => {
    const bytes = ID.test(request.params.id) ? await pages.picture(request.params.id) : null;
    if (!bytes) return void response.status(404).type('text').send('There is no such picture.\n');
    response.setHeader('cache-control', KEPT);
    response.type('png').send(Buffer.from(bytes));
  };
  router.get(`${pages.path}/:id/picture.png`, sendPicture);
  router.get(`${pages.path}/:id`, sendPage);
  return router;
}

async function templateIn(directory: string): Promise<string> {
  try {
    return await readFile(join(directory, 'index.html'), 'utf8');
  } catch {
    // Not built yet: crawlers are answered all the same.
    return NOT_BUILT;
  }
}

/** By functions, since text that people wrote may hold what `replace` takes for its own patterns. */
function filled(template: string, { language, head, body }: SharedPage): string {
  return template
    .replace(/<html lang="[^"]*">/, () => `<html lang="${language}">`)
    .replace(/<meta name="description"[^>]*>/, '')
    .replace(/<title>[^<]*<\/title>/, () => head)
    .replace('<div id="root"></div>', () => `<div id="root">${body}</div>`);
}
