/** The frame of visitors' pages: the head for machines, and what is around the content. */
import { bowl } from './art.ts';
import { html, type Markup } from './markup.ts';
import type { PageFacts, Reader } from './view.ts';
import type { FrontLanguage } from './words.ts';

const LOCALES: Readonly<Record<FrontLanguage, string>> = { ja: 'ja_JP', en: 'en_US' };
const PICTURE = { width: '1200', height: '630', type: 'image/png' };

/** Title, description, and what social networks show. `origin` is the URL of this server. */
export function headOf(
  { title, description, path, picture, isListed }: PageFacts,
  origin: string,
  language: FrontLanguage,
): Markup {
  const url = origin + path;
  const properties: [string, string][] = [
    ['og:type', 'website'],
    ['og:site_name', 'Meshi 飯'],
    ['og:locale', LOCALES[language]],
    ['og:title', title],
    ['og:description', description],
    ['og:url', url],
    ...pictureProperties(picture === null ? null : origin + picture, title),
  ];
  return html`<title>${title} · Meshi 飯</title>
    <meta name="description" content="${description}" />
    ${!isListed && html`<meta name="robots" content="noindex" />`}
    <link rel="canonical" href="${url}" />
    <link rel="alternate" hreflang="ja" href="${url}?lang=ja" />
    <link rel="alternate" hreflang="en" href="${url}?lang=en" />
    <link rel="alternate" hreflang="x-default" href="${url}" />
    ${properties.map(([name, content]) => html`<meta property="${name}" content="${content}" />\n    `)}<meta name="twitter:card" content="${picture === null ? 'summary' : 'summary_large_image'}" />
    <meta name="twitter:title" content="${title}" />
    <meta name="twitter:description" content="${description}" />`;
}

/** Header, content and footer. `path` is the address of this page. */
export function frame(content: Markup, path: string, { language, words }: Reader): Markup {
  const other: FrontLanguage = language === 'ja' ? 'en' : 'ja';
  return html`<div class="front">
<a class="front-skip" href="#content">${words.skip}</a>
<header class="front-top">
<a class="front-brand" href="/">${bowl(32)}<span>${words.appName}</span></a>
<nav aria-label="${words.signIn}"><a class="front-nav-link" href="?lang=${other}" lang="${other}" hreflang="${other}" data-language="${other}">${words.otherLanguage}</a><a class="front-nav-link" data-return href="/sign-in?from=${encodeURIComponent(path)}">${words.signIn}</a></nav>
</header>
<main id="content" tabindex="-1">${content}</main>
<footer class="front-foot"><nav aria-label="${words.footer}"><a href="/about">${words.about}</a><a href="/terms">${words.terms}</a><a href="/privacy">${words.privacy}</a><a href="/help">${words.help}</a></nav></footer>
</div>`;
}

function pictureProperties(url: string | null, alt: string): [string, string][] {
  if (url === null) return [];
  return [
    ['og:image', url],
    ['og:image:type', PICTURE.type],
    ['og:image:width', PICTURE.width],
    ['og:image:height', PICTURE.height],
    ['og:image:alt', alt],
  ];
}
