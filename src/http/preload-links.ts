/** Tells browsers of people who are signed in which files the first screen needs, before they have read the first of them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from 'express';
import { z } from 'zod';
import { chosenLanguage } from './language-cookie.ts';

/** What `web/preload-list.ts` writes. */
const listSchema = z.object({
  scripts: z.array(z.string()),
  styles: z.array(z.string()),
  words: z.object({ ja: z.string(), en: z.string() }),
});

/** Returns a function for the `Link` header of a page; null without a build. */
export function preloadLinks(directory: string): (request: Request) => string | null {
  const file = join(directory, 'preload.json');
  let list: z.infer<typeof listSchema> | null = null;
  return (request) => {
    if (!list && !existsSync(file)) return null;
    // Read once it exists: the server may start before the build.
    list ??= listSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const scripts = [...list.scripts, list.words[languageOf(request)]].map((path) => `<${path}>; rel=modulepreload`);
    const styles = list.styles.map((path) => `<${path}>; rel=preload; as=style; crossorigin`);
    return [...styles, ...scripts].join(', ');
  };
}

/** The language in which the app will speak, as `web/i18n/language.ts` chooses it. */
function languageOf(request: Request): 'ja' | 'en' {
  const chosen = chosenLanguage(request.headers.cookie);
  return chosen ?? (request.acceptsLanguages()[0]?.startsWith('ja') ? 'ja' : 'en');
}
