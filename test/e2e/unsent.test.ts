/** A message that is not sent says why, and the person can change or take it back. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hasFocus, holdsText, keepPicture, type Look, violations } from '../support/browser.ts';
import { type Person, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { until } from '../support/until.ts';
import { en, ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };

describe('a message that is not sent', () => {
  let app: TestApp;
  let owner: Person;
  let member: Person;
  let communityId: string;
  let conversationId: string;
  let page: Page;

  before(async () => {
    app = await startTestApp();
    [owner, member] = await Promise.all([signUp(app), signUp(app)]);
  });
  beforeEach(async () => {
    const { id, rulesVersion } = await owner.call('communities.create', { body: { name: '低速の会', language: 'ja' } });
    communityId = id;
    const params = { communityId };
    await member.call('communities.join', { params, body: { rulesVersion } });
    const { items } = await member.call('communities.channels', { params });
    conversationId = items[0]?.conversationId ?? '';
  });
  afterEach(() => page?.context().close());
  after(() => app?.close());

  it('in slow mode says until when, can be edited in the composer, and is sent as soon as slow mode ends', async () => {
    await open(PHONE);
    await write('一通目');
    await page.locator('[data-state="durable"]').getByText('一通目').waitFor();
    await edit({ slowModeSeconds: 3_600 });
    await write('二通目');
    await page.locator('[data-state="durable"]').getByText('二通目').waitFor();
    await write('三通目の途中');
    await write('四通目');

    const waits = page.locator('.message-waits');
    await waits
      .first()
      .getByText(/低速モードのため、\d\d:\d\dに送信します/)
      .waitFor();
    await waits.nth(1).getByText(ja.messages.waitsBehind).waitFor();
    await keepPicture(page, 'unsent', 'slow-mode-ja-390');
    await page.setViewportSize({ width: 320, height: 700 });
    await keepPicture(page, 'unsent', 'slow-mode-ja-320');
    expect(await violations(page)).to.deep.equal([]);

    await waits.first().getByRole('button', { name: ja.common.edit }).click();
    await holdsText(composer(), '三通目の途中');
    await until(() => hasFocus(composer()));
    await waits.getByText(/低速モードのため/).waitFor();
    expect(await waits.count()).to.equal(1);
    await edit({ slowModeSeconds: 0 });
    await page.locator('[data-state="durable"]').getByText('四通目').waitFor();
    expect(await storedTexts()).to.deep.equal(['一通目', '二通目', '四通目']);
  });

  it('in slow mode can be taken back', async () => {
    await open({ size: 'desktop', language: 'en', theme: 'dark' });
    await edit({ slowModeSeconds: 3_600 });
    await write('first', en);
    await write('not this one', en);
    const waits = page.locator('.message-waits');
    await waits.getByText(/Slow mode: sends at/).waitFor();
    await keepPicture(page, 'unsent', 'slow-mode-en-1280');

    await waits.getByRole('button', { name: en.messages.withdraw }).click();

    await page.getByText('not this one').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('log').waitFor();
    // Waits behind everything that is kept for sending.
    await write('the next one', en);
    await waits.getByText(/Slow mode: sends at/).waitFor();
    expect(await page.locator('[data-state="queued"]').allTextContents()).to.have.length(1);
    expect(await page.getByText('not this one').count()).to.equal(0);
  });

  it('that is refused says why, and can be corrected', async () => {
    await edit({ bannedWords: ['宣伝'] });
    await open(PHONE);
    await write('宣伝です');
    const failed = page.locator('.message-failed');
    await failed.getByText(ja.errors.reasons.banned_word).waitFor();
    await keepPicture(page, 'unsent', 'refused-ja-390');
    await page.reload();
    await failed.getByText(ja.errors.reasons.banned_word).waitFor();

    await failed.getByRole('button', { name: ja.common.edit }).click();
    await holdsText(composer(), '宣伝です');
    expect(await failed.count()).to.equal(0);
    await write('お知らせです');
    await page.locator('[data-state="durable"]').getByText('お知らせです').waitFor();
  });

  async function open(look: Look): Promise<void> {
    page = await openSignedIn(app, member, look);
    await page.goto(`${app.url}/conversations/${conversationId}`);
    await page.getByRole('log').waitFor();
  }

  function composer(words = ja): Locator {
    return page.getByLabel(words.messages.composer, { exact: true });
  }

  async function write(text: string, words = ja): Promise<void> {
    await composer(words).fill(text);
    await page.getByRole('button', { name: words.messages.send, exact: true }).click();
  }

  async function edit(body: { slowModeSeconds?: number; bannedWords?: string[] }): Promise<void> {
    await owner.call('communities.edit', { params: { communityId }, body });
  }

  async function storedTexts(): Promise<string[]> {
    const { messages } = await owner.call('conversations.history', { params: { conversationId } });
    return messages.map(({ text }) => text);
  }
});
