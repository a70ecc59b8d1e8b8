/** An instant talk of two people in the browser: one press into the room, its name, its end and the question afterwards. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { App } from '../../src/app.ts';
import { startTestApp } from '../support/app.ts';
import { keepPicture, type Look, violations, walkTo } from '../support/browser.ts';
import { passDoor } from '../support/door.ts';
import { closeClients, newPerson, type SdkPerson } from '../support/sdk.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const DESKTOP: Look = { size: 'desktop', language: 'en', theme: 'light' };

interface Side {
  page: Page;
  words: typeof ja;
  otherName: string;
}

describe('an instant talk in the browser', () => {
  let app: App;
  let aki: Side;
  let ben: Side;

  before(async () => {
    app = await startTestApp({ limits: { roomChangeMs: 50, instantTalkAgainMs: 0, instantTalkBriefMs: 0 } });
  });

  beforeEach(async () => {
    const [one, other] = await Promise.all([called('亜紀'), called('Ben')]);
    aki = { page: await openSignedIn(app, one, PHONE), words: ja, otherName: 'Ben' };
    ben = { page: await openSignedIn(app, other, DESKTOP), words: en, otherName: '亜紀' };
    await one.sdk.close();
    await other.sdk.close();
  });

  afterEach(async () => {
    await Promise.all([aki?.page.context().close(), ben?.page.context().close()]);
    await closeClients();
  });

  after(() => app?.close());

  it('goes straight into a room that is named after the other person, in the language of the reader', async () => {
    await findEachOther();
    await keepPicture(aki.page, 'instant-talk', 'found');

    for (const { page, words } of [aki, ben]) {
      await press(page, words.instantTalk.enter);
      await passDoor(page, words, 'listen');
    }

    for (const { page, words, otherName } of [aki, ben]) {
      await page.getByRole('heading', { name: words.room.withPerson(otherName), level: 1 }).waitFor();
      expect(await page.title()).to.include(words.room.withPerson(otherName));
      expect(await page.getByText(words.rooms.owner).count()).to.equal(0);
    }
    const { pathname } = new URL(ben.page.url());
    await walkTo(ben.page, '/topics');
    const live = ben.page.getByRole('region', { name: en.home.live });
    await live.getByRole('link', { name: en.room.withPerson('亜紀') }).waitFor();
    await walkTo(ben.page, pathname);
    await Promise.all([aki, ben].map(({ page }) => keepPicture(page, 'instant-talk', `room-${page === aki.page}`)));
    expect(await violations(aki.page)).to.deep.equal([]);
    // A second talk needs one press: this browser knows how to enter.
    await press(ben.page, en.rooms.leave);
    await Promise.all([aki, ben].map(({ page, words }) => press(page, words.instantTalk.later)));
    await findEachOther();
    await press(ben.page, en.instantTalk.enter);
    await ben.page.getByRole('toolbar', { name: en.rooms.controls }).waitFor();
  });

  it('is not among the empty rooms, and is shown as running while the reader is inside', async () => {
    await findEachOther();
    expect(await ben.page.locator('.room-card').count()).to.equal(0);

    await press(ben.page, en.instantTalk.enter);
    await passDoor(ben.page, en, 'muted');

    await ben.page.getByText(en.instantTalk.talking('亜紀')).waitFor();
    await ben.page.getByText(en.rooms.alone.title).waitFor();
    expect(await ben.page.getByRole('button', { name: en.rooms.alone.share }).count()).to.equal(0);
  });

  it('says in the dialog why nobody can be searched for, and keeps it open', async () => {
    const { page } = ben;
    await page.getByRole('link', { name: en.nav.rooms }).first().click();
    await press(page, en.instantTalk.start);
    const dialog = page.getByRole('dialog', { name: en.instantTalk.title });
    const search = dialog.getByRole('button', { name: en.instantTalk.start });
    await page.route('**/api/v1/instant-talks', (route) => route.abort());

    await search.click();

    await dialog.getByText(en.errors.reasons.network).waitFor();
    await page.unrouteAll();
    await search.click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(en.instantTalk.waiting).waitFor();
    // Nobody of the next test is paired with this person.
    await press(page, en.instantTalk.leave);
    await page.getByRole('button', { name: en.instantTalk.start }).waitFor();
  });

  it('ends for both when one leaves, and asks both at once, without a word of the past talk as if it went on', async () => {
    await findEachOther();
    for (const { page, words } of [aki, ben]) {
      await press(page, words.instantTalk.enter);
      await passDoor(page, words, 'listen');
    }

    await press(ben.page, en.rooms.leave);

    for (const { page, words, otherName } of [aki, ben]) {
      await page.getByText(words.instantTalk.after(otherName)).filter({ visible: true }).waitFor();
      await page.waitForURL(/\/rooms$/);
      expect(await page.getByText(words.instantTalk.paired(otherName)).count()).to.equal(0);
      expect(await page.getByText(words.instantTalk.talking(otherName)).count()).to.equal(0);
      expect(await page.getByRole('button', { name: words.instantTalk.enter }).count()).to.equal(0);
    }
    await keepPicture(aki.page, 'instant-talk', 'after');
    for (const { page, words } of [aki, ben]) await press(page, words.instantTalk.stay);
    await ben.page.getByRole('dialog').getByRole('button', { name: en.match.later, exact: true }).click();
    await ben.page.getByText(en.instantTalk.matched).first().waitFor();
    await ben.page.getByRole('button', { name: en.instantTalk.start }).waitFor();
  });

  it('asks also a person who was on another screen when the other one left', async () => {
    await findEachOther();
    await press(ben.page, en.instantTalk.enter);
    await passDoor(ben.page, en, 'listen');
    await press(aki.page, ja.instantTalk.enter);
    await passDoor(aki.page, ja, 'listen');
    await ben.page.getByRole('link', { name: en.nav.conversations }).first().click();
    await ben.page.getByRole('complementary', { name: en.rooms.inRoom }).waitFor();

    await press(aki.page, ja.rooms.leave);
    await ben.page.getByRole('complementary', { name: en.rooms.inRoom }).waitFor({ state: 'detached' });
    await ben.page.getByRole('link', { name: en.nav.rooms }).first().click();

    await ben.page.getByText(en.instantTalk.after('亜紀')).filter({ visible: true }).waitFor();
  });

  async function findEachOther(): Promise<void> {
    for (const { page, words } of [aki, ben]) {
      await page.getByRole('link', { name: words.nav.rooms }).first().click();
      await press(page, words.instantTalk.start);
      await page
        .getByRole('dialog', { name: words.instantTalk.title })
        .getByRole('button', { name: words.instantTalk.start })
        .click();
    }
    for (const { page, words, otherName } of [aki, ben]) {
      const panel = page.getByRole('region', { name: words.instantTalk.title });
      await panel.getByText(words.instantTalk.paired(otherName)).waitFor();
    }
  }

  /** Presses the button in the page, and not the one in a toast above it. */
  async function press(page: Page, name: string): Promise<void> {
    const main = page.getByRole('main').getByRole('button', { name, exact: true });
    await main.filter({ visible: true }).first().click();
  }

  async function called(displayName: string): Promise<SdkPerson> {
    const person = await newPerson(app);
    await person.sdk.profiles.update({ displayName });
    return person;
  }
});
