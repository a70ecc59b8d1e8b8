/** Pages of an integrator at the app's origin, as behind a reverse proxy that serves both. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { SdkPerson } from '../../support/sdk.ts';
import { watchSound } from '../../support/sound.ts';

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

export interface OutsidePage {
  page: Page;
  /** The errors that the page threw or logged. */
  failures: string[];
}

/** Opens `index.html` of a folder under `/outside/`. The page finds who it is for in `window.person`. */
export async function openOutsidePage(
  browser: Browser,
  { url, folder, person }: { url: string; folder: string; person: SdkPerson },
): Promise<OutsidePage> {
  const page = await (await browser.newContext()).newPage();
  const failures: string[] = [];
  page.on('pageerror', ({ message }) => failures.push(message));
  page.on('console', (line) => line.type() === 'error' && failures.push(line.text()));
  await watchSound(page);
  await page.addInitScript((known) => Object.assign(window, { person: known }), {
    email: person.email,
    password: person.password,
  });
  await page.route(`${url}/outside/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice('/outside/'.length) || 'index.html';
    const body = await readFile(join(folder, name)).catch(() => null);
    if (!body) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: TYPES[extname(name)] ?? 'application/octet-stream', body });
  });
  await page.goto(`${url}/outside/`);
  return { page, failures };
}
