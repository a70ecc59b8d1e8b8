/** What the browser loads until the first screen is shown. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Look, openPage } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import { giveSession } from '../support/signed-in-page.ts';
import { ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
/** The goal of docs/performance.md, less 6 kB for the headers of the answers. */
const MAX_SCRIPT_BYTES = 174_000;
/** The socket connects beside the first screen, which does not wait for it. */
const BESIDE = ['socket'];

describe('the first screen after signing in', () => {
  let app: DemoApp;
  let page: Page;

  before(async () => {
    app = await demoApp();
  });
  beforeEach(async () => {
    ({ page } = await openPage(PHONE));
    await page.addInitScript(watchContent);
    await giveSession(page, app, app.credentials[0]);
  });
  afterEach(() => page?.context().close());

  it('needs few scripts, none of which is for another screen or language', async () => {
    await page.goto(app.url);
    await page.getByRole('article').first().waitFor();

    const scripts = (await untilContent(page)).flatMap(({ url, bytes }) => {
      const [, name] = /\/assets\/(.+)-[\w-]{8}\.js$/.exec(url) ?? [];
      return name === undefined ? [] : [{ name, bytes }];
    });
    const names = scripts.map(({ name }) => name).filter((name) => !BESIDE.includes(name));

    expect(names).to.have.members(['index', 'rolldown-runtime', 'app', 'first', 'ja']);
    expect(scripts.reduce((sum, { bytes }) => sum + bytes, 0)).to.be.below(MAX_SCRIPT_BYTES);
  });

  it('loads few files after it', async () => {
    await page.goto(app.url, { waitUntil: 'networkidle' });
    await page.getByRole('article').first().waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);

    const files = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));

    expect(files.filter((name) => name.endsWith('.js')).length).to.be.below(30);
  });

  it('reads each thing once, also if the account is known last', async () => {
    await page.route(/\/api\/v1\/account$/, async (route) => {
      await page.locator('main[aria-busy="true"]').waitFor({ state: 'attached' });
      await route.continue();
    });

    await page.goto(app.url);
    await page.getByRole('article').first().waitFor();

    const calls = (await untilContent(page)).flatMap(({ url }) => /\/api\/v1\/([^?]+)/.exec(url)?.[1] ?? []);

    expect(calls.filter((call) => !call.startsWith('avatars/'))).to.include.members([
      'sessions/refresh',
      'account',
      'home',
      'home/overview',
      'instant-talks',
      'interests/received',
      'conversations',
    ]);
    // What others change is read again once the socket is open: what came before has been missed.
    const again = ['conversations', 'home/overview', 'instant-talks', 'interests/received'];
    const once = calls.filter((call) => !again.includes(call));
    expect(once).to.have.length(new Set(once).size);
  });

  it('resumes the session while its code is loaded, with one request each', async () => {
    const asked = page.waitForRequest(/\/api\/v1\/account$/);
    await page.route(/\/assets\/index-[\w-]{8}\.js$/, async (route) => {
      await asked;
      await route.continue();
    });
    await page.goto(app.url, { waitUntil: 'commit' });
    await page.getByRole('article').first().waitFor();

    const calls = (await untilContent(page)).filter(({ url }) => /\/(?:refresh|account)$/.test(url));
    expect(calls).to.have.length(2);
  });

  it('asks again for what was refused before its code was there', async () => {
    let count = 0;
    await page.route(/\/api\/v1\/(?:account|sessions\/refresh)$/, async (route) => {
      count += 1;
      if (count === 1) await route.fulfill({ status: 503, json: {} });
      else await route.continue();
    });

    await page.goto(app.url);

    await page.getByRole('article').first().waitFor();
    expect(count).to.equal(3);
  });

  it('reads what it shows while its code is loaded', async () => {
    const asked = page.waitForRequest(/\/api\/v1\/home\/overview/);
    await page.route(/\/assets\/(?:app|first)-[\w-]{8}\.js$/, async (route) => {
      await asked;
      await route.continue();
    });

    await page.goto(app.url, { waitUntil: 'commit' });

    await page.getByRole('article').first().waitFor();
  });
});

describe('the first screen of a visitor', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app?.close());

  it('needs no script of those who are signed in', async () => {
    const { page } = await openPage(PHONE);
    const scripts: string[] = [];
    page.on('request', (request) => {
      const [, name] = /\/assets\/(.+)-[\w-]{8}\.js$/.exec(request.url()) ?? [];
      if (name) scripts.push(name);
    });

    await page.goto(app.url, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { name: ja.front.title }).waitFor();

    expect(scripts).to.have.members(['front']);
    await page.context().close();
  });
});

/** Runs inside the page, before its own scripts: notes when the first topic is there. */
function watchContent(): void {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('article')) return;
    observer.disconnect();
    Reflect.set(window, 'contentAt', performance.now());
  }).observe(document, { childList: true, subtree: true });
}

/** What the page had begun to load when the first topic was there. */
function untilContent(page: Page): Promise<{ url: string; bytes: number }[]> {
  return page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ startTime }) => startTime < Reflect.get(window, 'contentAt'))
      .map(({ name, encodedBodySize }) => ({ url: name, bytes: encodedBodySize })),
  );
}
