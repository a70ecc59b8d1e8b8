/** Parts that only a press opens are loaded after the first screen. A press that comes earlier must not be lost. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Look, openPage } from '../support/browser.ts';
import { closeClients, ownerAndGuest } from '../support/sdk.ts';
import { giveSession } from '../support/signed-in-page.ts';
import { ja } from '../support/words.ts';

const DESKTOP: Look = { size: 'desktop', language: 'ja', theme: 'light' };
const POPUPS = /\/assets\/popups-[\w-]{8}\.js$/;

describe('a part that is loaded late', () => {
  let app: TestApp;
  let page: Page;

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    ({ page } = await openPage(DESKTOP));
    const { guest } = await ownerAndGuest(app);
    await giveSession(page, app, guest);
  });
  afterEach(async () => {
    await page?.context().close();
    await closeClients();
  });
  after(() => app?.close());

  /** Holds the part back. Returns a function that lets it through. */
  async function holdPopups(): Promise<() => void> {
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(POPUPS, async (route) => {
      await isReleased;
      await route.continue();
    });
    return release;
  }

  async function showTopics(): Promise<void> {
    await page.goto(`${app.url}/topics`);
    await page.getByRole('article').first().waitFor();
  }

  const menuButton = () => page.getByRole('article').locator('button[aria-haspopup="menu"]').first();

  it('shows a toast that came earlier', async () => {
    const release = await holdPopups();
    await showTopics();

    await Promise.all([
      page.waitForResponse(/\/interests?$/),
      page.getByRole('button', { name: ja.topics.interested, exact: true }).first().click(),
    ]);
    release();

    await page.locator('.toast').filter({ hasText: ja.topics.interestSent }).waitFor();
  });

  it('opens the menu that was pressed, gives the keyboard its first item, and the button the focus back', async () => {
    const release = await holdPopups();
    await showTopics();

    await menuButton().focus();
    await page.keyboard.press('Enter');
    release();
    await page.getByRole('menu').waitFor();
    await page.locator('[role="menuitem"]:focus').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await menuButton().evaluate((button) => button === document.activeElement)).to.equal(true);
  });

  it('opens the menu that was clicked, once', async () => {
    const release = await holdPopups();
    await showTopics();

    await menuButton().click();
    release();
    await page.getByRole('menuitem').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await menuButton().click();

    await page.getByRole('menuitem').first().waitFor();
  });

  it('says that it cannot be loaded, and leaves the screen as it is', async () => {
    await page.route(POPUPS, (route) => route.abort());
    await showTopics();

    await menuButton().click();

    await page.getByRole('alert').getByRole('button', { name: ja.connection.reload }).waitFor();
    expect(await page.getByRole('article').count()).to.be.above(0);
  });
});
