/** A dialog with a form asks before it discards typed text, in whatever way it is closed, and only then. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { signUp } from '../support/people.ts';
import { ja } from '../support/words.ts';

const TITLE = '書きかけの話題';

const WAYS: { way: string; close: (page: Page, dialog: Locator) => Promise<void> }[] = [
  { way: 'Escape', close: (page) => page.keyboard.press('Escape') },
  { way: 'a click outside', close: (page) => page.mouse.click(5, 5) },
  {
    way: 'the close button',
    close: (_, dialog) => dialog.getByRole('button', { name: ja.common.close, exact: true }).click(),
  },
  {
    way: 'the button "Cancel"',
    close: (_, dialog) => dialog.getByRole('button', { name: ja.common.cancel, exact: true }).click(),
  },
];

describe('a dialog with a form', () => {
  let app: TestApp;
  let page: Page;
  let dialog: Locator;
  let question: Locator;

  before(async () => {
    app = await startTestApp();
    const { email, password } = await signUp(app);
    ({ page } = await openPage({ size: 'desktop', language: 'ja', theme: 'light' }));
    await page.goto(`${app.url}/sign-in`);
    await page.getByLabel(ja.account.email).fill(email);
    await page.getByLabel(ja.account.password, { exact: true }).fill(password);
    await page.getByRole('button', { name: ja.account.signIn, exact: true }).click();
    dialog = page.getByRole('dialog', { name: ja.topics.createTitle });
    question = page.getByRole('alertdialog', { name: ja.common.discardTitle });
  });
  beforeEach(async () => {
    await page.getByRole('button', { name: ja.topics.create }).first().click();
    await dialog.waitFor();
  });
  after(async () => {
    await page?.context().close();
    await app?.close();
  });

  for (const { way, close } of WAYS) {
    it(`closed by ${way}, asks before it discards typed text`, async () => {
      const title = dialog.getByLabel(ja.topics.titleField);
      await title.fill(TITLE);

      await close(page, dialog);
      await question.waitFor();
      await question.getByRole('button', { name: ja.common.keepWriting }).click();
      await question.waitFor({ state: 'detached' });
      expect(await title.inputValue()).to.equal(TITLE);

      await close(page, dialog);
      await question.getByRole('button', { name: ja.common.discard }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(await question.count()).to.equal(0);
    });

    it(`closed by ${way}, does not ask if nothing was typed, nor after typed text was discarded before`, async () => {
      expect(await dialog.getByLabel(ja.topics.titleField).inputValue()).to.equal('');

      await close(page, dialog);

      await dialog.waitFor({ state: 'detached' });
      expect(await question.count()).to.equal(0);
    });
  }
});
