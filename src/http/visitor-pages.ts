/** Sends visitors without a session the pages that are made for them, and machines their pictures, `robots.txt` and site map. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { stringifySetCookie } from 'cookie';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { isOfApp, isOnlyOfApp } from './app-paths.ts';
import { etagOf, hasVersion } from './cached-json.ts';
import { chosenLanguage, LANGUAGE_COOKIE } from './language-cookie.ts';
import { seemsSignedIn } from './session-hint.ts';
import { wantsPage } from './web-app.ts';

type PageLanguage = 'ja' | 'en';

/** A page as HTML: `head` belongs into the head, `body` into the body. */
export interface VisitorPage {
  status: 200 | 404;
  language: PageLanguage;
  head: string;
  body: string;
}

export interface VisitorPages {
  /** Without a language, the page chooses. */
  page(path: string, language: PageLanguage | null): Promise<VisitorPage>;
  /** A PNG; null if visitors see no page at this path. */
  picture(path: string): Promise<Uint8Array | null>;
  robots(): string;
  /** Null if there is no such file. */
  siteMap(name: string): Promise<string | null>;
}

export interface VisitorPagesOptions {
  pages: VisitorPages;
  /** The folder of the built web app. */
  directory: string;
  refreshCookie: string;
  maxAgeMs: number;
  isHttps: boolean;
  /** Runs before everything that costs more than a file. */
  count: RequestHandler;
}

const NOT_BUILT =
  '<!doctype html><html lang="ja"><head><title></title></head><body><div id="page"></div></body></html>';
/** The language that a visitor has chosen. The web app writes it, too. */
const YEAR_S = 365 * 24 * 60 * 60;
/** A page is small and made for one visitor: a higher level takes longer than it saves. */
const BROTLI_LEVEL = 4;

const compressors = {
  br: (text: string) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_LEVEL } }),
  gzip: (text: string) => promisify(gzip)(text),
};

export function visitorPages(options: VisitorPagesOptions): Router {
  const { pages, count, maxAgeMs } = options;
  const router = Router();
  const template = templateIn(options.directory);
  const cacheControl = `public, max-age=${Math.floor(maxAgeMs / 1000)}`;

  router.get('/robots.txt', (_request, response) => {
    response.setHeader('cache-control', cacheControl);
    response.type('text/plain').send(pages.robots());
  });
  router.get(['/sitemap.xml', '/sitemaps/:name'], count, async (request, response) => {
    const xml = await pages.siteMap(request.params.name?.toString() ?? 'sitemap.xml');
    if (xml === null) return void response.status(404).type('text/plain').send('This file does not exist.\n');
    response.setHeader('cache-control', cacheControl);
    response.type('application/xml').send(xml);
  });
  router.get(['/picture.png', '/:area/:id/picture.png'], count, async (request, response) => {
    const bytes = await pages.picture(request.path.slice(0, -'/picture.png'.length) || '/');
    if (!bytes) return void response.status(404).type('text/plain').send('This picture does not exist.\n');
    response.setHeader('cache-control', cacheControl);
    response.type('png').send(Buffer.from(bytes));
  });
  router.use((request, response, next) => {
    // Shared caches must not mix up the pages of visitors and of people who are signed in.
    response.vary('Cookie');
    if (!wantsPage(request) || isOnlyOfApp(request.path)) return next();
    if (seemsSignedIn(request.headers.cookie, options.refreshCookie)) {
      if (!isOfApp(request.path)) response.status(404);
      return next();
    }
    return count(request, response, (error?: unknown) =>
      error ? next(error) : void sendPage(request, response, template(), options).catch(next),
    );
  });
  return router;
}

async function sendPage(
  request: Request,
  response: Response,
  template: string,
  { pages, isHttps }: VisitorPagesOptions,
): Promise<void> {
  const page = await pages.page(request.path, languageOf(request));
  const text = filled(template, page);
  const chosen = request.query.lang;
  if (chosen === page.language) rememberLanguage(response, page.language, isHttps);
  const etag = etagOf(text);
  response.vary('Accept-Language').vary('Accept-Encoding');
  // A page that was taken back must not come out of a cache: browsers ask again each time.
  response.setHeader('cache-control', 'private, no-cache');
  response.setHeader('etag', etag);
  if (page.status === 200 && hasVersion(request.get('if-none-match'), etag)) return void response.status(304).end();
  const encoding = request.acceptsEncodings(['br', 'gzip', 'identity']);
  response.status(page.status).type('html');
  if (encoding !== 'br' && encoding !== 'gzip') return void response.send(text);
  response.setHeader('content-encoding', encoding);
  response.end(await compressors[encoding](text));
}

/** What the address asks for, what was chosen before, or what the browser prefers; null if nothing says. */
function languageOf(request: Request): PageLanguage | null {
  const { lang } = request.query;
  if (lang === 'ja' || lang === 'en') return lang;
  const chosen = chosenLanguage(request.headers.cookie);
  if (chosen) return chosen;
  // Programs that read no language accept any.
  if ((request.headers['accept-language'] ?? '*') === '*') return null;
  return request.acceptsLanguages(['ja', 'en']) === 'ja' ? 'ja' : 'en';
}

function rememberLanguage(response: Response, language: PageLanguage, isHttps: boolean): void {
  response.append(
    'set-cookie',
    stringifySetCookie({
      name: LANGUAGE_COOKIE,
      value: language,
      path: '/',
      maxAge: YEAR_S,
      sameSite: 'lax',
      secure: isHttps,
    }),
  );
}

/** Reads the built page once it exists: the server may start before the build. */
function templateIn(directory: string): () => string {
  let read: string | null = null;
  return () => {
    try {
      read ??= readFileSync(join(directory, 'front.html'), 'utf8');
    } catch {
      // The web app is not built. The content is sent anyway.
    }
    return read ?? NOT_BUILT;
  };
}

/** Replacements are functions, because `replace` would interpret `$` patterns in user text. */
function filled(template: string, { language, head, body }: VisitorPage): string {
  return template
    .replace(/<html lang="[^"]*"/, () => `<html lang="${language}"`)
    .replace(/<title>[^<]*<\/title>/, () => head)
    .replace('<div id="page"></div>', () => body);
}
