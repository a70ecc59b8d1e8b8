/** What visitors without an account see in their browser, and the way in, which leads back to where they came from. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { filledButtons, keepPicture, type Look, openPage, SIZES, violations } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import { caller } from '../support/people.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };
const NARROW = { width: 320, height: 640 };
/** What the first load of a visitor may weigh, compressed, and the requests before its content. */
const MAX_BYTES = 100_000;
const MAX_REQUESTS = 3;

describe('the pages of visitors', () => {
  let app: DemoApp;
  let empty: TestApp;
  /** Paths of the demo that are public, by their kind. */
  const paths: Record<string, string> = {};

  before(async () => {
    [app, empty] = await Promise.all([demoApp(), startTestApp()]);
    const { topics, meals, communities } = await caller(app)('front.getTable');
    const [email] = app.credentials;
    const { accessToken } = await caller(app)('sessions.signIn', { body: email });
    const { items: rooms } = await caller(app, accessToken)('rooms.list');
    const named = topics.find(({ owner }) => owner !== null);
    Object.assign(paths, {
      topic: `/topics/${topics[0]?.id}`,
      meal: `/meals/${meals[0]?.id}`,
      community: `/communities/${communities[0]?.id}`,
      room: `/rooms/${rooms[0]?.id}`,
      person: `/people/${named?.owner?.id}`,
    });
  });
  after(() => empty?.close());

  const looks: (Look & { width: 'narrow' | 'usual' })[] = [
    { size: 'phone', language: 'ja', theme: 'light', width: 'narrow' },
    { size: 'phone', language: 'en', theme: 'dark', width: 'narrow' },
    { size: 'phone', language: 'ja', theme: 'dark', width: 'usual' },
    { size: 'phone', language: 'en', theme: 'light', width: 'usual' },
    { size: 'desktop', language: 'ja', theme: 'light', width: 'usual' },
    { size: 'desktop', language: 'en', theme: 'dark', width: 'usual' },
  ];
  for (const look of looks) {
    const { width } = look.width === 'narrow' ? NARROW : SIZES[look.size];
    it(`are right at ${width} px, in ${look.language}, ${look.theme}`, async () => {
      const { page, failures } = await openPage(look);
      if (look.width === 'narrow') await page.setViewportSize(NARROW);
      const all = { front: '/', ...paths, missing: '/nothing', invitation: '/invitation#none' };
      for (const [name, path] of Object.entries(all)) {
        await page.goto(app.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await keepPicture(page, 'front', `${name}-${width}-${look.language}-${look.theme}`);

        expect(await violations(page), `${name}: what axe finds`).to.deep.equal([]);
        expect((await filledButtons(page)).slice(1), `${name}: filled buttons after the first`).to.deep.equal([]);
        expect(await overflow(page), `${name}: wider than the window`).to.equal(0);
        expect(await page.locator('html').getAttribute('lang')).to.equal(look.language);
      }
      await page.goto(empty.url);
      await page.getByRole('heading', { name: WORDS[look.language].front.samples }).waitFor();
      await keepPicture(page, 'front', `empty-${width}-${look.language}-${look.theme}`);
      expect(await violations(page), 'empty: what axe finds').to.deep.equal([]);

      // An invitation that does not exist is a failed request.
      expect(failures).to.deep.equal([]);
      await page.context().close();
    });
  }

  it('load little: few requests before the content, and less than 100 kB in all', async () => {
    const { page } = await openPage({ size: 'phone', language: 'ja', theme: 'light' });
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    let before = 0;
    let hasContent = false;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.exposeFunction('contentShown', () => {
      hasContent = true;
    });
    page.on('requestfinished', (request) => {
      const isIcon = /icon|manifest|avatars/.test(request.url());
      if (!hasContent && !isIcon && request.resourceType() !== 'script') before += 1;
      if (!hasContent && request.url().endsWith('/appearance.js')) before += 1;
    });
    await page.addInitScript(() => {
      new PerformanceObserver(() => Reflect.get(window, 'contentShown')()).observe({ type: 'paint', buffered: true });
    });

    await page.goto(app.url, { waitUntil: 'networkidle' });

    console.log({ bytes, before });
    expect(bytes).to.be.below(MAX_BYTES);
    expect(before).to.be.at.most(MAX_REQUESTS);
    await page.context().close();
  });
});

/** By how many pixels a page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
