/** The language can change at any time: every word on the screen changes, and typed text stays. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { signUp } from '../support/people.ts';
import { en, ja } from '../support/words.ts';

/** Hiragana, katakana and kanji. */
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

describe('switching the language', () => {
  let app: TestApp;
  let page: Page;

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    ({ page } = await openPage({ size: 'desktop', language: 'ja', theme: 'light' }));
  });
  afterEach(() => page?.context().close());
  after(() => app?.close());

  it('changes the words of a form, and keeps what is typed', async () => {
    await page.goto(`${app.url}/sign-up`);
    await page.getByLabel(ja.account.displayName).fill('Aki');
    await page.getByLabel(ja.account.password, { exact: true }).fill('a quiet evening with wine');
    await page.evaluate(() => Object.assign(window, { sameVisit: true }));

    await page.getByRole('button', { name: 'English' }).click();

    await page.getByRole('heading', { name: en.account.signUpTitle }).waitFor();
    expect(await page.getByLabel(en.account.displayName).inputValue()).to.equal('Aki');
    const password = page.getByLabel(en.account.password, { exact: true });
    expect(await password.inputValue()).to.equal('a quiet evening with wine');
    await page.waitForFunction((title) => document.title === title, `${en.account.signUpTitle} · ${en.appName}`);
    expect(await page.getAttribute('html', 'lang')).to.equal('en');
    expect(await page.evaluate(() => Object.hasOwn(window, 'sameVisit')), 'the page was not reloaded').to.equal(true);
  });

  it('leaves no sentence in the former language, not even at a field with a problem', async () => {
    await page.goto(`${app.url}/sign-up`);
    await page.getByRole('button', { name: ja.account.signUpAction }).click();
    await page.getByText(ja.errors.email).waitFor();

    await page.getByRole('button', { name: 'English' }).click();

    await page.getByRole('heading', { name: en.account.signUpTitle }).waitFor();
    const shown = (await page.locator('#root').textContent()) ?? '';
    expect(shown.replace('日本語', '')).to.not.match(JAPANESE);
    await page.getByRole('button', { name: en.account.signUpAction }).click();
    await page.getByText(en.errors.email).waitFor();
  });

  it('is remembered, and changes the menu and the settings of a person who is signed in', async () => {
    const { email, password } = await signUp(app);
    await page.goto(`${app.url}/sign-in`);
    await page.getByLabel(ja.account.email).fill(email);
    await page.getByLabel(ja.account.password, { exact: true }).fill(password);
    await page.getByRole('button', { name: ja.account.signIn, exact: true }).click();
    await page.getByRole('navigation', { name: ja.nav.label }).waitFor();
    await page.goto(`${app.url}/settings/appearance`);

    await page.getByRole('radio', { name: 'English' }).click();

    await page.getByRole('heading', { name: en.settings.appearance }).waitFor();
    await page.getByRole('navigation', { name: en.nav.label }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: en.settings.appearance }).waitFor();
  });
});
