/** Changing and deleting messages of mine on the screen. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, violations, walkTo } from '../support/browser.ts';
import { matchedPair, type Pair } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { connect, disconnectAll } from '../support/socket-client.ts';
import { en, ja } from '../support/words.ts';

describe('a message of mine on the screen', () => {
  let app: TestApp;
  let pair: Pair;
  let page: Page;

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    pair = await matchedPair(app);
    const { conversationId } = pair;
    const alice = await connect(app, pair.alice);
    await alice.ask('message:send', { conversationId, clientMessageId: 'message-1', text: 'I use **vmi**' });
  });
  afterEach(async () => {
    disconnectAll();
    await page?.context().close();
  });
  after(() => app?.close());

  it('is changed with the arrow key and Enter, shows that it was, and keeps the draft of the next one', async () => {
    page = await openSignedIn(app, pair.alice);
    await walkTo(page, `/conversations/${pair.conversationId}`);
    const composer = page.getByRole('textbox');
    await page.locator('[data-seq="1"]').waitFor();

    await composer.press('ArrowUp');
    await page.getByText(ja.messages.editing).waitFor();
    expect(await composer.inputValue()).to.equal('I use **vmi**');
    await composer.press('Escape');
    expect(await composer.inputValue()).to.equal('');
    await composer.press('ArrowUp');
    await composer.press('Enter');
    await page.getByText(ja.messages.editing).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: ja.messages.edited }).count(), 'nothing was changed').to.equal(0);
    await composer.press('ArrowUp');
    await composer.fill('I use **vim**');
    await composer.press('Escape');
    const question = page.getByRole('alertdialog', { name: ja.common.discardTitle });
    await question.getByRole('button', { name: ja.common.cancel, exact: true }).click();
    expect(await composer.inputValue(), 'not discarded without a question').to.equal('I use **vim**');
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await page.reload();
    expect(await composer.inputValue(), 'kept over a reload').to.equal('I use **vim**');
    await composer.press('Enter');

    const message = page.locator('[data-seq="1"]');
    await message.locator('strong').getByText('vim', { exact: true }).waitFor();
    await page.getByText(ja.messages.editing).waitFor({ state: 'detached' });
    expect(await composer.inputValue()).to.equal('');
    await message.getByRole('button', { name: ja.messages.edited }).click();
    const dialog = page.getByRole('dialog', { name: ja.messages.earlierTexts });
    await dialog.locator('strong').getByText('vmi', { exact: true }).waitFor();
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await keepPicture(page, 'messages', 'edited');
  });

  it('is deleted after a question, also on the screen of the other person, who has only seen it', async () => {
    page = await openSignedIn(app, pair.bob, { size: 'phone', language: 'en', theme: 'light' });
    await page.setViewportSize({ width: 320, height: 568 });
    await walkTo(page, `/conversations/${pair.conversationId}`);
    const message = page.locator('[data-seq="1"]');
    await message.getByRole('button', { name: en.messages.menu }).click();
    await page.getByRole('menuitem', { name: en.messages.reply, exact: true }).waitFor();
    expect(await page.getByRole('menuitem', { name: en.messages.delete, exact: true }).count()).to.equal(0);
    await page.keyboard.press('Escape');
    const mine = await openSignedIn(app, pair.alice, { size: 'phone', language: 'en', theme: 'dark' });
    await walkTo(mine, `/conversations/${pair.conversationId}`);

    await mine.locator('[data-seq="1"]').getByRole('button', { name: en.messages.menu }).click();
    await mine.getByRole('menuitem', { name: en.messages.delete, exact: true }).click();
    await mine.getByRole('alertdialog').getByRole('button', { name: en.messages.delete, exact: true }).click();

    await message.getByText(en.messages.deleted).waitFor();
    await mine.locator('[data-seq="1"]').getByText(en.messages.deleted).waitFor();
    expect(await message.textContent()).not.to.include('vmi');
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await keepPicture(page, 'messages', 'deleted');
    await mine.context().close();
  });
});
