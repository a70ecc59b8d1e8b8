/** Text of people on the screens: its direction, links, and the letter of an avatar. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, openPage, walkTo } from '../support/browser.ts';
import { signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en } from '../support/words.ts';

describe('text that people wrote', () => {
  let app: TestApp;
  let page: Page | undefined;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(() => page?.context().close());
  after(() => app?.close());

  it('runs in its own direction, has links that end where they should, and an avatar with a whole character', async () => {
    const writer = await signUp(app, { displayName: '🇯🇵 ليلى' });
    const body = '（https://a.example/Rust_(language)）と【https://日本語.example/パス】を見てhttps://b.example！';
    const topic = await writer.call('topics.create', { body: { kind: 'discuss', title: 'שלום Rust!', body } });
    page = await openSignedIn(app, await signUp(app));

    await walkTo(page, `/topics/${topic.id}`);
    const title = page.getByRole('heading', { name: 'שלום Rust!', level: 1 });
    await title.waitFor();

    expect(await isMarkLeftOfText(title), 'the mark at the end of right-to-left text is on its left').to.equal(true);
    expect(await isMarkLeftOfText(page.locator('.slip-title a').first()), 'also in a list').to.equal(true);
    const links = await page.locator('.topic-text a').evaluateAll((all) => all.map(({ textContent }) => textContent));
    expect(links).to.deep.equal([
      'https://a.example/Rust_(language)',
      'https://日本語.example/パス',
      'https://b.example',
    ]);
    expect(await page.locator('.avatar').filter({ hasText: '🇯🇵' }).first().textContent()).to.equal('🇯🇵');
    await keepPicture(page, 'text', 'topic');
  });

  it('is refused at its field if it looks like other text, before it is sent', async () => {
    ({ page } = await openPage({ size: 'phone', language: 'en', theme: 'light' }));
    await page.goto(`${app.url}/sign-up`);
    await page.getByLabel(en.account.displayName).fill('\u0430lice');

    await page.getByRole('button', { name: en.account.signUpAction }).click();

    await page.getByText(en.errors.text.mixed_scripts).waitFor();
    await page.getByLabel(en.account.displayName).fill('👩‍👩‍👧‍👦'.repeat(9) + 'x'.repeat(40));
    await page.getByText(en.errors.tooManyCharacters(49, 40)).waitFor();
  });
});

/** Whether the last character of the text is drawn left of the first one. */
function isMarkLeftOfText(element: Locator): Promise<boolean> {
  return element.evaluate((node) => {
    const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
    if (!text?.nodeValue) return false;
    const leftOf = (at: number) => {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect().left;
    };
    return leftOf(text.nodeValue.length - 1) < leftOf(0);
  });
}
