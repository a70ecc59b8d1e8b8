/** The service worker: the app starts without a connection, a new build is offered, and nothing of a person is kept. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, openPage, rendered, violations, walkTo } from '../support/browser.ts';
import { type BuildCopy, copyBuild, FORMER_WORKER } from '../support/build-copy.ts';
import { matchedPair, type Person, signUp } from '../support/people.ts';
import { showTopics } from '../support/signed-in-page.ts';
import { until } from '../support/until.ts';
import { ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light', isWholeBrowser: true };

describe('the installed app', () => {
  let app: TestApp;
  let build: BuildCopy;
  let page: Page;
  let failures: string[];

  before(async () => {
    build = await copyBuild();
    app = await startTestApp({ webDirectory: build.directory });
  });
  beforeEach(async () => {
    ({ page, failures } = await openPage(PHONE));
  });
  afterEach(() => page?.context().close());
  after(() => app?.close());

  /** Shows the topics of a person, and waits until the worker keeps the app. */
  async function withWorker(person: Person): Promise<void> {
    await showTopics(page, app, person);
    await until(
      () => workerOf(page),
      (path) => path === '/service-worker.js',
    );
  }

  /** Opens another tab after a deploy. It is new already, so its worker takes over at once, for all tabs. */
  async function replaceWorker(): Promise<void> {
    const before = await cacheNames(page);
    const newer = await page.context().newPage();
    await newer.goto(`${app.url}/topics`);
    await until(
      async () => (await cacheNames(newer)).join(),
      (names) => !names.includes(before[0] ?? '') && names !== '',
    );
  }

  it('starts without a connection, with the line that says so, and goes on when there is one', async () => {
    await withWorker(await signUp(app));
    await page.context().setOffline(true);

    await page.reload();
    const { offline, connecting } = ja.connection;
    // Emulated, some browsers still say that they have a network.
    await page.getByText(offline).or(page.getByText(connecting)).waitFor();
    await keepPicture(page, 'installed', 'offline');
    expect(await violations(page)).to.deep.equal([]);
    await page.context().setOffline(false);

    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
  });

  it('starts while the server answers that it is away', async () => {
    await withWorker(await signUp(app));
    await page.reload();
    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();

    await build.without('index.html', async () => {
      expect((await fetch(`${app.url}/topics`, { headers: { cookie: 'meshi_session=1' } })).status).to.equal(503);
      await page.goto(`${app.url}/topics`);

      await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    });
  });

  it('keeps only files that are the same for everyone, also after a person has read and signed out', async () => {
    const { bob, conversationId } = await matchedPair(app);
    await withWorker(bob);
    await page.goto(`${app.url}/conversations/${conversationId}`);
    await page.getByRole('log').waitFor();
    await page.context().grantPermissions(['notifications']);
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.showNotification('Alice', { tag: 'x', body: 'secret', requireInteraction: true });
    });

    await walkTo(page, '/settings');
    await page.getByRole('button', { name: ja.nav.signOut }).click();
    await page.getByRole('link', { name: ja.account.signIn }).or(page.getByLabel(ja.account.email)).first().waitFor();

    await until(
      () => shownBy(page),
      (shown) => shown === 0,
    );
    const kept = await keptPaths(page);
    expect(kept).to.include('/index.html');
    for (const path of kept)
      expect(path).to.match(/^\/(?:assets\/[^/]+\.(?:js|css)|index\.html|appearance\.js|icon\.svg)$/);
    expect(kept.some((path) => path.includes('/front-'))).to.equal(false);
  });

  it('shows visitors the page of the server, not the one that it keeps', async () => {
    await withWorker(await signUp(app));
    await walkTo(page, '/settings');
    await page.getByRole('button', { name: ja.nav.signOut }).click();
    await page.getByRole('link', { name: ja.account.signIn }).or(page.getByLabel(ja.account.email)).first().waitFor();

    await page.goto(app.url);

    await page.getByRole('heading', { name: ja.front.title }).waitFor();
    expect(await page.locator('html[data-front]').count()).to.equal(1);
  });

  it('offers a new build in one line, not while a person types, and reloads only after the press', async () => {
    await withWorker(await signUp(app));
    await page.reload();
    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    const field = page.getByRole('searchbox').first();
    await field.focus();
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    const line = page.getByText(ja.connection.newBuild);

    await build.deploy();
    await update(page);
    await until(
      () => waitingOf(page),
      (isWaiting) => isWaiting,
    );
    // The page has asked before.
    await answerOfWaiting(page);
    await rendered(page);
    expect(await line.count()).to.equal(0);
    await field.blur();
    await line.waitFor();
    await keepPicture(page, 'installed', 'update');
    expect(await violations(page)).to.deep.equal([]);
    expect(await page.evaluate(() => Reflect.get(window, 'isSamePage'))).to.equal(true);
    const before = await cacheNames(page);
    await page.getByRole('button', { name: ja.connection.reload }).click();

    await page.waitForFunction(() => !Reflect.has(window, 'isSamePage'));
    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    expect(await waitingOf(page)).to.equal(false);
    const after = await cacheNames(page);
    expect([after.length, after[0] === before[0]]).to.deep.equal([1, false]);
  });

  it('does not offer a build to a page that has been loaded from it', async () => {
    await withWorker(await signUp(app));
    await page.reload();
    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    const before = await cacheNames(page);
    await build.deploy();

    await page.reload();
    await until(
      async () => (await cacheNames(page)).join(),
      (names) => !names.includes(before[0] ?? '') && names !== '',
    );

    expect(await waitingOf(page)).to.equal(false);
    expect(await page.getByText(ja.connection.newBuild).count()).to.equal(0);
  });

  it('still offers the new build in a tab whose worker another tab has replaced', async () => {
    await withWorker(await signUp(app));
    await page.reload();
    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    await page.evaluate(() => {
      const { controller } = navigator.serviceWorker;
      controller?.addEventListener('statechange', () => Object.assign(window, { formerState: controller.state }));
      Object.assign(window, { isSamePage: true });
    });
    await build.deploy();
    await update(page);
    await page.getByText(ja.connection.newBuild).waitFor();

    await replaceWorker();

    await page.waitForFunction(() => Reflect.get(window, 'formerState') === 'redundant');
    await rendered(page);
    await page.getByRole('button', { name: ja.connection.reload }).click();
    await page.waitForFunction(() => !Reflect.has(window, 'isSamePage'));
    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    expect(await page.getByText(ja.connection.newBuild).count()).to.equal(0);
  });

  it('offers the new build in a tab that first hears of it when another tab has taken it', async () => {
    await withWorker(await signUp(app));
    // The tab is slow: it does not ask its browser about workers before the end of this test.
    await page.addInitScript(() => {
      navigator.serviceWorker.register = () => new Promise(() => {});
    });
    await page.reload();
    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    await build.deploy();

    await replaceWorker();

    await page.getByText(ja.connection.newBuild).waitFor();
  });

  it('installs the worker when push is turned on, after its first installation has failed', async () => {
    const person = await signUp(app);
    await page.context().grantPermissions(['notifications']);
    await page.addInitScript(() => {
      const register = navigator.serviceWorker.register.bind(navigator.serviceWorker);
      navigator.serviceWorker.register = async (...args) => {
        const registration = await register(...args);
        registration.installing?.addEventListener('statechange', ({ target }) => {
          document.documentElement.dataset.worker = (target as ServiceWorker).state;
        });
        return registration;
      };
    });
    await build.without('icon.svg', async () => {
      await showTopics(page, app, person);
      await page.locator('html[data-worker="redundant"]').waitFor({ state: 'attached' });
    });
    await walkTo(page, '/settings/notifications');

    await page.getByRole('button', { name: ja.notifications.pushOn }).click();

    await until(
      () => workerOf(page),
      (path) => path === '/service-worker.js',
    );
  });

  it('replaces the former worker within its registration, so that its push subscription stays', async () => {
    const person = await signUp(app);
    await page.goto(`${app.url}/robots.txt`);
    await page.evaluate(async (path) => {
      const registration = await navigator.serviceWorker.register(path);
      await navigator.serviceWorker.ready;
      // Stands for the subscription, which belongs to the registration as it does: this browser has no push service.
      await registration.navigationPreload.setHeaderValue('kept');
    }, FORMER_WORKER);
    await build.removeFormerWorker();

    await withWorker(person);

    const [count, value] = await page.evaluate(async () => {
      const all = await navigator.serviceWorker.getRegistrations();
      return [all.length, (await all[0]?.navigationPreload.getState())?.headerValue];
    });
    expect([count, value]).to.deep.equal([1, 'kept']);
  });

  it('has no worker where there is no secure context', async () => {
    const person = await signUp(app);
    const plain = `http://meshi.test:${new URL(app.url).port}`;

    await showTopics(page, { url: plain }, person);

    await walkTo(page, '/settings/notifications');
    await page.getByText(ja.notifications.pushInsecure, { exact: true }).waitFor();
    expect(await page.evaluate(() => 'serviceWorker' in navigator)).to.equal(false);
    expect(failures).to.deep.equal([]);
  });
});

/** The path of the active worker; null if there is none. */
function workerOf(page: Page): Promise<string | null> {
  return page.evaluate(async () => {
    const active = (await navigator.serviceWorker.getRegistration())?.active;
    return active?.state === 'activated' ? new URL(active.scriptURL).pathname : null;
  });
}

function waitingOf(page: Page): Promise<boolean> {
  return page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
}

/** Resolves when the waiting worker has answered a page, and whatever was asked before. */
function answerOfWaiting(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const waiting = (await navigator.serviceWorker.getRegistration())?.waiting;
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      waiting?.postMessage({ asks: 'is-same-build', entry: null }, [port2]);
    });
  });
}

function update(page: Page): Promise<void> {
  return page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
}

function shownBy(page: Page): Promise<number> {
  return page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).length);
}

function cacheNames(page: Page): Promise<string[]> {
  return page.evaluate(() => caches.keys());
}

function keptPaths(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    return paths;
  });
}
