/** From the first page to 「気になる」 without a mouse: each control can be focused, and its focus is visible. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { keepPicture, openPage } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import { ja } from '../support/words.ts';

/** More tab stops than any screen has. */
const MAX_STOPS = 120;

describe('with the keyboard alone', () => {
  let app: DemoApp;
  let page: Page;

  before(async () => {
    app = await demoApp();
    ({ page } = await openPage({ size: 'desktop', language: 'ja', theme: 'light' }));
    await page.goto(app.url);
    await page.getByRole('heading', { name: ja.front.title }).waitFor();
  });

  after(() => page?.context().close());

  /** Presses Tab until the element with this role and name has the focus, and expects a visible focus mark. */
  async function tabTo(role: 'link' | 'button' | 'textbox' | 'tab', name: string): Promise<void> {
    const target = page.getByRole(role, { name, exact: true });
    for (let stop = 0; stop < MAX_STOPS; stop++) {
      await page.keyboard.press('Tab');
      if (await target.evaluateAll((all) => all.some((element) => element === document.activeElement))) {
        expect(await isFocusMarked(page), `the focus on "${name}" is visible`).to.equal(true);
        return;
      }
    }
    expect.fail(`Tab does not reach the ${role} "${name}"`);
  }

  /** Resolves when an element that matches, with this text, has the focus. */
  async function focused(selector: string, text = ''): Promise<void> {
    await page.locator(`${selector}:focus`).filter({ hasText: text }).waitFor();
  }

  it('signs up', async () => {
    await tabTo('link', ja.front.start);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: ja.account.signUpTitle }).waitFor();
    for (const [label, text] of [
      [ja.account.displayName, 'けいこ'],
      [ja.account.email, 'keiko@example.com'],
      [ja.account.password, 'a quiet evening with wine'],
    ] as const) {
      await tabTo('textbox', label);
      await page.keyboard.type(text);
    }

    await page.keyboard.press('Enter');
    for (const title of [ja.welcome.tagsTitle, ja.welcome.cardTitle]) {
      await page.getByRole('heading', { name: title }).waitFor();
      await tabTo('button', ja.welcome.later);
      await page.keyboard.press('Enter');
    }

    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    await page.getByRole('article').first().waitFor();
  });

  it('skips to the content', async () => {
    await page.reload();
    await page.getByRole('article').first().waitFor();

    await page.keyboard.press('Tab');
    await keepPicture(page, 'screens', 'skip-link');
    await page.keyboard.press('Enter');

    await focused('#content');
  });

  it('posts a topic, and Escape closes the dialog and returns the focus', async () => {
    await tabTo('button', ja.topics.create);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await focused('button', ja.topics.create);

    await page.keyboard.press('Enter');
    await focused('[role="dialog"] input');
    await page.keyboard.type('キーボードだけで作る夕ごはん');
    await tabTo('button', ja.topics.publish);
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'キーボードだけで作る夕ごはん' }).first().waitFor();
    await page.getByText(ja.topics.published).first().waitFor();
  });

  it('presses 「気になる」 and withdraws it', async () => {
    await page.goto(`${app.url}/topics`);
    await page.getByRole('article').first().waitFor();
    await tabTo('button', ja.topics.interested);
    const pressed = page.locator('.interest').first();

    await page.keyboard.press('Space');
    await page.locator('.interest[aria-pressed="true"]').waitFor();
    await page.keyboard.press('Space');

    await page.locator('.interest[aria-pressed="true"]').waitFor({ state: 'detached' });
    expect(await pressed.evaluate((element) => element === document.activeElement)).to.equal(true);
  });

  it('moves the focus to the heading of the next screen', async () => {
    await page.getByRole('link', { name: ja.nav.rooms }).focus();

    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: ja.rooms.title, exact: true }).waitFor();
    await focused('h1', ja.rooms.title);
    await page.waitForFunction((title) => document.title === title, `${ja.rooms.title} · ${ja.appName}`);
  });
});

/** Whether the focus is visible: an outline on the focused element, or on an element around it. */
function isFocusMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element && element !== document.body) {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      if (outlineStyle !== 'none' && outlineWidth !== '0px') return true;
      element = element.parentElement;
    }
    return false;
  });
}
