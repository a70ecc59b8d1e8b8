/** Signing up in the browser with a handle of one's own, and what the first step offers, with the keyboard and on a narrow phone. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { wireLimits } from '../../src/protocol/limits.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hasFocus, keepPicture, type Look, openPage, violations } from '../support/browser.ts';
import { signUp } from '../support/people.ts';
import { until } from '../support/until.ts';
import { en, ja } from '../support/words.ts';

describe('the form of a sign-up', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  const open = async (look: Look, words: typeof ja) => {
    const { page } = await openPage(look);
    await page.goto(`${app.url}/sign-up`);
    await page.getByLabel(words.account.displayName).fill('Nia');
    await page.getByLabel(words.account.email).fill(`nia-${look.language}@example.com`);
    await page.getByLabel(words.account.password, { exact: true }).fill('a quiet evening with wine');
    return page;
  };
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  it('has the button for the handle below its text on a phone, and beside it where there is room', async () => {
    const isBelow = async (size: Look['size']) => {
      const page = await open({ size, language: 'en', theme: 'light' }, en);
      await keepPicture(page, 'sign-up', `handle-line-${size}`);
      const text = await page.locator('.handle-line p').boundingBox();
      const button = await page.getByRole('button', { name: en.account.chooseHandle, exact: true }).boundingBox();
      await page.context().close();
      return button && text && button.y >= text.y + text.height;
    };

    expect([await isBelow('small'), await isBelow('desktop')]).to.deep.equal([true, false]);
  });

  it('keeps what was typed if the chosen handle is taken, and its field while it is sent again', async () => {
    const taken = await signUp(app);
    const page = await open({ size: 'phone', language: 'ja', theme: 'light' }, ja);
    const handle = page.getByLabel(ja.account.handle);
    await press(page, ja.account.chooseHandle);
    await until(() => hasFocus(handle));
    await handle.fill(taken.handle);
    await press(page, ja.account.signUpAction);
    await page.getByText(ja.errors.reasons.handle_taken).waitFor();
    await keepPicture(page, 'sign-up', 'handle-taken');

    expect(await page.getByLabel(ja.account.displayName).inputValue()).to.equal('Nia');
    expect(await page.getByLabel(ja.account.email).getAttribute('autocomplete')).to.equal('username');
    const password = page.getByLabel(ja.account.password, { exact: true });
    expect(await password.inputValue()).to.equal('a quiet evening with wine');
    expect(await password.getAttribute('autocomplete')).to.equal('new-password');
    expect(await violations(page)).to.deep.equal([]);
    await handle.fill('nia_nine');
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route('**/api/v1/accounts', async (route) => {
      await promise;
      await route.continue();
    });
    const sent = page.waitForRequest('**/api/v1/accounts');
    await press(page, ja.account.signUpAction);
    await sent;
    expect(await handle.isVisible()).to.equal(true);
    resolve();

    await page.getByRole('heading', { name: ja.welcome.tagsTitle }).waitFor();
    await page.context().close();
  });

  it('leads to tags: at most as many as a profile can have, and the pressed one keeps the focus', async () => {
    const page = await open({ size: 'phone', language: 'en', theme: 'dark' }, en);
    await page.setViewportSize({ width: 320, height: 640 });
    await press(page, en.account.signUpAction);
    const offers = page.getByRole('group', { name: en.welcome.tagsOffered }).getByRole('button');
    await offers.first().focus();
    await page.keyboard.press('Enter');

    expect(await hasFocus(offers.first())).to.equal(true);
    expect(await offers.first().getAttribute('aria-pressed')).to.equal('true');
    for (let at = 1; at < wireLimits.tags; at += 1) await offers.nth(at).click();
    expect(await offers.nth(wireLimits.tags).isDisabled()).to.equal(true);
    await keepPicture(page, 'sign-up', 'tags-full-320');
    expect(await violations(page)).to.deep.equal([]);
    await press(page, en.welcome.next);

    const title = page.getByRole('heading', { name: en.welcome.cardTitle });
    await until(() => hasFocus(title));
    expect((await title.boundingBox())?.y).to.be.above(0);
    await keepPicture(page, 'sign-up', 'card-320');
    await page.context().close();
  });
});
