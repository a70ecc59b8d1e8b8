/** Two tabs of one browser: a draft is one draft, what is not sent is not lost by signing out, and a suspended tab stops nobody. */
import { expect } from 'chai';
import type { BrowserContext, CDPSession, Page, WebSocketRoute } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, violations } from '../support/browser.ts';
import { matchedPair, type Pair } from '../support/people.ts';
import { openSignedIn, signInOn } from '../support/signed-in-page.ts';
import { until } from '../support/until.ts';
import { ja } from '../support/words.ts';

/** With Web Locks, and without: a page on plain http is no secure context. */
const ADDRESSES = [
  { address: 'a secure address', of: (url: string) => url, hasLocks: true },
  { address: 'plain http', of: (url: string) => url.replace('127.0.0.1', 'meshi.test'), hasLocks: false },
];

describe('two tabs of one browser', () => {
  let app: TestApp;
  let pair: Pair;
  let first: Page;
  let second: Page;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(() => first?.context().close());
  after(() => app?.close());

  async function openTabs(url = app.url, prepare = async (_: BrowserContext) => {}): Promise<void> {
    pair = await matchedPair(app);
    first = await openSignedIn({ url }, pair.alice);
    await prepare(first.context());
    second = await first.context().newPage();
    for (const page of [first, second]) {
      await page.goto(`${url}/conversations/${pair.conversationId}`);
      await composerOf(page).waitFor();
    }
  }

  it('show the same draft', async () => {
    await openTabs();

    await composerOf(first).fill('まだ途中');
    await shows(second, 'まだ途中');
    await composerOf(second).fill('まだ途中です');

    await shows(first, 'まだ途中です');
  });

  it('send a draft once: after one tab has sent it, the other one has none, and its Enter sends nothing', async () => {
    await openTabs();
    await composerOf(first).fill('一度だけ');
    await shows(second, '一度だけ');

    await composerOf(first).press('Enter');
    await first.locator('[data-state="durable"]').getByText('一度だけ').waitFor();
    await composerOf(second).press('Enter');

    await shows(second, '');
    await composerOf(second).fill('次');
    await composerOf(second).press('Enter');
    await second.locator('[data-state="durable"]').getByText('次').waitFor();
    expect(await storedTexts()).to.deep.equal(['一度だけ', '次']);
  });

  it('do not send a draft again that was sent while a tab could not notice it', async () => {
    await openTabs();
    await composerOf(first).fill('一度だけ');
    await shows(second, '一度だけ');
    // What another tab does after sending. A page is not told of its own changes, as a suspended tab is not of any.
    await second.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith('meshi.draft.')) localStorage.removeItem(key);
    });

    await composerOf(second).press('Enter');
    await shows(second, '');
    await composerOf(second).fill('次');
    await composerOf(second).press('Enter');
    await second.locator('[data-state="durable"]').getByText('次').waitFor();

    expect(await storedTexts()).to.deep.equal(['次']);
  });

  it('lose nothing by signing out without a question, and keep nothing after it', async () => {
    const line = new Line();
    await openTabs(app.url, (context) => line.watch(context));
    await line.cut();
    await first.getByText(ja.connection.connecting).waitFor();
    for (const text of ['一つ目', '二つ目']) {
      await composerOf(first).fill(text);
      await composerOf(first).press('Enter');
    }
    await composerOf(first).fill('下書き');
    await first.locator('[data-state="queued"]').nth(1).waitFor();
    await first.goto('about:blank');
    await second.goto(`${app.url}/settings`);

    await second.getByRole('button', { name: ja.nav.signOut }).click();
    const question = second.getByRole('alertdialog', { name: ja.settings.signOutTitle });
    await question.getByText(ja.settings.unsentMessages(2)).waitFor();
    await question.getByText(ja.settings.unsentDrafts(1)).waitFor();
    await keepPicture(second, 'unsent', 'sign-out-ja-1280');
    await second.setViewportSize({ width: 320, height: 700 });
    await keepPicture(second, 'unsent', 'sign-out-ja-320');
    expect(await violations(second)).to.deep.equal([]);
    await question.getByRole('button', { name: ja.common.back }).click();
    await question.waitFor({ state: 'detached' });
    await second.getByRole('button', { name: ja.nav.signOut }).click();
    await question.getByRole('button', { name: ja.nav.signOut }).click();
    await second.getByLabel(ja.account.email).waitFor();

    await second.waitForFunction(() => !JSON.stringify(localStorage).includes('下書き'));
    await until(
      () => textsInDatabases(second),
      (texts) => !texts.includes('つ目'),
    );
    line.isCut = false;
    await first.goto(`${app.url}/sign-in`);
    await signInOn(first, pair.bob);
    await first.goto(`${app.url}/conversations/${pair.conversationId}`);
    await composerOf(first).waitFor();
    await shows(first, '');
    expect(await storedTexts()).to.deep.equal([]);
  });

  for (const { address, of, hasLocks } of ADDRESSES) {
    describe(`of ${address}, of which one is suspended`, () => {
      let tab: CDPSession;

      beforeEach(async () => {
        await openTabs(of(app.url));
        expect(await first.evaluate(() => 'locks' in navigator)).to.equal(hasLocks);
      });

      it('send messages: a tab that sleeps while it sends does not hold up the other one', async () => {
        await holdSending(first);
        await composerOf(first).fill('眠る前');
        await composerOf(first).press('Enter');
        await first.evaluate(() => (window as unknown as { held: Promise<void> }).held);
        tab = await suspend(first);

        await composerOf(second).fill('起きているタブから');
        await composerOf(second).press('Enter');
        await second.locator('[data-state="durable"]').getByText('起きているタブから').waitFor();
        await wake(tab);
        await first.locator('[data-state="durable"]').getByText('眠る前').waitFor();

        expect((await storedTexts()).toSorted()).to.deep.equal(['眠る前', '起きているタブから'].toSorted());
      });

      it('load: a tab that sleeps while it renews the session does not keep the other one empty, and stays signed in', async () => {
        const [held, asleep] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
        await first.route('**/sessions/refresh', async (route) => {
          held.resolve();
          await asleep.promise;
          await route.continue();
        });
        void first.reload().catch(() => {});
        await held.promise;
        tab = await suspend(first);

        await second.reload();
        await composerOf(second).waitFor();
        asleep.resolve();
        await wake(tab);
        await composerOf(first).waitFor();

        await second.reload();
        await composerOf(second).waitFor();
      });
    });
  }

  const composerOf = (page: Page) => page.getByLabel(ja.messages.composer, { exact: true });

  async function shows(page: Page, draft: string): Promise<void> {
    await page.waitForFunction(
      ([label, text]) => document.querySelector<HTMLTextAreaElement>(`textarea[aria-label="${label}"]`)?.value === text,
      [ja.messages.composer, draft],
    );
  }

  async function storedTexts(): Promise<string[]> {
    const { messages } = await pair.bob.call('conversations.history', {
      params: { conversationId: pair.conversationId },
    });
    return messages.map(({ text }) => text);
  }
});

/** The connection of all tabs for messages and events. While it is cut, calls over HTTP still arrive. */
class Line {
  isCut = false;
  readonly #open = new Set<WebSocketRoute>();

  /** Call it before the pages load that it is for. */
  async watch(context: BrowserContext): Promise<void> {
    await context.route('**/socket.io/**', (route) => (this.isCut ? route.abort() : route.continue()));
    await context.routeWebSocket(/socket\.io/, (socket) => {
      if (this.isCut) return void socket.close();
      socket.connectToServer();
      this.#open.add(socket);
    });
  }

  async cut(): Promise<void> {
    this.isCut = true;
    await Promise.all([...this.#open].map((socket) => socket.close()));
  }
}

/** Lets the next message of this page reach nobody, and sets `window.held` to a promise that resolves then. */
async function holdSending(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { send } = WebSocket.prototype;
    const held = new Promise<void>((resolve) => {
      WebSocket.prototype.send = function (data) {
        if (typeof data !== 'string' || !data.includes('message:send')) return send.call(this, data);
        WebSocket.prototype.send = send;
        resolve();
      };
    });
    Object.assign(window, { held });
  });
}

/** Stops the page's script, as a browser does with a tab that sleeps. */
async function suspend(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Debugger.enable');
  const paused = new Promise((resolve) => session.once('Debugger.paused', resolve));
  await session.send('Debugger.pause');
  void session.send('Runtime.evaluate', { expression: '0' }).catch(() => {});
  await paused;
  return session;
}

async function wake(session: CDPSession): Promise<void> {
  await session.send('Debugger.resume');
  await session.send('Debugger.disable');
}

/** The text of everything that IndexedDB holds. */
function textsInDatabases(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const request = indexedDB.open('meshi-outbox');
    const database = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
    const all = database.transaction('messages').objectStore('messages').getAll();
    const entries = await new Promise((resolve) => {
      all.onsuccess = () => resolve(all.result);
    });
    database.close();
    return JSON.stringify(entries);
  });
}
