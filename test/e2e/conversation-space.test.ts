/** A conversation leaves at least half of the screen to its messages, also with an appointment and an open keyboard. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { violations, walkTo } from '../support/browser.ts';
import { matchedPair, type Pair } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const DAY_MS = 24 * 3_600_000;
const KEYBOARD = 300;
const SCREENS = [
  { name: 'a small phone', width: 320, height: 568, keyboard: KEYBOARD },
  { name: 'a phone', width: 390, height: 844, keyboard: KEYBOARD },
  { name: 'a screen of 1280x800 at 200 % zoom', width: 640, height: 400, keyboard: 0 },
];

describe('a conversation with an appointment', () => {
  let app: TestApp;
  let pair: Pair;
  let page: Page;

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    pair = await matchedPair(app);
    const startsAt = new Date(Math.ceil((Date.now() + DAY_MS) / 900_000) * 900_000).toISOString();
    const { id, revision } = await pair.alice.call('proposals.create', {
      params: { matchId: pair.match.id },
      body: { startsAt, minutes: 30 },
    });
    await pair.bob.call('proposals.accept', { params: { proposalId: id }, body: { revision } });
  });
  afterEach(() => page?.context().close());
  after(() => app?.close());

  async function open(language: 'ja' | 'en', width: number, height: number): Promise<void> {
    page = await openSignedIn(app, pair.bob, { size: 'phone', language, theme: 'light' });
    await page.setViewportSize({ width, height });
    await walkTo(page, `/conversations/${pair.conversationId}`);
    await chip().waitFor();
  }
  const chip = () => page.locator('.appointment-chip');
  const details = (words: typeof ja) => page.getByRole('region', { name: words.proposals.label });
  const messagesHeight = async () => (await page.getByRole('log').boundingBox())?.height ?? 0;

  for (const { name, width, height, keyboard } of SCREENS) {
    for (const language of ['ja', 'en'] as const) {
      it(`leaves half of ${name} to the messages, in ${language}`, async () => {
        await open(language, width, height);
        expect(await messagesHeight()).to.be.at.least(height / 2);

        await page.getByRole('textbox').focus();
        await page.setViewportSize({ width, height: height - keyboard });
        await page.waitForFunction((wanted) => innerHeight === wanted, height - keyboard);

        expect(await messagesHeight()).to.be.at.least((height - keyboard) / 2);
        expect(await violations(page), 'what axe finds').to.deep.equal([]);
      });
    }
  }

  it('is one line in the head that unfolds, and folds when one writes', async () => {
    await open('en', 390, 844);
    expect(await details(en).count()).to.equal(0);

    await chip().click();
    await details(en).getByRole('button', { name: en.proposals.calendar }).waitFor();
    await page.getByRole('textbox').focus();

    await details(en).waitFor({ state: 'detached' });
    expect(await chip().getAttribute('aria-expanded')).to.equal('false');
  });

  it('is unfolded while a proposal waits for an answer', async () => {
    const other = await matchedPair(app);
    const startsAt = new Date(Math.ceil((Date.now() + DAY_MS) / 900_000) * 900_000).toISOString();
    await other.alice.call('proposals.create', {
      params: { matchId: other.match.id },
      body: { startsAt, minutes: 30 },
    });
    pair = other;

    await open('ja', 390, 844);

    await details(ja).getByRole('button', { name: ja.proposals.accept }).waitFor();
    await chip().click();
    await details(ja).waitFor({ state: 'detached' });
  });
});
