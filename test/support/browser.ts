/** Chromium for tests: without a screen, with a microphone that needs no permission; how a screen looks, and what axe says. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { after } from 'mocha';
import { type Browser, chromium, type Page } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--hide-scrollbars',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // A page that a test hands in has no address; the browser would take loopback for a foreign network.
  '--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks',
];

export const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
export const LOCALES = { ja: 'ja-JP', en: 'en-US' };

/** A browser of its own: storage and microphone are nobody else's. Without a `voice` file the microphone beeps. */
export function launchChromium({ voice }: { voice?: 'a.wav' | 'b.wav' } = {}): Promise<Browser> {
  const { CHROMIUM, SPEECH_DIR } = process.env;
  if (voice && !SPEECH_DIR) throw new Error('SPEECH_DIR is not set: run the tests by npm test');
  const speech = voice ? [`--use-file-for-fake-audio-capture=${join(SPEECH_DIR ?? '', voice)}`] : [];
  return chromium.launch({
    executablePath: CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...ARGUMENTS, ...speech],
  });
}

let shared: Promise<Browser> | null = null;

/** One browser for all tests that only look; each person in it has a profile of their own. Closed after all tests. */
export function sharedBrowser(): Promise<Browser> {
  shared ??= launchChromium();
  return shared;
}

after(async () => {
  await (await shared)?.close();
});

/** How a person's screen looks. */
export interface Look {
  size: 'phone' | 'desktop';
  language: 'ja' | 'en';
  theme: 'light' | 'dark';
}

/** A fresh browser profile with one page. Whatever the page throws ends up in `failures`. */
export async function openPage(look: Look): Promise<{ page: Page; failures: string[] }> {
  const browser = await sharedBrowser();
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

/** Walks to an address inside the running app, as its links do, without loading the page anew. */
export async function walkTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

/** Resolves when nothing is loading or moving any more: no skeleton, every picture there, every animation ended. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('.skeleton, [aria-busy="true"]') === null &&
      [...document.images].every((image) => image.complete) &&
      document.getAnimations().every((animation) => animation.playState !== 'running'),
  );
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
  await settled(page);
  await page.screenshot({ path: join(directory, `${name}.png`) });
}
