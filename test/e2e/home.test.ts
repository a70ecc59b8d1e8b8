/** Home in the browser: who waits, who talks now, compact topics, and what is new after some time away. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { filledButtons, keepPicture, type Look, openPage, SIZES, violations, walkTo } from '../support/browser.ts';
import { type Guest, newGuest, sitDown } from '../support/guest.ts';
import { type Person, signUp } from '../support/people.ts';
import { giveSession } from '../support/signed-in-page.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };
const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const LONG = 'むずかしい型をやさしく説明する方法を、一緒に考えてくれる人と話したい話題です';

describe('Home in the browser', () => {
  let app: TestApp;
  let reader: Person;
  let owner: Guest;
  let mine: string;
  let roomId: string;
  let page: Page;

  before(async () => {
    app = await startTestApp({ limits: { roomChangeMs: 20, instantTalkAgainMs: 0 } });
    reader = await signUp(app, { displayName: '読み手' });
    owner = await newGuest(app);
    await owner.call('profiles.update', { body: { displayName: '亜紀' } });
    await reader.call('profiles.update', { body: { tags: ['rust', 'wasm'] } });
    mine = (await reader.call('topics.create', { body: { title: 'はじめてのパン' } })).id;
    for (const number of [1, 2, 3, 4]) {
      const body = { title: `${LONG}（${number}）`, body: LONG, tags: ['rust', 'wasm', 'コンパイラー', 'webassembly'] };
      await (await signUp(app, { displayName: `持ち主 ${number}` })).call('topics.create', { body });
    }
    roomId = (await owner.call('rooms.create', { body: { title: '夜の雑談' } })).id;
    await sitDown(app, owner, roomId);
  });
  afterEach(() => page?.context().close());
  after(async () => {
    disconnectAll();
    await app?.close();
  });

  const waiting = (words = ja) => page.getByRole('region', { name: words.home.waiting });
  const live = (words = ja) => page.getByRole('region', { name: words.home.live });
  const news = (words = ja) => page.getByRole('region', { name: words.home.news });

  async function open(look: Look = PHONE, person: Person = reader): Promise<string[]> {
    const opened = await openPage(look);
    page = opened.page;
    await giveSession(page, app, person);
    await page.goto(`${app.url}/topics`);
    await page.getByRole('article').first().waitFor();
    return opened.failures;
  }

  const press = async (topicId: string) => owner.call('topics.createInterest', { params: { topicId } });
  const bottomOf = async (number: number) => {
    const box = await page.getByRole('article').nth(number).boundingBox();
    return (box?.y ?? Number.POSITIVE_INFINITY) + (box?.height ?? 0);
  };

  it('has three topics within the first screen of a phone when one thing waits and one room is live', async () => {
    await press(mine);
    await open();
    await live().getByRole('link', { name: '夜の雑談' }).waitFor();
    expect(await waiting().getByRole('link').count()).to.equal(1);
    const bar = await page.getByRole('navigation', { name: ja.nav.label }).boundingBox();

    await keepPicture(page, 'home', 'phone-ja-light');

    expect(await bottomOf(2)).to.be.at.most(bar?.y ?? SIZES.phone.height);
    expect(await violations(page)).to.deep.equal([]);
    expect(await filledButtons(page)).to.deep.equal([ja.topics.create]);
  });

  for (const [name, look, width] of [
    ['phone-en-dark-320', { size: 'phone', language: 'en', theme: 'dark' }, 320],
    ['desktop-en-dark', { size: 'desktop', language: 'en', theme: 'dark' }, 1280],
  ] as const) {
    it(`fits into a window of ${width} pixels, with one filled button`, async () => {
      await press(mine);
      const failures = await open(look);
      await page.setViewportSize({ width, height: SIZES[look.size].height });
      const words = WORDS[look.language];
      await waiting(words).getByText(words.home.interest('はじめてのパン')).waitFor();
      await live(words).getByRole('link').waitFor();

      await keepPicture(page, 'home', name);

      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(tooWide).to.be.at.most(0);
      expect(await violations(page)).to.deep.equal([]);
      expect(await filledButtons(page)).to.deep.equal([words.topics.create]);
      expect(failures).to.deep.equal([]);
    });
  }
});
