/** Answering a message on the screen: by keyboard and by a long press, with a quote that leads to it. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hasFocus, keepPicture, violations, walkTo } from '../support/browser.ts';
import { matchedPair, type Pair } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';
import { en, ja } from '../support/words.ts';

describe('an answer to a message on the screen', () => {
  let app: TestApp;
  let pair: Pair;
  let page: Page;

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    pair = await matchedPair(app);
    const bob = await connect(app, pair.bob);
    await bob.ask('message:send', message(pair.conversationId, 'Which **editor** do you use?'));
    for (let at = 0; at < 70; at += 1) await bob.ask('message:send', message(pair.conversationId, `line ${at}`));
    const alice = await connect(app, pair.alice);
    await alice.ask('conversation:read', { conversationId: pair.conversationId, seq: 71 });
  });
  afterEach(async () => {
    disconnectAll();
    await page?.context().close();
  });
  after(() => app?.close());

  it('is written by keyboard, kept with the draft, given up with Escape, and leads to its message', async () => {
    page = await openSignedIn(app, pair.alice);
    await walkTo(page, `/conversations/${pair.conversationId}`);
    const last = page.locator('.message').filter({ hasText: 'line 69' });
    const composer = page.getByRole('textbox');
    const bar = page.locator('.reply-bar');

    await last.getByRole('button', { name: ja.messages.menu }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: ja.messages.reply, exact: true }).press('Enter');
    await bar.getByText('line 69').waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await page.reload();
    await bar.getByText('line 69').waitFor();
    await composer.press('Escape');
    await bar.waitFor({ state: 'detached' });
    await last.getByRole('button', { name: ja.messages.menu }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: ja.messages.reply, exact: true }).click();
    await composer.fill('そうですね');
    await composer.press('Enter');

    const sent = page.locator('[data-state="durable"]').filter({ hasText: 'そうですね' });
    await sent.locator('.message-quote').getByText('line 69').waitFor();
    expect(await bar.count()).to.equal(0);
    await keepPicture(page, 'messages', 'reply');
    // An answer to a message that is not loaded, from another device.
    const alice = await connect(app, pair.alice);
    await alice.ask('message:send', { ...message(pair.conversationId, 'vim'), replyTo: 1 });
    const answer = page.locator('[data-state="durable"]').filter({ hasText: 'vim' });
    await answer.getByText('Which editor do you use?').waitFor();
    await answer.locator('button.message-quote').focus();
    await page.keyboard.press('Enter');
    const first = page.locator('[data-seq="1"]');
    await first.waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-seq') === '1');
    expect(await hasFocus(first)).to.equal(true);
    expect(await first.locator('strong').textContent()).to.equal('editor');
  });

  it('begins with a long press on a phone, and takes no room from the messages at 320 px', async () => {
    page = await openSignedIn(app, pair.alice, { size: 'phone', language: 'en', theme: 'dark' });
    await page.setViewportSize({ width: 320, height: 568 });
    await walkTo(page, `/conversations/${pair.conversationId}`);
    const text = page.locator('.message').filter({ hasText: 'line 69' }).locator('.message-text');
    await text.waitFor();

    await text.dispatchEvent('pointerdown', { pointerType: 'touch', bubbles: true, clientX: 60, clientY: 300 });
    await page.getByRole('menuitem', { name: en.messages.reply, exact: true }).click();

    await page.locator('.reply-bar').getByText('line 69').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).to.equal(true);
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await keepPicture(page, 'messages', 'reply-phone');
    await page.getByRole('button', { name: en.messages.cancelReply }).click();
    await page.locator('.reply-bar').waitFor({ state: 'detached' });
  });
});
