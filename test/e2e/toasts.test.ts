/** Toasts say what happened and what follows, do not outlive their matter, and cover nothing that people press. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Look, rendered, settled, stopLongTimers, violations, walkTo } from '../support/browser.ts';
import { closeClients, newPerson, ownerAndGuest, type SdkPerson } from '../support/sdk.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const DESKTOP: Look = { size: 'desktop', language: 'en', theme: 'light' };

describe('a toast', () => {
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
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    await closeClients();
  });
  after(() => app?.close());

  async function open(person: SdkPerson, look: Look): Promise<Page> {
    const page = await openSignedIn(app, person, look);
    pages.push(page);
    await stopLongTimers(page);
    return page;
  }
  const showInterest = () => guest.sdk.topics.createInterest({ topicId });
  const toastOn = (page: Page) => page.locator('.toast');

  it('says what follows from a press of 「気になる」, and goes with it', async () => {
    const page = await open(guest, PHONE);
    const button = page.getByRole('button', { name: ja.topics.interested, exact: true }).first();

    await button.click();
    await page.locator('.toast').getByText(ja.topics.interestSent).waitFor();
    await button.click();

    await toastOn(page).waitFor({ state: 'detached' });
  });

  it('says the same in English', async () => {
    const page = await open(guest, DESKTOP);

    await page.getByRole('button', { name: en.topics.interested, exact: true }).first().click();

    await page.locator('.toast').getByText(en.topics.interestSent).waitFor();
  });

  it('about interest closes when the topic is opened in another way', async () => {
    const page = await open(owner, DESKTOP);
    await showInterest();
    await toastOn(page).waitFor();

    await walkTo(page, `/topics/mine/${topicId}`);

    await toastOn(page).waitFor({ state: 'detached' });
  });

  it('about interest closes when the interest is withdrawn', async () => {
    const page = await open(owner, DESKTOP);
    await showInterest();
    await toastOn(page).waitFor();

    await guest.sdk.topics.withdrawInterest({ topicId });

    await toastOn(page).waitFor({ state: 'detached' });
  });

  it('about interest is not above the dialog of the match with the same person', async () => {
    const { title } = await guest.sdk.topics.create({ title: 'Noodles and types' });
    const page = await open(owner, DESKTOP);
    await showInterest();
    await toastOn(page).waitFor();
    const card = page.getByRole('article', { name: title });

    await card.getByRole('button', { name: en.topics.interested, exact: true }).click();

    await page.getByRole('dialog', { name: en.match.title }).waitFor();
    await toastOn(page).waitFor({ state: 'detached' });
  });

  it('about a match closes when the conversation is opened in another way', async () => {
    const page = await open(guest, DESKTOP);
    // Otherwise the match is celebrated with a dialog.
    await page.getByRole('searchbox').focus();
    await showInterest();
    const { conversationId } = await owner.sdk.matches.create({ topicId, personId: guest.me.profile.id });
    await toastOn(page).filter({ hasText: en.match.title }).waitFor();

    await walkTo(page, `/conversations/${conversationId}`);

    await toastOn(page).waitFor({ state: 'detached' });
  });

  it('about interest is announced once: by the notification', async () => {
    const page = await open(owner, DESKTOP);
    await showInterest();

    await page
      .getByRole('status')
      .filter({ hasText: en.notifications.announced('') })
      .waitFor({ state: 'attached' });
    await toastOn(page).waitFor();
    expect(await toastOn(page).getAttribute('aria-live')).to.equal('off');
  });

  for (const look of [PHONE, DESKTOP]) {
    it(`covers no button and no link, on a ${look.size}`, async () => {
      const words = look.language === 'ja' ? ja : en;
      const page = await open(owner, look);
      // Otherwise the match is celebrated with a dialog.
      await page.getByRole('searchbox').focus();
      await guest.sdk.topics.createInterest({ topicId });
      const { conversationId } = await owner.sdk.matches.create({ topicId, personId: guest.me.profile.id });
      await toastOn(page).filter({ hasText: words.match.title }).waitFor();
      for (const area of ['notifications', 'topics', 'rooms', 'meals'] as const) {
        await walkTo(page, `/${area}`);
        await page.getByRole('heading', { name: words[area].title, level: 1 }).filter({ visible: true }).waitFor();
        await settled(page);
        expect(await covered(page, toastOn(page)), `on ${area}`).to.deep.equal([]);
      }

      await walkTo(page, `/conversations/${conversationId}`);
      await toastOn(page).waitFor({ state: 'detached' });
      await page.getByRole('textbox', { name: words.messages.composer }).waitFor();
      const other = await newPerson(app);
      await other.sdk.topics.createInterest({ topicId });
      await toastOn(page).waitFor();
      await rendered(page);

      expect(await covered(page, toastOn(page)), 'in a conversation').to.deep.equal([]);
      expect(await violations(page), 'what axe finds').to.deep.equal([]);
    });
  }
});

/** What a toast covers of the head of the screen, the main menu and the composer. A list below it can be scrolled. */
async function covered(page: Page, toast: Locator): Promise<string[]> {
  const box = await toast.first().boundingBox();
  if (!box) return [];
  return page.evaluate(({ x, y, width, height }) => {
    const pressed = document.querySelectorAll(
      '.page-head button, .page-head a, .detail-head :is(a, button), .nav a, form.composer :is(textarea, button)',
    );
    return [...pressed]
      .filter((element) => {
        const other = element.getBoundingClientRect();
        const isApart = other.right <= x || other.left >= x + width || other.bottom <= y || other.top >= y + height;
        return other.width > 0 && !isApart;
      })
      .map(({ outerHTML }) => outerHTML.slice(0, 120));
  }, box);
}
