/** The screen follows what happens elsewhere: the bell, and what the former person at this device has read. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { walkTo } from '../support/browser.ts';
import { type Person, signUp } from '../support/people.ts';
import { openSignedIn, signInOn } from '../support/signed-in-page.ts';
import { ja } from '../support/words.ts';

describe('the screen', () => {
  let app: TestApp;
  let alice: Person;
  let page: Page;
  let topicId: string;
  let guests = 0;

  before(async () => {
    app = await startTestApp();
    alice = await signUp(app);
    topicId = (await alice.call('topics.create', { body: { title: 'パンを焼く' } })).id;
    page = await openSignedIn(app, alice);
  });
  afterEach(() => alice.call('notifications.read', { body: {} }));
  after(async () => {
    await page?.context().close();
    await app?.close();
  });

  /** Somebody new is interested in Alice's topic, which is a notification for her. Resolves with their name. */
  async function interest(): Promise<string> {
    const displayName = `Guest ${++guests}`;
    const person = await signUp(app, { displayName });
    await person.call('topics.createInterest', { params: { topicId } });
    return displayName;
  }

  /** Resolves when the bell shows this number; without one, when it shows none. */
  async function bellShows(number: string | null): Promise<void> {
    const badge = page.locator('.bell .badge').filter({ visible: true });
    if (number === null) await badge.waitFor({ state: 'detached' });
    else await badge.getByText(number, { exact: true }).waitFor();
  }

  it('shows on the bell how many notifications are unread, also after reading on another device', async () => {
    await bellShows(null);
    await interest();
    await bellShows('1');
    await interest();
    await bellShows('2');
    const [newest] = (await alice.call('notifications.list')).items;

    await alice.call('notifications.readOne', { params: { notificationId: newest?.id ?? '' } });
    await bellShows('1');
    await alice.call('notifications.read', { body: {} });

    await bellShows(null);
  });

  it('marks notifications as read when the screen that they link to is opened', async () => {
    const other = await alice.call('topics.create', { body: { title: 'お茶' } });
    const person = await signUp(app);
    await person.call('topics.createInterest', { params: { topicId: other.id } });
    await Promise.all([interest(), interest()]);
    // A new page has no toasts, which would cover the buttons.
    await page.goto(`${app.url}/notifications`);
    await bellShows('3');

    await page.locator('.notification-unread').first().click();

    // The two others are about the same topic.
    await bellShows('1');
  });

  it('marks every notification as read at once', async () => {
    // Not on the screen of the topic, where its notifications are read at once.
    await walkTo(page, '/rooms');
    await Promise.all([interest(), interest()]);
    // A new page has no toasts, which would cover the buttons.
    await page.goto(`${app.url}/notifications`);
    await bellShows('2');

    await page.getByRole('button', { name: ja.notifications.readAll }).click();

    await bellShows(null);
  });

  it('announces a new notification to screen readers', async () => {
    const announced = page.getByRole('status').filter({ hasText: ja.notifications.announced('') });

    const displayName = await interest();

    await announced.filter({ hasText: displayName }).waitFor({ state: 'attached' });
  });

  it('shows what happened while this device had no network', async () => {
    await bellShows(null);
    await page.context().setOffline(true);
    await page.getByText(ja.connection.offline).waitFor();
    await interest();

    await page.context().setOffline(false);

    await bellShows('1');
  });

  it('shows nothing of the person who used this device before', async () => {
    const bob = await signUp(app);
    await walkTo(page, '/topics/mine');
    await page.getByRole('heading', { name: 'パンを焼く' }).first().waitFor();
    const displayName = await interest();
    const toast = page.getByText(ja.match.newInterest(displayName, 'パンを焼く')).filter({ visible: true });
    await toast.waitFor();
    await walkTo(page, '/settings');

    await page.getByRole('button', { name: ja.nav.signOut }).click();
    await signInOn(page, bob);
    await walkTo(page, '/topics/mine');

    await page.getByText(ja.topics.emptyMineTitle).first().waitFor();
    expect(await page.getByText('パンを焼く').count()).to.equal(0);
    expect(await toast.count()).to.equal(0);
  });
});
