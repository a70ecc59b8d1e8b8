/** Reactions to messages on the screen: by finger, by mouse and by keyboard alone. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hasFocus, keepPicture, violations, walkTo } from '../support/browser.ts';
import { matchedPair, type Pair } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';
import { en, ja } from '../support/words.ts';

describe('a reaction on the screen', () => {
  let app: TestApp;
  let pair: Pair;
  let page: Page;
  let bobName: string;
  let react: (seq: number, emoji: string) => Promise<unknown>;

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    pair = await matchedPair(app);
    const { conversationId } = pair;
    bobName = (await pair.bob.call('accounts.me')).profile.displayName;
    const [alice, bob] = await Promise.all([connect(app, pair.alice), connect(app, pair.bob)]);
    await bob.ask('message:send', message(conversationId, '今夜、ラーメンを食べながら Rust の話をしませんか'));
    await alice.ask('message:send', message(conversationId, 'いいですね'));
    await alice.ask('conversation:read', { conversationId, seq: 2 });
    react = (seq, emoji) =>
      bob.ask('message:react', {
        conversationId,
        seq,
        changeId: `change-${seq}-${emoji.codePointAt(0)}`,
        emoji,
        isOn: true,
      });
  });
  afterEach(async () => {
    disconnectAll();
    await page?.context().close();
  });
  after(() => app?.close());

  const lineOf = (seq: number) => page.locator(`[data-seq="${seq}"]`);
  const chips = (seq: number) => lineOf(seq).locator('.reaction');
  const showsChips = (seq: number, wanted: string[]) =>
    page.waitForFunction(
      ([at, texts]) => {
        const found = [...document.querySelectorAll(`[data-seq="${at}"] .reaction`)].map((chip) => chip.textContent);
        return JSON.stringify(found) === JSON.stringify(texts);
      },
      [seq, wanted] as const,
    );
  const press = (target: Locator) =>
    target.dispatchEvent('pointerdown', { pointerType: 'touch', bubbles: true, clientX: 60, clientY: 300 });

  it('is added by finger, says who reacted, and is taken back, at 320 px', async () => {
    page = await openSignedIn(app, pair.alice, { size: 'phone', language: 'ja', theme: 'light' });
    await page.setViewportSize({ width: 320, height: 568 });
    await walkTo(page, `/conversations/${pair.conversationId}`);
    await lineOf(1).waitFor();
    await react(1, '👍');
    await react(2, '🎉');
    await showsChips(1, ['👍1']);

    await press(lineOf(1).locator('.message-text'));
    const heart = page.getByRole('menuitemcheckbox', { name: 'ハート' });
    await heart.waitFor();
    await keepPicture(page, 'messages', 'reaction-menu-phone');
    for (const choice of await page.getByRole('menuitemcheckbox').all()) await isForFingers(choice);
    await heart.tap();
    await showsChips(1, ['👍1', '❤️1']);
    await chips(1).first().tap();
    await showsChips(1, ['👍2', '❤️1']);

    expect(await chips(1).first().getAttribute('aria-pressed')).to.equal('true');
    expect(await chips(1).first().getAttribute('aria-label')).to.equal(`👍 2: あなた、${bobName}さん`);
    for (const chip of await chips(1).all()) await isForFingers(chip);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).to.equal(true);
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await keepPicture(page, 'messages', 'reactions-phone');
    await press(chips(1).first());
    const dialog = page.getByRole('dialog', { name: ja.messages.reactions });
    await dialog.getByText(`あなた、${bobName}さん`).waitFor();
    expect(await violations(page), 'what axe finds in the dialog').to.deep.equal([]);
    await keepPicture(page, 'messages', 'reactors-phone');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await chips(1).first().tap();
    await showsChips(1, ['👍1', '❤️1']);
    await chips(1).nth(1).tap();
    await showsChips(1, ['👍1']);
  });

  it('is any emoji, searched in two languages, with data that are loaded when somebody looks for one', async () => {
    page = await openSignedIn(app, pair.alice, { size: 'desktop', language: 'en', theme: 'dark' });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await walkTo(page, `/conversations/${pair.conversationId}`);
    await lineOf(2).hover();
    await lineOf(2).getByRole('button', { name: en.messages.menu }).click();
    await page.getByRole('menuitem', { name: en.messages.moreEmoji }).waitFor();
    await keepPicture(page, 'messages', 'reaction-menu-desktop');
    expect(requests.filter((url) => /emoji/.test(url))).to.deep.equal([]);
    await page.getByRole('menuitem', { name: en.messages.moreEmoji }).click();

    const dialog = page.getByRole('dialog', { name: en.messages.chooseEmoji });
    await dialog.getByRole('gridcell').first().waitFor();
    expect(await hasFocus(dialog.getByRole('searchbox'))).to.equal(true);
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await keepPicture(page, 'messages', 'emoji-desktop');
    await dialog.getByRole('searchbox').fill('ラーメン');
    await dialog.getByRole('gridcell', { name: 'steaming bowl' }).waitFor();
    await dialog.getByRole('searchbox').fill('no such thing');
    await dialog.getByText(en.messages.noEmoji).waitFor();
    await dialog.getByRole('searchbox').fill('ramen');
    await dialog.getByRole('gridcell', { name: 'steaming bowl' }).click();

    await dialog.waitFor({ state: 'detached' });
    await showsChips(2, ['🍜1']);
    await react(2, '🍜');
    await showsChips(2, ['🍜2']);
    expect(await chips(2).first().getAttribute('title')).to.equal(`You, ${bobName}`);
    expect(requests.some((url) => /emoji/.test(url))).to.equal(true);
    const own = new URL(page.url()).host;
    expect(requests.filter((url) => new URL(url).host !== own && !url.startsWith('blob:'))).to.deep.equal([]);
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await keepPicture(page, 'messages', 'reactions-desktop');
  });

  it('is added, listed and taken back by keyboard alone', async () => {
    page = await openSignedIn(app, pair.alice, { size: 'desktop', language: 'en', theme: 'light' });
    await walkTo(page, `/conversations/${pair.conversationId}`);
    const menu = lineOf(1).getByRole('button', { name: en.messages.menu });
    await menu.focus();

    await page.keyboard.press('Enter');
    const first = page.getByRole('menuitemcheckbox', { name: 'Like' });
    await focused(first);
    await page.keyboard.press('ArrowRight');
    await focused(page.getByRole('menuitemcheckbox', { name: 'Heart' }));
    await page.keyboard.press('Enter');
    await showsChips(1, ['❤️1']);
    await focused(menu);

    await page.keyboard.press('Enter');
    await focused(first);
    expect(await page.getByRole('menuitemcheckbox', { checked: true }).count()).to.equal(1);
    await page.keyboard.press('ArrowDown');
    await focused(page.getByRole('menuitem', { name: en.messages.moreEmoji }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: en.messages.chooseEmoji });
    await dialog.getByRole('gridcell').first().waitFor();
    await page.keyboard.type('sushi');
    await dialog.getByRole('gridcell', { name: 'sushi' }).waitFor();
    await dialog.locator('[aria-live]').getByText('sushi').waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await showsChips(1, ['❤️1', '🍣1']);
    await focused(menu);

    await page.keyboard.press('Tab');
    await focused(chips(1).first());
    await keepPicture(page, 'messages', 'reactions-keyboard');
    await page.keyboard.press('Enter');
    await showsChips(1, ['🍣1']);
    await focused(chips(1).first());
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: en.messages.whoReacted }).press('Enter');
    const reactors = page.getByRole('dialog', { name: en.messages.reactions });
    await reactors.getByText('You', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await reactors.waitFor({ state: 'detached' });
    await focused(menu);
  });

  async function focused(element: Locator): Promise<void> {
    await element.waitFor();
    const handle = await element.elementHandle();
    await page.waitForFunction((wanted) => document.activeElement === wanted, handle);
  }

  /** What a finger meets 21 px above, below and beside the middle is the element. */
  async function isForFingers(element: Locator): Promise<void> {
    const missed = await element.evaluate((target) => {
      const { x, y, width, height } = target.getBoundingClientRect();
      const [cx, cy] = [x + width / 2, y + height / 2];
      const points = [
        [0, -21],
        [0, 21],
        [-21, 0],
        [21, 0],
      ] as const;
      return points.filter(([dx, dy]) => !target.contains(document.elementFromPoint(cx + dx, cy + dy)));
    });
    expect(missed, 'points that a finger misses').to.deep.equal([]);
  }
});
