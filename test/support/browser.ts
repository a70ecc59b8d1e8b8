/** Pages in Chromium for tests: looks, screenshots and accessibility checks. */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { atEnd } from './at-end.ts';
import { LOCALES, launchChromium, SIZES } from './chromium.ts';
import { LIMIT_MS, until } from './until.ts';

export { LOCALES, launchChromium, SIZES } from './chromium.ts';

/** Toasts stay this long or longer. */
const LONG_MS = 5_000;

const shared = new Map<boolean, Promise<Browser>>();

/** One browser of each kind for all tests without sound. Each person gets a separate profile in it. Closed after all tests. */
function sharedBrowser(isWhole: boolean): Promise<Browser> {
  const browser = shared.get(isWhole) ?? launchChromium({ isWhole });
  shared.set(isWhole, browser);
  return browser;
}

atEnd(async () => {
  for (const browser of shared.values()) await (await browser).close();
});

/** The size, language and theme of a person's screen. */
export interface Look {
  size: keyof typeof SIZES;
  language: 'ja' | 'en';
  theme: 'light' | 'dark';
  /** The colours of the system, with high contrast, replace those of the page. */
  isHighContrast?: boolean;
  /** For a test that needs notifications of the system. */
  isWholeBrowser?: boolean;
}

/** Opens a page in a new browser profile. `failures` collects the errors that the page throws. */
export async function openPage(look: Look): Promise<{ page: Page; failures: string[] }> {
  const browser = await sharedBrowser(look.isWholeBrowser ?? false);
  const context = await browser.newContext({
    viewport: SIZES[look.size],
    hasTouch: look.size === 'phone' || look.size === 'small',
    deviceScaleFactor: look.size === 'zoomed' ? 2 : 1,
    locale: LOCALES[look.language],
    timezoneId: 'Asia/Tokyo',
    colorScheme: look.theme,
    reducedMotion: 'reduce',
    ...(look.isHighContrast && { forcedColors: 'active', contrast: 'more' }),
    permissions: ['microphone'],
  });
  context.setDefaultTimeout(LIMIT_MS);
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  return { page, failures };
}

/** Navigates inside the running app, as its links do, without reloading the page. */
export async function walkTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

/** Stops the long timers of a page from now on, such as those that close toasts: on a busy machine, a step takes long too. */
export async function stopLongTimers(page: Page): Promise<void> {
  const stop = (longMs: number) => {
    const { setTimeout } = window;
    const withoutLong = (run: () => void, ms = 0) => setTimeout(run, ms < longMs ? ms : 2 ** 31 - 1);
    Object.assign(window, { setTimeout: withoutLong });
  };
  await page.addInitScript(stop, LONG_MS);
  await page.evaluate(stop, LONG_MS);
}

/** Resolves when a frame was drawn, and every observer of it has been called. */
export function rendered(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  );
}

/** Resolves when a field holds this text. */
export async function holdsText(field: Locator, text: string): Promise<void> {
  await until(
    () => field.inputValue(),
    (held) => held === text,
  );
}

/** Whether this element has the focus. */
export function hasFocus(element: Locator): Promise<boolean> {
  return element.evaluate((node) => node === document.activeElement);
}

/** Resolves when nothing loads or moves: no skeleton, every picture loaded, every animation ended. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('.skeleton, [aria-busy="true"]') === null &&
      [...document.images].every((image) => image.complete || image.loading === 'lazy') &&
      document.getAnimations().every((animation) => animation.playState !== 'running'),
  );
}

/** Rules whose problems are minor or moderate, which `violations` leaves out: running them would take time for nothing. */
const LESSER_RULES = [
  'aria-allowed-role',
  'aria-deprecated-role',
  'empty-heading',
  'empty-table-header',
  'focus-order-semantics',
  'form-field-multiple-labels',
  'heading-order',
  'hidden-content',
  'html-xml-lang-mismatch',
  'image-redundant-alt',
  'landmark-banner-is-top-level',
  'landmark-contentinfo-is-top-level',
  'landmark-main-is-top-level',
  'landmark-no-duplicate-banner',
  'landmark-no-duplicate-contentinfo',
  'landmark-no-duplicate-main',
  'landmark-one-main',
  'landmark-unique',
  'meta-viewport',
  'meta-viewport-large',
  'no-autoplay-audio',
  'page-has-heading-one',
  'presentation-role-conflict',
  'region',
  'scope-attr-valid',
  'server-side-image-map',
  'skip-link',
  'table-duplicate-name',
];

/** The short form takes a third less processor time to load than the one with comments. */
const axeFile = createRequire(import.meta.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js');
const AXE = readFileSync(axeFile, 'utf8');

/** The serious and critical problems that axe finds on the page, one line each. */
export async function violations(page: Page): Promise<string[]> {
  // Colours of what fades in or out are not those that people read.
  await settled(page);
  // The source is more than half a megabyte: a page that has it is not given it again.
  const hasAxe = await page.evaluate(() => 'axe' in window);
  // Legacy mode needs no second page to put the results of frames together: Meshi has no frames.
  const { violations: found } = await new AxeBuilder({ page, axeSource: hasAxe ? 'undefined' : AXE })
    .setLegacyMode(true)
    .options({
      // Only of these, the elements are described in full.
      resultTypes: ['violations'],
      rules: Object.fromEntries(LESSER_RULES.map((rule) => [rule, { enabled: false }])),
    })
    .analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
}

/** The filled buttons that a person sees, without those behind a dialog or outside of the window. A screen has at most one. */
export function filledButtons(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const sample = document.body.appendChild(document.createElement('i'));
    sample.style.background = 'var(--accent)';
    const accent = getComputedStyle(sample).backgroundColor;
    sample.remove();
    const isSeen = (element: Element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    };
    // A pressed button shows a state.
    return [...document.querySelectorAll('button:not([aria-pressed="true"]), a')]
      .filter((element) => getComputedStyle(element).backgroundColor === accent && isSeen(element))
      .map((element) => element.textContent || (element.getAttribute('aria-label') ?? ''));
  });
}

/** What differs between two runs by design: moments, faces, pictures and the levels of microphones. */
const VARYING = 'time, .avatar, img:not([src="/icon.svg"]), meter, .level';

/** Stores a screenshot in a folder of `test-results/`, and beside it which parts `npm run screens` must not compare. */
export async function keepPicture(page: Page, folder: string, name: string): Promise<void> {
  const directory = join(import.meta.dirname, '../../test-results', folder);
  await mkdir(directory, { recursive: true });
  await settled(page);
  await page.screenshot({ path: join(directory, `${name}.png`) });
  if (!process.env.SCREENS) return;
  const varying = await page.evaluate(
    (selector) =>
      [...document.querySelectorAll(selector)].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y, width, height].map((each) => Math.round(each * devicePixelRatio));
      }),
    VARYING,
  );
  await writeFile(join(directory, `${name}.json`), JSON.stringify(varying));
}
