/** People hear of messages in conversations that are not on the screen, and turn that off and on. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, stopLongTimers, violations, walkTo } from '../support/browser.ts';
import { standIn } from '../support/browser-push.ts';
import { connectGuest, type Guest } from '../support/guest.ts';
import { matchedPair, type Person, signUp } from '../support/people.ts';
import { type PushService, startPushService } from '../support/push-service.ts';
import { openSignedIn, signInOn } from '../support/signed-in-page.ts';
import { until } from '../support/until.ts';
import { en, ja } from '../support/words.ts';

/** Only the whole browser shows notifications of the system. */
const WITH_NOTIFICATIONS: Look = { size: 'desktop', language: 'ja', theme: 'light', isWholeBrowser: true };

describe('people who look elsewhere', () => {
  let app: TestApp;
  let pushService: PushService;
  let sent = 0;
  const pages: Page[] = [];

  before(async () => {
    pushService = await startPushService();
    app = await startTestApp({ pushTransport: pushService.transport });
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
  });
  after(async () => {
    await app?.close();
    await pushService?.close();
  });

  async function open(person: Person, look?: Look): Promise<Page> {
    const page = await openSignedIn(app, person, look);
    pages.push(page);
    await stopLongTimers(page);
    return page;
  }

  function write({ line }: Guest, conversationId: string, text: string) {
    return line.ask('message:send', { conversationId, clientMessageId: `away-${++sent}-${Date.now()}`, text });
  }

  const toastsOf = (page: Page) => page.locator('.toast').filter({ visible: true });
  const inTitle = (page: Page, start: string) =>
    page.waitForFunction((wanted) => document.title.startsWith(wanted), start);

  for (const [language, size] of [
    ['ja', 'phone'],
    ['en', 'desktop'],
  ] as const) {
    it(`see several messages as one toast, and their number in the title (${language}, ${size})`, async () => {
      const { alice, bob, conversationId } = await matchedPair(app);
      const words = language === 'ja' ? ja : en;
      const page = await open(bob, { size, language, theme: 'light' });
      const guest = await connectGuest(app, alice);
      const { displayName } = (await alice.call('accounts.me')).profile;
      const title = language === 'ja' ? `${displayName}さんから3件のメッセージ` : `3 messages from ${displayName}`;

      for (const text of ['one', 'two', 'three']) await write(guest, conversationId, text);
      const toast = toastsOf(page).filter({ hasText: title });
      await toast.waitFor();
      await inTitle(page, '(3) ');
      await keepPicture(page, 'away', `toast-${language}-${size}`);
      expect(await toastsOf(page).count()).to.equal(1);
      expect(await violations(page)).to.deep.equal([]);
      await toast.getByRole('button', { name: words.notifications.openConversation }).click();

      await page.getByText('three', { exact: true }).filter({ visible: true }).first().waitFor();
      await page.waitForFunction(() => !document.title.startsWith('('));
      await write(guest, conversationId, 'four');
      await page.getByText('four', { exact: true }).filter({ visible: true }).first().waitFor();
      expect(await toastsOf(page).count()).to.equal(0);
    });
  }

  it('mute a conversation on every device: no toast, no number in the title, but it stays unread', async () => {
    const { alice, bob, conversationId } = await matchedPair(app);
    await bob.call('conversations.mute', { params: { conversationId }, body: { for: 'hour' } });
    await bob.call('conversations.unmute', { params: { conversationId } });
    const [page, second] = [await open(bob), await open(bob, { size: 'phone', language: 'ja', theme: 'dark' })];
    await walkTo(page, `/conversations/${conversationId}`);
    await page.locator('.conversation').getByRole('button', { name: ja.common.menu }).first().click();
    await keepPicture(page, 'away', 'mute-menu');
    await page.getByRole('menuitem', { name: ja.conversations.mute.tomorrow }).click();
    await page.locator('.detail-head .muted-mark').waitFor();

    const guest = await connectGuest(app, alice);
    await walkTo(page, '/conversations');
    await page.locator('.detail-head').waitFor({ state: 'detached' });
    await write(guest, conversationId, 'quiet');
    for (const one of [page, second]) {
      await walkTo(one, '/conversations');
      const row = one.locator(`a[href="/conversations/${conversationId}"]`);
      await row.locator('.badge-quiet').waitFor();
      await row.locator('.muted-mark').waitFor();
      expect(await one.title()).to.not.match(/^\(/);
    }
    await keepPicture(second, 'away', 'muted-row');
    expect(await violations(second)).to.deep.equal([]);
    await bob.call('conversations.unmute', { params: { conversationId } });
    await inTitle(page, '(1) ');
    await inTitle(second, '(1) ');
    await write(guest, conversationId, 'loud');

    // A toast of the first message would say that there are two.
    for (const one of [page, second]) await toastsOf(one).filter({ hasText: 'さんからメッセージ' }).waitFor();
  });

  it('find a new match as a new conversation, until it is opened; then its notification is read too', async () => {
    const { bob, conversationId } = await matchedPair(app);
    const page = await open(bob);
    const bell = page.locator('.bell .badge').filter({ visible: true });
    await bell.waitFor();
    await inTitle(page, '(1) ');
    await walkTo(page, '/conversations');
    const row = page.locator(`a[href="/conversations/${conversationId}"]`);
    await row.getByText(ja.conversations.newMatch).waitFor();
    await keepPicture(page, 'away', 'new-match');

    await row.click();

    await row.getByText(ja.conversations.newMatch).waitFor({ state: 'detached' });
    await bell.waitFor({ state: 'detached' });
    await page.waitForFunction(() => !document.title.startsWith('('));
    expect((await bob.call('notifications.countUnread')).count).to.equal(0);
  });

  it('see a push notification closed when its conversation was read on another device', async () => {
    const { bob, alice, conversationId } = await matchedPair(app);
    await write(await connectGuest(app, alice), conversationId, 'one');
    const page = await open(bob, WITH_NOTIFICATIONS);
    await page.context().grantPermissions(['notifications']);
    await page.evaluate(() => navigator.serviceWorker.register('/service-worker.js'));
    const push = await pushTo(page);
    for (const tag of [conversationId, 'earlier', 'later']) await show(page, tag);

    await (await connectGuest(app, bob)).line.ask('conversation:read', { conversationId, seq: 1 });
    await untilShown(page, ['earlier', 'later']);
    const close = [
      { id: 'later', seq: 0 },
      { id: 'earlier', seq: 1 },
    ];
    await push({ id: 'next', close });

    await untilShown(page, ['later']);
  });

  it('keep a push notification about a message that they have not read, also if it arrives before the message', async () => {
    const { bob, alice, conversationId } = await matchedPair(app);
    const writer = await connectGuest(app, alice);
    await write(writer, conversationId, 'one');
    const page = await open(bob, WITH_NOTIFICATIONS);
    await page.context().grantPermissions(['notifications']);
    await page.evaluate(() => navigator.serviceWorker.register('/service-worker.js'));
    await inTitle(page, '(1) ');
    await show(page, conversationId, 2);
    await show(page, 'match', 0);

    const { line } = await connectGuest(app, bob);
    await line.ask('conversation:read', { conversationId, seq: 1 });
    await page.waitForFunction(() => !document.title.startsWith('('));
    await bob.call('notifications.read', { body: {} });
    await untilShown(page, [conversationId]);
    await write(writer, conversationId, 'two');
    await line.ask('conversation:read', { conversationId, seq: 2 });

    await untilShown(page, []);
  });

  it('see whether push is on for this browser and this person, also after signing out and in again', async () => {
    const [alice, bob] = [await signUp(app), await signUp(app)];
    const device = pushService.newDevice();
    const page = await open(alice);
    await standIn(page.context(), [device.subscription]);
    const settings = async () => {
      await page.goto(`${app.url}/settings/notifications`);
      await page.getByText(ja.notifications.push, { exact: true }).waitFor();
    };
    const shows = (text: string) => page.getByText(text, { exact: true }).waitFor();
    const hasSubscription = () => page.evaluate(() => localStorage.getItem('test.push') !== null);
    await settings();
    await shows(ja.notifications.pushHint);
    await page.getByRole('button', { name: ja.notifications.pushOn }).click();
    await shows(ja.notifications.pushIsOn);
    await keepPicture(page, 'away', 'settings');
    // The server loses the device, for example because its push service refused it for days.
    await app.connection.collection('pushDevices').deleteMany({ personId: alice.id });
    await walkTo(page, '/settings/appearance');
    await walkTo(page, '/settings/notifications');
    await shows(ja.notifications.pushHint);
    await page.getByRole('button', { name: ja.notifications.pushOn }).click();
    await shows(ja.notifications.pushIsOn);

    await walkTo(page, '/settings');
    await page.getByRole('button', { name: ja.nav.signOut }).click();
    await page.getByRole('link', { name: ja.account.signIn }).or(page.getByLabel(ja.account.email)).first().waitFor();
    await page.waitForFunction(() => localStorage.getItem('test.push') === null);
    await page.goto(`${app.url}/sign-in`);
    await signInOn(page, alice);
    await settings();
    await shows(ja.notifications.pushHint);
    expect(await hasSubscription()).to.equal(false);

    // Alice's session ends without this browser, as when its cookies are deleted: Bob must not get what is for her.
    await page.getByRole('button', { name: ja.notifications.pushOn }).click();
    await shows(ja.notifications.pushIsOn);
    await page.context().clearCookies();
    await page.goto(`${app.url}/sign-in`);
    await signInOn(page, bob);
    await page.waitForFunction(() => localStorage.getItem('test.push') === null);
    await settings();
    await shows(ja.notifications.pushHint);
  });

  it('are offered push notifications after the first match, and asked by the browser only after a press', async () => {
    const [single, { bob }] = [await signUp(app), await matchedPair(app)];
    const asked = (page: Page) => page.evaluate(() => localStorage.getItem('test.asked'));
    const offerOn = async (person: Person) => {
      const page = await open(person, { size: 'phone', language: 'ja', theme: 'light' });
      await standIn(page.context(), [pushService.newDevice().subscription], 'default');
      await page.goto(`${app.url}/conversations`);
      return { page, offer: page.getByRole('complementary', { name: ja.notifications.push }) };
    };
    const withoutMatch = await offerOn(single);
    await withoutMatch.page.getByRole('heading', { name: ja.conversations.emptyTitle }).waitFor();
    const { page, offer } = await offerOn(bob);
    await offer.waitFor();
    await keepPicture(page, 'away', 'push-offer');
    expect(await violations(page)).to.deep.equal([]);
    expect([await withoutMatch.offer.count(), await asked(page)]).to.deep.equal([0, null]);

    await offer.getByRole('button', { name: ja.notifications.offerOn }).click();

    await offer.waitFor({ state: 'detached' });
    expect(await asked(page)).to.equal('yes');
    await walkTo(page, '/settings/notifications');
    await page.getByText(ja.notifications.pushIsOn, { exact: true }).waitFor();
  });

  it('are not offered push notifications again after "later"', async () => {
    const { bob } = await matchedPair(app);
    const page = await open(bob);
    await standIn(page.context(), [pushService.newDevice().subscription], 'default');
    await page.goto(`${app.url}/conversations`);
    const offer = page.getByRole('complementary', { name: ja.notifications.push });
    await offer.getByRole('button', { name: ja.notifications.offerLater }).click();
    await offer.waitFor({ state: 'detached' });

    await page.goto(`${app.url}/conversations`, { waitUntil: 'networkidle' });

    await page.locator('.conversation-row').first().waitFor();
    expect(await offer.count()).to.equal(0);
  });

  it('see unread messages and people who wait as a number on the icon, until they sign out', async () => {
    const [{ bob }, carol] = [await matchedPair(app), await signUp(app)];
    const topic = await bob.call('topics.create', { body: { title: 'Tea', body: 'and code', kind: 'discuss' } });
    const page = await open(bob);
    const shows = await withIcon(page);
    await page.goto(`${app.url}/topics`);
    await shows('1');

    await carol.call('topics.createInterest', { params: { topicId: topic.id } });
    await shows('2');
    await walkTo(page, '/settings');
    await page.getByRole('button', { name: ja.nav.signOut }).click();

    await shows('none');
  });

  it('see who came between the first answers and the connection', async () => {
    const [ada, carol] = [await signUp(app), await signUp(app)];
    const topic = await ada.call('topics.create', { body: { title: 'Tea', body: 'and code', kind: 'discuss' } });
    const page = await open(ada);
    const shows = await withIcon(page);
    const [isRead, isConnected] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await page.route(/\/assets\/socket-[\w-]{8}\.js$/, async (route) => {
      await isConnected.promise;
      await route.continue();
    });
    page.on('requestfinished', (request) => {
      if (request.url().includes('/interests/received')) isRead.resolve();
    });
    await page.goto(`${app.url}/topics`);
    await isRead.promise;

    await carol.call('topics.createInterest', { params: { topicId: topic.id } });
    isConnected.resolve();

    await shows('1');
    await page.context().close();
  });

  it('see no number on the icon when their session has ended while the app was closed', async () => {
    const { bob } = await matchedPair(app);
    const page = await open(bob);
    const shows = await withIcon(page);
    await page.goto(`${app.url}/topics`);
    await shows('1');
    await page.goto('about:blank');
    const cookies = await page.context().cookies(app.url);
    await page.context().clearCookies();
    await page.context().addCookies(cookies.filter(({ name }) => name === 'meshi_session'));

    await page.goto(`${app.url}/topics`);

    await shows('none');
  });

  it('see that push is off because the browser blocks it, and how to allow it', async () => {
    const alice = await signUp(app);
    const page = await open(alice);
    await standIn(page.context(), [pushService.newDevice().subscription], 'denied');
    await page.goto(`${app.url}/settings/notifications`);

    await page.getByText(ja.notifications.pushDenied, { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: ja.notifications.pushOn }).count()).to.equal(0);
  });

  it('see that push needs a secure connection', async () => {
    const alice = await signUp(app);
    const page = await open(alice);
    const plain = `http://meshi.test:${new URL(app.url).port}`;
    await page.goto(`${plain}/sign-in`);
    await signInOn(page, alice);
    await page.goto(`${plain}/settings/notifications`);

    await page.getByText(ja.notifications.pushInsecure, { exact: true }).waitFor();
  });
});

/**
 * Shows a notification about a message of a conversation, by default the first, as the service worker does. It stays until it
 * is closed: Chromium removes others from its list after some seconds if the system shows no notifications.
 */
async function show(page: Page, conversationId: string, seq = 1): Promise<void> {
  await page.evaluate(
    async ([tag, data]) => {
      await (await navigator.serviceWorker.ready).showNotification('Meshi', { tag, data, requireInteraction: true });
    },
    [conversationId, { seq }] as const,
  );
}

/** Stands for the icon of an installed app, which a closed app keeps. Returns a function that waits for what is on it. */
async function withIcon(page: Page): Promise<(badge: string) => Promise<unknown>> {
  await page.context().addInitScript(() => {
    const mark = async (badge: string) => localStorage.setItem('test.badge', badge);
    Object.assign(navigator, {
      setAppBadge: (count: number) => mark(String(count)),
      clearAppBadge: () => mark('none'),
    });
  });
  return (badge) => page.waitForFunction((wanted) => localStorage.getItem('test.badge') === wanted, badge);
}

/** Waits until the browser shows exactly the notifications with these tags. */
async function untilShown(page: Page, tags: readonly string[]): Promise<void> {
  const read = () =>
    page.evaluate(async () => {
      const shown = await (await navigator.serviceWorker.ready).getNotifications();
      return shown.map(({ tag }) => tag).sort();
    });
  // Not `page.waitForFunction`, which takes the promise of an asynchronous function for true.
  await until(read, (shown) => shown.join() === tags.toSorted().join());
}

/** Returns a function that hands a push message to the service worker of the page. */
async function pushTo(page: Page): Promise<(message: object) => Promise<void>> {
  const devTools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
      if (first) resolve(first.registrationId);
    });
  });
  await devTools.send('ServiceWorker.enable');
  const registrationId = await registered;
  const { origin } = new URL(page.url());
  return async (message) => {
    await devTools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(message) });
  };
}
