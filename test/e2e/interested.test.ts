/** Deciding on interested people, and the match that follows: on both sides, on every device. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, openPage, settled, violations, walkTo } from '../support/browser.ts';
import { closeClients, newPerson, ownerAndGuest, type SdkPerson } from '../support/sdk.ts';
import { openSignedIn, showTopics } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'small', language: 'en', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];
const [PHONE, , DESKTOP] = LOOKS as [Look, Look, Look];
const BIO = `Rust を10年書いています。休みの日はパンを焼きます。\n${'A longer line about types, ovens and people. '.repeat(8)}`;

describe('interested people', () => {
  let app: TestApp;
  let owner: SdkPerson;
  let guest: SdkPerson;
  let topicId: string;
  const pages: Page[] = [];

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    ({ owner, guest, topicId } = await ownerAndGuest(app));
    await guest.sdk.profiles.update({ displayName: 'Noah' });
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    await closeClients();
  });
  after(() => app?.close());

  async function open(person: SdkPerson, look: Look): Promise<Page> {
    const page = await openSignedIn(app, person, look);
    pages.push(page);
    return page;
  }
  /** Opens the topics on a page that learns of matches by their events only in `deliver`. */
  async function openHolding(person: SdkPerson): Promise<Page> {
    const { page } = await openPage(DESKTOP);
    pages.push(page);
    await page.addInitScript(holdMatches);
    await showTopics(page, app, person, 'en');
    return page;
  }
  const match = () => owner.sdk.matches.create({ topicId, personId: guest.me.profile.id });

  for (const look of LOOKS) {
    it(`are shown with what helps to decide on a ${look.size}`, async () => {
      const words = look.language === 'ja' ? ja : en;
      const { id: communityId } = await owner.sdk.communities.create({ name: 'パンと型の会' });
      await guest.sdk.communities.join({ communityId, rulesVersion: 0 });
      await owner.sdk.profiles.update({ tags: ['rust', 'bread'] });
      await guest.sdk.profiles.update({
        bio: BIO,
        canTeach: ['Rust', 'Ovens'],
        wantsToLearn: ['Noodles'],
        tags: ['bread'],
      });
      await guest.sdk.topics.createInterest({ topicId });
      const page = await open(owner, look);
      await walkTo(page, `/topics/mine/${topicId}`);
      const row = page.getByRole('listitem').filter({ hasText: 'Noah' }).filter({ visible: true }).first();
      await row.getByText('#bread').waitFor();
      await settled(page);
      await keepPicture(page, 'interested', `row-${look.size}`);
      const bio = row.getByText('A longer line about types');
      const short = (await bio.boundingBox())?.height ?? 0;

      const more = row.getByRole('button', { name: words.topics.moreBio });
      await more.focus();
      await page.keyboard.press('Enter');
      const less = row.getByRole('button', { name: words.topics.lessBio });
      await less.waitFor();

      expect((await bio.boundingBox())?.height).to.be.greaterThan(short * 1.4);
      expect(await less.getAttribute('aria-expanded')).to.equal('true');
      expect(await row.getByRole('link', { name: 'パンと型の会' }).getAttribute('href')).to.equal(
        `/communities/${communityId}`,
      );
      for (const text of ['Rust', 'Ovens', 'Noodles']) await row.getByText(text, { exact: true }).waitFor();
      expect(await violations(page), 'what axe finds').to.deep.equal([]);
    });
  }

  it('see the match in the same dialog as the owner, while they look', async () => {
    const page = await open(guest, DESKTOP);
    await guest.sdk.topics.createInterest({ topicId });

    const { conversationId } = await match();

    const dialog = page.getByRole('dialog', { name: en.match.title });
    await dialog.waitFor();
    await settled(page);
    await keepPicture(page, 'interested', 'match-desktop');
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await dialog.getByRole('button', { name: en.match.open }).click();
    await page.waitForURL(`**/conversations/${conversationId}`);
  });

  it('keep what they type: then a toast tells of the match, and takes no focus', async () => {
    const page = await open(guest, DESKTOP);
    const search = page.getByRole('searchbox');
    await search.focus();
    await guest.sdk.topics.createInterest({ topicId });

    await match();

    await page.locator('.toast').filter({ hasText: en.match.title }).waitFor();
    await page.keyboard.type('bread');
    expect(await search.inputValue()).to.equal('bread');
    expect(await page.locator('.dialog').count()).to.equal(0);
  });

  it('keep the dialog that they are in', async () => {
    const page = await open(guest, DESKTOP);
    await page.getByRole('button', { name: en.topics.create }).first().click();
    const dialog = page.getByRole('dialog', { name: en.topics.createTitle });
    await dialog.waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await guest.sdk.topics.createInterest({ topicId });

    await match();

    await page.locator('.toast').filter({ hasText: en.match.title }).waitFor();
    expect(await page.getByRole('dialog', { name: en.match.title }).and(page.locator('.dialog')).count()).to.equal(0);
    expect(await dialog.isVisible()).to.equal(true);
  });

  it('are told once of a match that their own press makes, also if its event comes late', async () => {
    const { title } = await owner.sdk.topics.create({ title: 'Noodles and types' });
    const { id: guestsTopic } = await guest.sdk.topics.create({ title: 'Bread' });
    await owner.sdk.topics.createInterest({ topicId: guestsTopic });
    const page = await openHolding(guest);
    await page
      .getByRole('article', { name: title })
      .getByRole('button', { name: en.topics.interested, exact: true })
      .click();
    await page.getByRole('dialog', { name: en.match.title }).waitFor();

    await deliver(page, 1);

    const other = await newPerson(app);
    await other.sdk.topics.createInterest({ topicId: guestsTopic });
    await page.locator('.toast').filter({ hasText: other.me.profile.displayName }).waitFor();
    expect(await page.locator('.toast').filter({ hasText: en.match.title }).count()).to.equal(0);
  });

  it('are told of two matches at the same moment: of one in the dialog, of the other in a toast', async () => {
    const other = await newPerson(app);
    const { id: othersTopic } = await other.sdk.topics.create({ title: 'Noodles and types' });
    const page = await openHolding(guest);
    for (const wanted of [topicId, othersTopic]) await guest.sdk.topics.createInterest({ topicId: wanted });
    await match();
    await other.sdk.matches.create({ topicId: othersTopic, personId: guest.me.profile.id });

    await deliver(page, 2);

    const dialog = page.getByRole('dialog', { name: en.match.title }).and(page.locator('.dialog'));
    await dialog.getByText(en.match.text(owner.me.profile.displayName)).waitFor();
    await page.locator('.toast').getByText(en.match.text(other.me.profile.displayName)).waitFor();
  });

  it('find a match that was made while they were away, on every device until it is opened', async () => {
    await guest.sdk.topics.createInterest({ topicId });
    const { conversationId } = await match();
    const [phone, desktop] = [await open(guest, PHONE), await open(guest, DESKTOP)];
    const badgeOf = (page: Page, words: typeof ja) =>
      page.getByRole('link', { name: `${words.nav.conversations} ${words.navBadge.unread('1')}` });

    await badgeOf(phone, ja).waitFor();
    await badgeOf(desktop, en as typeof ja).waitFor();
    await walkTo(phone, '/conversations');
    await phone.getByText(ja.conversations.newMatch).filter({ visible: true }).waitFor();
    await keepPicture(phone, 'interested', 'new-match-phone');
    await walkTo(desktop, `/conversations/${conversationId}`);

    await badgeOf(desktop, en as typeof ja).waitFor({ state: 'detached' });
    await badgeOf(phone, ja).waitFor({ state: 'detached' });
    await phone.getByText(ja.conversations.newMatch).waitFor({ state: 'detached' });
  });
});

type Holding = Window & { held?: (() => void)[] };

/** Runs in the page: keeps the events of matches in `held`. */
function holdMatches(): void {
  const held: (() => void)[] = [];
  Object.assign(window, { held });
  const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage') ?? {};
  Object.defineProperty(WebSocket.prototype, 'onmessage', {
    set(this: WebSocket, handle: (event: MessageEvent) => void) {
      set?.call(this, (event: MessageEvent) => {
        if (String(event.data).includes('"match:created"')) held.push(() => handle.call(this, event));
        else handle.call(this, event);
      });
    },
  });
}

/** Delivers the held events at the same moment, when there are this many. */
async function deliver(page: Page, count: number): Promise<void> {
  await page.waitForFunction((wanted) => (window as Holding).held?.length === wanted, count);
  await page.evaluate(() => {
    for (const handle of (window as Holding).held ?? []) handle();
  });
}
