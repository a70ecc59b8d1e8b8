/** Real browsers for tests that look at screens: how they start, how a person's screen may look, and what axe says. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Everything one browser needs to run without a screen, with a microphone that beeps and needs no permission. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--hide-scrollbars',
];

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ARGUMENTS,
  });
}

/** How a person's screen looks. */
export interface Look {
  size: 'phone' | 'desktop';
  language: 'ja' | 'en';
  theme: 'light' | 'dark';
}

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const LOCALES = { ja: 'ja-JP', en: 'en-US' };

/** A fresh browser profile with one page. Whatever the page throws ends up in `failures`. */
export async function openPage(browser: Browser, look: Look): Promise<{ page: Page; failures: string[] }> {
  const context = await browser.newContext({
    viewport: SIZES[look.size],
    hasTouch: look.size === 'phone',
    locale: LOCALES[look.language],
    timezoneId: 'Asia/Tokyo',
    colorScheme: look.theme,
    reducedMotion: 'reduce',
    permissions: ['microphone'],
  });
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  return { page, failures };
}

/** What axe finds serious or critical on the page, one line each. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
}

/** Keeps a picture of the screen under `test-results/`. */
export async function keepPicture(page: Page, folder: string, name: string): Promise<void> {
  const directory = join(import.meta.dirname, '../../test-results', folder);
  await mkdir(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`) });
}
