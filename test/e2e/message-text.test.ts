/** Messages with Markdown and code, in Chromium. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, violations, walkTo } from '../support/browser.ts';
import { matchedPair, type Pair } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

/** With tabs, marks, a long line and characters that HTML would swallow. */
const CODE = `export const steep = (leaves: Map<string, number>) => {
\tconst cups = [...leaves].filter(([, grams]) => grams > 2 && grams < 5);
\t// 煎茶は **低め** の温度で
\treturn cups.map(([name]) => \`<b>\${name}</b>\`).join('&amp;');
};`;

describe('the text of messages', () => {
  let app: TestApp;
  let pair: Pair;
  let page: Page;

  before(async () => {
    app = await startTestApp();
    pair = await matchedPair(app);
  });
  afterEach(() => page?.context().close());
  after(() => app?.close());

  async function open(look: Parameters<typeof openSignedIn>[2]): Promise<Locator> {
    page = await openSignedIn(app, pair.alice, look);
    await walkTo(page, `/conversations/${pair.conversationId}`);
    const composer = page.getByRole('textbox');
    await composer.waitFor();
    return composer;
  }
  const sent = (text: string) => page.locator('[data-state="durable"]').filter({ hasText: text }).last();

  it('shows pasted code in colours, scrolls it by keyboard, and copies it to the letter', async () => {
    const composer = await open({ size: 'phone', language: 'en', theme: 'light' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.setViewportSize({ width: 320, height: 568 });
    await composer.fill(`これで動きます:\n\`\`\`ts\n${CODE}\n\`\`\``);
    await page.getByRole('button', { name: en.messages.send }).click();
    const message = sent('これで動きます');

    await message.locator('.hljs-keyword').getByText('export').waitFor();

    const figure = message.getByRole('figure', { name: en.messages.code('ts') });
    expect(await figure.locator('pre').textContent()).to.equal(CODE);
    const pre = figure.locator('pre');
    expect(await pre.evaluate((element) => element.scrollWidth > element.clientWidth)).to.equal(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).to.equal(true);
    await pre.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => (document.querySelector('.code-block pre')?.scrollLeft ?? 0) > 0);
    await figure.getByRole('button', { name: en.messages.copyCode }).click();
    await figure.getByRole('status').getByText(en.common.copied).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).to.equal(CODE);
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await keepPicture(page, 'messages', 'code-phone');
  });

  it('keeps the indentation of pasted lines and ends no block of code with Enter', async () => {
    const composer = await open({ size: 'desktop', language: 'ja', theme: 'dark' });
    await composer.fill('  if (a) {\n    b();\n  }');
    await composer.press('Enter');
    expect(await sent('if (a) {').locator('.message-text').textContent()).to.equal('  if (a) {\n    b();\n  }');

    await composer.pressSequentially('```py');
    await composer.press('Enter');
    await composer.pressSequentially('def f(): pass');
    await composer.press('Enter');
    await composer.pressSequentially('```');
    await composer.press('Enter');

    await sent('def f').locator('.hljs-title').getByText('f', { exact: true }).waitFor();
    expect(await composer.inputValue()).to.equal('');
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await keepPicture(page, 'messages', 'code-dark');
  });

  it('shows quotes, lists and marks, also in Japanese, and nothing of it as HTML', async () => {
    await open({ size: 'desktop', language: 'ja', theme: 'light' });
    const text = [
      '> 型は**「構造的」**ですか',
      'はい、*構造的*です。~~名前~~ではありません。',
      '- `Map` を使う',
      '- [例](https://a.example/x) を見る',
      '<img src=x onerror=alert(1)>',
    ].join('\n');

    await page.getByRole('textbox').fill(text);
    await page.getByRole('button', { name: ja.messages.send }).click();

    const message = sent('構造的');
    expect(await message.locator('blockquote strong').textContent()).to.equal('「構造的」');
    expect(await message.locator('em').textContent()).to.equal('構造的');
    expect(await message.locator('del').textContent()).to.equal('名前');
    expect(await message.getByRole('listitem').count()).to.equal(2);
    const link = message.getByRole('link', { name: '例' });
    expect(await link.getAttribute('href')).to.equal('https://a.example/x');
    expect(await link.getAttribute('rel')).to.equal('noopener noreferrer nofollow');
    expect(await message.locator('img').count()).to.equal(0);
    const row = page
      .locator('.conversation-row')
      .filter({ hasText: 'あなた: 型は「構造的」ですか はい、構造的です。' });
    await row.waitFor();
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await keepPicture(page, 'messages', 'marks');
  });
});
