/** Reading in Chromium: where a conversation opens, which messages count as read, and that the place is kept. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, rendered, violations, walkTo } from '../support/browser.ts';
import { closeClients, newPerson, type Talker, talkingPair, whenever } from '../support/sdk.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const DESKTOP: Look = { size: 'desktop', language: 'ja', theme: 'dark' };

interface Place {
  seq: number;
  top: number;
}

describe('reading a conversation on a screen', () => {
  let app: TestApp;
  const pages: Page[] = [];

  before(async () => {
    app = await startTestApp();
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    await closeClients();
  });
  after(() => app.close());

  /** Two people: Alice has written `texts`, and Bob has read up to `readSeq`. Bob's page is signed in. */
  async function written(texts: readonly string[], readSeq: number, look = PHONE) {
    const { alice, bob, conversationId } = await talkingPair(app);
    for (const text of texts) await alice.conversation.send(text);
    if (readSeq > 0) await bob.conversation.markRead(readSeq);
    await bob.sdk.close();
    const page = await openSignedIn(app, bob, look);
    pages.push(page);
    const open = async () => {
      await page.goto(`${app.url}/conversations/${conversationId}`);
      // The last part of the screen that loads.
      await page.locator('.appointment-chip').waitFor();
      await page.locator('.log [data-seq]').first().waitFor();
      await rendered(page);
    };
    return { alice, bob, page, open };
  }

  const readUpTo = (alice: Talker, seq: number) =>
    whenever(alice.conversation, ({ othersReadSeq }) => othersReadSeq >= seq);

  it('begins at the first unread message with its line, and only what was on screen is read', async () => {
    const { alice, page, open } = await written(lines(70), 10);

    await open();
    const line = await page.locator('.log-unread').evaluate((element) => {
      const log = element.closest('.log')?.getBoundingClientRect();
      const { top, bottom } = element.getBoundingClientRect();
      const isInside = log !== undefined && top >= log.top && bottom <= log.bottom;
      return { isInside, next: element.nextElementSibling?.getAttribute('data-seq') };
    });
    const { loose } = await onScreen(page);
    await readUpTo(alice, loose);

    expect(line).to.deep.equal({ isInside: true, next: '11' });
    expect(loose).to.be.within(12, 40);
    expect(alice.conversation.snapshot.othersReadSeq).to.equal(loose);
    const states = alice.conversation.messages.map(({ state }) => state);
    expect(states.lastIndexOf('read')).to.equal(loose - 1);
    const newest = page.getByRole('button', { name: ja.messages.newMessages(String(70 - loose)) });
    await newest.waitFor();
    await keepPicture(page, 'screens', 'conversation-unread');
    expect(await violations(page)).to.deep.equal([]);
    await newest.click();
    await readUpTo(alice, 70);
    await newest.waitFor({ state: 'detached' });
  });

  it('opens 300 unread messages at the first one, and scrolls through them to the end without a gap', async () => {
    const { alice, page, open } = await written(lines(300), 0, DESKTOP);

    await open();
    const first = await firstOnScreen(page);
    const { loose } = await onScreen(page);
    await readUpTo(alice, loose);
    const before = alice.conversation.snapshot.othersReadSeq;
    for (let at = 0; at < 100 && (await lastSeq(page)) < 300; at += 1) {
      const last = await lastSeq(page);
      await scroll(page, 100_000);
      await page.waitForFunction(
        (seq) => Number([...document.querySelectorAll('.log [data-seq]')].at(-1)?.getAttribute('data-seq')) > seq,
        last,
      );
    }
    await scroll(page, 100_000);
    await readUpTo(alice, 300);

    expect(first.seq).to.equal(1);
    expect(before).to.equal(loose);
    const seqs = await page.locator('.log [data-seq]').evaluateAll((all) => all.map((one) => Number(one.dataset.seq)));
    expect(seqs).to.deep.equal(Array.from({ length: 300 }, (_, at) => at + 1));
  });

  it('opens at the end without a line when nothing is unread, and follows new messages', async () => {
    const { alice, page, open } = await written(lines(60), 60);

    await open();
    const atEnd = await onScreen(page);
    const sent = await alice.conversation.send('新しいメッセージ');
    await page.locator('.log').getByText('新しいメッセージ').waitFor();
    await readUpTo(alice, sent.seq);

    expect(atEnd.strict).to.equal(60);
    expect(await page.locator('.log-unread').count()).to.equal(0);
    expect((await onScreen(page)).strict).to.equal(61);
  });

  it('marks nothing while the tab is not focused, and what is on screen when it is focused again', async () => {
    const { alice, page, open } = await written(['一', '二', '三'], 0);
    await page.addInitScript(() => {
      document.hasFocus = () => false;
    });

    await open();
    const { loose } = await onScreen(page);
    // Leaving the conversation reports at once what is on screen. A report would arrive before what Bob does next.
    await walkTo(page, '/conversations');
    await page.locator('.log').waitFor({ state: 'detached' });
    await page.goBack();
    await page.locator('.log [data-seq]').first().waitFor();
    await page.getByLabel(ja.messages.composer, { exact: true }).fill('四');
    await page.getByRole('button', { name: ja.messages.send, exact: true }).click();
    await whenever(alice.conversation, ({ messages }) => messages.some(({ text }) => text === '四'));
    const before = alice.conversation.snapshot.othersReadSeq;
    await page.evaluate(() => {
      document.hasFocus = () => true;
      window.dispatchEvent(new Event('focus'));
    });
    await readUpTo(alice, 4);

    expect([loose, before]).to.deep.equal([3, 0]);
  });

  it('keeps messages that arrive while the reader is away on screen, under a line, and unread', async () => {
    const { alice, page, open } = await written(lines(40), 40);
    await open();
    await page.evaluate(() => {
      document.hasFocus = () => false;
    });

    for (const text of lines(30)) await alice.conversation.send(text);
    await page.locator('.log [data-seq="70"]').waitFor({ state: 'attached' });
    await rendered(page);
    const { loose } = await onScreen(page);
    const next = await page
      .locator('.log-unread')
      .evaluate((line) => line.nextElementSibling?.getAttribute('data-seq'));
    const first = await topOf(page, 41);
    await page.evaluate(() => {
      document.hasFocus = () => true;
      window.dispatchEvent(new Event('focus'));
    });
    await readUpTo(alice, loose);

    expect([next, alice.conversation.snapshot.othersReadSeq]).to.deep.equal(['41', loose]);
    expect(first).to.be.within(0, 200);
    expect(loose).to.be.within(41, 60);
  });

  it('keeps the message on screen when the phone is turned, older messages load, or anything grows', async () => {
    const { page, open } = await written(lines(160), 160);
    const steps: string[] = [];
    const keeps = async (what: string, change: () => Promise<unknown>) => {
      const before = await firstOnScreen(page);
      await change();
      await rendered(page);
      const after = await topOf(page, before.seq);
      if (Math.abs(after - before.top) > 2) steps.push(`${what}: message ${before.seq} from ${before.top} to ${after}`);
    };
    const turn = async (width: number, height: number) => {
      await page.setViewportSize({ width, height });
      await page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [width, height]);
    };
    const composer = page.getByLabel(ja.messages.composer, { exact: true });
    const loaded = () => page.locator('.log [data-seq]').count();
    await open();
    await scroll(page, -900);

    await keeps('turned', () => turn(844, 390));
    await keeps('turned back', () => turn(390, 844));
    for (const width of [844, 390]) {
      await turn(width, 1234 - width);
      await rendered(page);
      await page.locator('.log[aria-busy="false"]').waitFor();
      const count = await loaded();
      await scroll(page, -100_000);
      await scroll(page, 120);
      await keeps('older messages', () =>
        page.waitForFunction((known) => document.querySelectorAll('.log [data-seq]').length > known, count),
      );
      await keeps(`turned at ${width}`, () => turn(1234 - width, width));
      await keeps(`turned back at ${width}`, () => turn(width, 1234 - width));
    }
    await keeps('a growing composer', () => composer.fill('一行目\n二行目\n三行目\n四行目'));
    await keeps('a smaller composer', () => composer.fill(''));
    await keeps('the topic unfolds', () => page.locator('.started-from summary').click());
    await scroll(page, 100_000);
    await composer.fill('一行目\n二行目\n三行目\n四行目');
    await rendered(page);

    expect(steps).to.deep.equal([]);
    expect((await onScreen(page)).strict, 'the end stays on screen').to.equal(160);
  });

  it('reads exactly the messages that were on screen, whatever their heights and wherever one scrolls', async () => {
    const height = fc.integer({ min: 1, max: 8 });
    const moves = fc.array(fc.integer({ min: -600, max: 900 }), { minLength: 4, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(fc.array(height, { minLength: 30, maxLength: 60 }), moves, async (heights, deltas) => {
        const texts = heights.map((rows, at) => Array.from({ length: rows }, () => `${at + 1} 行`).join('\n'));
        const { alice, page, open } = await written(texts, 0);
        await open();
        let [strict, loose] = [0, 0];
        for (const delta of [0, ...deltas]) {
          await scroll(page, delta);
          const seen = await onScreen(page);
          strict = Math.max(strict, seen.strict);
          loose = Math.max(loose, seen.loose);
          await readUpTo(alice, strict);
          expect(alice.conversation.snapshot.othersReadSeq).to.be.within(strict, loose);
        }
      }),
      { numRuns: 2 },
    );
  });

  it('says in a channel how many have read a message, without the two checks of a pair', async () => {
    const [ada, ben, cleo] = await Promise.all([newPerson(app), newPerson(app), newPerson(app)]);
    const { id: communityId } = await ada.sdk.communities.create({ name: '鍋の会' });
    for (const { sdk } of [ben, cleo]) await sdk.communities.join({ communityId, rulesVersion: 0 });
    const { items } = await whenever(ada.sdk.conversations.list(), ({ items: [item] }) => item !== undefined);
    const conversationId = items[0]?.id ?? '';
    const ofBen = await ben.sdk.conversations.open(conversationId);
    await (await ada.sdk.conversations.open(conversationId)).send('豆腐はだれが買いますか');
    const page = await openSignedIn(app, ada, DESKTOP);
    pages.push(page);
    await page.goto(`${app.url}/conversations/${conversationId}`);
    await page.locator('.log [data-seq]').first().waitFor();
    const before = await page.locator('.message-read-by').count();

    await ofBen.markRead(1);
    await page.getByTitle(ja.messages.readByOf(1, 2)).waitFor();

    expect(before).to.equal(0);
    expect(await page.locator('.message[data-state="durable"]').count()).to.equal(1);
    await keepPicture(page, 'screens', 'conversation-read-by');
    expect(await violations(page)).to.deep.equal([]);
  });

  it('is ready for writing on a desktop', async () => {
    const { page, open } = await written(lines(3), 0, DESKTOP);

    await open();
    await page.waitForFunction(() => document.activeElement?.matches('.composer textarea'));
    await page.keyboard.type('すぐに書けます');

    const composer = page.getByLabel(ja.messages.composer, { exact: true });
    expect(await composer.inputValue()).to.equal('すぐに書けます');
  });
});

/** Texts of different lengths, some of several lines. */
function lines(count: number): string[] {
  return Array.from(
    { length: count },
    (_, at) => `${at + 1} ${'こんにちは、今日はいい天気ですね。'.repeat(1 + (at % 5))}`,
  );
}

async function scroll(page: Page, delta: number): Promise<void> {
  await page.locator('.log').evaluate((log, by) => {
    log.scrollTop += by;
  }, delta);
  await rendered(page);
}

function lastSeq(page: Page): Promise<number> {
  return page
    .locator('.log [data-seq]')
    .last()
    .evaluate((element) => Number(element.getAttribute('data-seq')));
}

function firstOnScreen(page: Page): Promise<Place> {
  return page.locator('.log').evaluate((log) => {
    const { top } = log.getBoundingClientRect();
    for (const element of log.querySelectorAll('[data-seq]')) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top) return { seq: Number(element.getAttribute('data-seq')), top: box.top - top };
    }
    return { seq: 0, top: 0 };
  });
}

function topOf(page: Page, seq: number): Promise<number> {
  return page.locator('.log').evaluate((log, wanted) => {
    const element = log.querySelector(`[data-seq="${wanted}"]`);
    return (element?.getBoundingClientRect().top ?? Number.NaN) - log.getBoundingClientRect().top;
  }, seq);
}

/** The last message of which at least half is on screen; `strict` and `loose` differ where it is half a message by a pixel. */
function onScreen(page: Page): Promise<{ strict: number; loose: number }> {
  return page.locator('.log').evaluate((log) => {
    const frame = log.getBoundingClientRect();
    const seqs = { strict: 0, loose: 0 };
    for (const element of log.querySelectorAll('[data-seq]')) {
      const box = element.getBoundingClientRect();
      const visible = Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top);
      const seq = Number(element.getAttribute('data-seq'));
      if (visible >= box.height / 2 + 2) seqs.strict = seq;
      if (visible >= box.height / 2 - 2) seqs.loose = seq;
    }
    return seqs;
  });
}
