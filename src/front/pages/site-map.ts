/** `robots.txt`, and the site map of https://www.sitemaps.org in files of a bounded size. Only what people show is in it. */
import type { FrontIds } from '../front-service.ts';
import { escapeMarkup } from './markup.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
const PATHS: Readonly<Record<keyof FrontIds, string>> = {
  topic: '/topics/',
  meal: '/meals/',
  community: '/communities/',
  person: '/people/',
};

export function robots(origin: string, isOn: boolean): string {
  if (!isOn) return 'User-agent: *\nDisallow: /\n';
  return `User-agent: *\nDisallow: /api/\nAllow: /\n\nSitemap: ${origin}/sitemap.xml\n`;
}

/** `sitemap.xml` lists the files, `topic-1.xml` the first topics, and so on. Null if there is no such file. */
export function siteMap(
  name: string,
  ids: FrontIds,
  { origin, perFile }: { origin: string; perFile: number },
): string | null {
  const files = new Map<string, readonly string[]>(
    (Object.keys(PATHS) as (keyof FrontIds)[]).flatMap((kind) =>
      pieces(ids[kind], perFile).map(
        (piece, at) => [`${kind}-${at + 1}.xml`, piece.map((id) => PATHS[kind] + id)] as const,
      ),
    ),
  );
  files.set('pages.xml', ['/', '/about', '/terms', '/privacy', '/help']);
  if (name === 'sitemap.xml') {
    const entries = [...files.keys()].map(
      (file) => `<sitemap><loc>${locationOf(origin, `/sitemaps/${file}`)}</loc></sitemap>`,
    );
    return `${HEAD}\n<sitemapindex ${XMLNS}>${entries.join('')}</sitemapindex>\n`;
  }
  const paths = files.get(name);
  if (!paths) return null;
  const entries = paths.map((path) => `<url><loc>${locationOf(origin, path)}</loc></url>`);
  return `${HEAD}\n<urlset ${XMLNS}>${entries.join('')}</urlset>\n`;
}

function locationOf(origin: string, path: string): string {
  return escapeMarkup(origin + path);
}

function pieces<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
