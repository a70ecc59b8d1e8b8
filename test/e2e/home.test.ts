/** Home in the browser: who waits, who talks now, compact topics, and what is new after some time away. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { HOUR_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  filledButtons,
  keepPicture,
  type Look,
  openPage,
  rendered,
  SIZES,
  violations,
  walkTo,
} from '../support/browser.ts';
import { type Guest, newGuest, sitDown } from '../support/guest.ts';
import { type Person, signUp } from '../support/people.ts';
import { giveSession } from '../support/signed-in-page.ts';
import { disconnectAll } from '../support/socket-client.ts';
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

  /** How long ago the reader was on Home before, in the next page. */
  let hoursAway: number | null = null;
  const readerWasHere = (hours: number) => {
    hoursAway = hours;
  };

  async function open(look: Look = PHONE, person: Person = reader): Promise<string[]> {
    const opened = await openPage(look);
    page = opened.page;
    if (hoursAway !== null) {
      const noted = { key: `meshi.home.${person.id}`, at: new Date(Date.now() - hoursAway * HOUR_MS).toISOString() };
      // Once, and not again when the page is reloaded.
      await page.addInitScript(({ key, at }) => {
        if (localStorage.getItem(key) === null) localStorage.setItem(key, at);
      }, noted);
    }
    hoursAway = null;
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

  for (const [look, sentence] of [
    [PHONE, 'あなたのタグ（rust、wasm）の話題です。表示の理由'],
    [{ size: 'desktop', language: 'en', theme: 'light' }, 'It has your tags: rust & wasm. Why this?'],
  ] as const) {
    it(`says of a topic with the tags of the reader that it has them (${look.language})`, async () => {
      await open(look);

      const why = page.getByRole('button', { name: `${sentence} ${LONG}（1）`, exact: true });

      expect(await why.count()).to.equal(1);
    });
  }

  it('shows a request to join as it arrives, and leads to where it is answered', async () => {
    const moderator = await signUp(app);
    const { id: communityId } = await moderator.call('communities.create', {
      body: { name: '鍋の会', joining: 'approval' },
    });
    await open({ size: 'small', language: 'ja', theme: 'light' }, moderator);
    expect(await waiting().count()).to.equal(0);

    await owner.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });

    const row = waiting().getByRole('link', { name: ja.home.communityRequests('鍋の会') });
    await row.waitFor();
    await keepPicture(page, 'home', 'request-ja-small');
    expect(await violations(page)).to.deep.equal([]);
    await row.click();
    await page.getByRole('button', { name: ja.communities.approve }).click();
    await page.getByText(ja.communities.requestApproved).waitFor();
    await walkTo(page, '/topics');
    await page.getByRole('article').first().waitFor();
    // The row of the last visit stays until Home was read again.
    await row.waitFor({ state: 'detached' });
  });

  it('leads from a row to where it is answered, after which nobody waits', async () => {
    const { topicId } = await newReader();
    await press(topicId);
    await waiting().getByRole('link').click();

    await page.waitForURL(`**/topics/mine/${topicId}`);
    await page.getByRole('button', { name: ja.topics.letsTalk }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await walkTo(page, '/topics');

    await page.getByRole('article').first().waitFor();
    await waiting().waitFor({ state: 'detached' });
  });

  it('no longer shows a person on whom the reader has passed', async () => {
    const { topicId } = await newReader();
    await press(topicId);
    await waiting().getByRole('link').click();
    await page.getByRole('button', { name: ja.topics.pass }).click();
    await page.getByText(ja.topics.passed).first().waitFor();

    await walkTo(page, '/topics');

    await page.getByRole('article').first().waitFor();
    await waiting().waitFor({ state: 'detached' });
  });

  it('shows at most four rows, and all of them on request', async () => {
    const person = await signUp(app);
    for (let number = 0; number < 5; number += 1) {
      await press((await person.call('topics.create', { body: { title: `Topic ${number}` } })).id);
    }
    await open(PHONE, person);
    const rows = waiting().getByRole('link');
    expect(await rows.count()).to.equal(4);

    await waiting()
      .getByRole('button', { name: ja.home.showAll(5) })
      .click();

    expect(await rows.count()).to.equal(5);
    await waiting().getByRole('button', { name: ja.home.showLess }).click();
    expect(await rows.count()).to.equal(4);
  });

  it('follows what others do: interest, a room that comes to life and ends, and a message', async () => {
    const { person, topicId } = await newReader();
    await live().getByRole('link', { name: '夜の雑談' }).waitFor();

    await press(topicId);
    await waiting().getByText(ja.home.interest('Mine')).waitFor();
    const talker = await newGuest(app);
    const opened = (await talker.call('rooms.create', { body: { title: 'Sudden' } })).id;
    await sitDown(app, talker, opened);
    await live().getByRole('link', { name: 'Sudden' }).waitFor();
    await talker.call('rooms.close', { params: { roomId: opened } });
    await live().getByRole('link', { name: 'Sudden' }).waitFor({ state: 'detached' });
    const { conversationId } = await person.call('matches.create', { params: { topicId, personId: owner.id } });
    await page.getByRole('button', { name: ja.match.later, exact: true }).click();
    await owner.line.ask('message:send', { conversationId, clientMessageId: 'home-message-1', text: 'こんばんは' });

    await waiting().getByText(ja.home.unread('1')).waitFor();
    expect(await waiting().getByRole('link').getAttribute('href')).to.equal(`/conversations/${conversationId}`);
  });

  it('has a room no longer when only people in a block with the reader are left in it', async () => {
    const person = await signUp(app);
    const [friend, blocked] = await Promise.all([newGuest(app), newGuest(app)]);
    await person.call('blocks.create', { params: { personId: blocked.id } });
    const opened = (await friend.call('rooms.create', { body: { title: 'Mixed' } })).id;
    await sitDown(app, blocked, opened);
    await sitDown(app, friend, opened);
    await open(PHONE, person);
    const room = live().getByRole('link', { name: 'Mixed' });
    await room.waitFor();

    await friend.line.ask('room:leave', { roomId: opened });

    await room.waitFor({ state: 'detached' });
    await sitDown(app, friend, opened);
    await room.waitFor();
    await friend.call('rooms.close', { params: { roomId: opened } });
  });

  it('has a room again in which the same people have met before', async () => {
    const { topicId } = await newReader();
    const friend = await newGuest(app);
    const opened = (await friend.call('rooms.create', { body: { title: 'Again' } })).id;
    const room = live().getByRole('link', { name: 'Again' });
    await sitDown(app, friend, opened);
    await room.waitFor();
    await friend.line.ask('room:leave', { roomId: opened });
    await room.waitFor({ state: 'detached' });
    // Home is read again while nobody is in the room.
    await press(topicId);
    await waiting().waitFor();

    await sitDown(app, friend, opened);

    await room.waitFor();
    await friend.call('rooms.close', { params: { roomId: opened } });
  });

  it('shows the topics also while it cannot read who waits', async () => {
    ({ page } = await openPage(PHONE));
    await giveSession(page, app, reader);
    await page.route('**/home/overview', (route) =>
      route.fulfill({ status: 500, json: { error: { code: 'internal' } } }),
    );

    await page.goto(`${app.url}/topics`);

    await page.getByRole('article').first().waitFor();
    expect(await page.getByRole('alert').count()).to.equal(0);
  });

  it('finds somebody to talk with in one press, and can stop', async () => {
    await newReader();

    await live().getByRole('button', { name: ja.instantTalk.title }).click();

    await page.getByText(ja.instantTalk.waiting).waitFor();
    expect(await live().getByRole('button').count()).to.equal(0);
    await keepPicture(page, 'home', 'waiting-to-talk-phone-ja-light');
    expect(await filledButtons(page)).to.deep.equal([ja.topics.create]);
    await page.getByRole('button', { name: ja.instantTalk.leave }).click();
    await live().getByRole('button', { name: ja.instantTalk.title }).waitFor();
  });

  for (const isWaiting of [false, true]) {
    it(`moves nothing while its parts arrive, for someone who ${isWaiting ? 'waits' : 'does not wait'} to talk`, async () => {
      await press(mine);
      if (isWaiting) await reader.call('instantTalks.wait', { body: { tag: null } });
      ({ page } = await openPage(PHONE));
      await giveSession(page, app, reader);
      await page.addInitScript(() => {
        const moved: number[] = [];
        Object.assign(window, { moved });
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) moved.push((entry as unknown as { value: number }).value);
        });
        observer.observe({ type: 'layout-shift', buffered: true });
      });
      // The topics arrive first, and whether the reader waits arrives last.
      const answered = (path: string) => page.waitForResponse((response) => response.url().endsWith(`/api/v1/${path}`));
      const continueAfter = async (path: string, earlier: Promise<unknown>) =>
        page.route(`**/api/v1/${path}`, async (route) => {
          await earlier;
          await rendered(page);
          await route.continue();
        });
      await continueAfter('home/overview', answered('home'));
      await continueAfter('instant-talks', answered('home/overview'));

      await page.goto(`${app.url}/topics`);
      await live().getByRole('link', { name: '夜の雑談' }).waitFor();
      await waiting().waitFor();
      if (isWaiting) await page.getByText(ja.instantTalk.waiting).waitFor();
      else await live().getByRole('button', { name: ja.instantTalk.title }).waitFor();
      await rendered(page);

      const moved = await page.evaluate(() => (window as unknown as { moved: number[] }).moved);
      if (isWaiting) await reader.call('instantTalks.leave');
      expect(moved.reduce((sum, value) => sum + value, 0)).to.be.below(0.001);
    });
  }

  it('keeps its topics on the screen while a new visit begins in an open tab', async () => {
    const { person, topicId } = await newReader();
    await press(topicId);
    await waiting().waitFor();
    const overview = { asked: Promise.withResolvers<string>(), held: Promise.withResolvers<void>() };
    await page.route('**/home/overview?*', async (route) => {
      overview.asked.resolve(route.request().url());
      await overview.held.promise;
      await route.continue();
    });

    await page.evaluate(
      ({ key, at }) => {
        localStorage.setItem(key, at);
        document.dispatchEvent(new Event('visibilitychange'));
      },
      { key: `meshi.home.${person.id}`, at: new Date(Date.now() - 7 * HOUR_MS).toISOString() },
    );

    expect(await overview.asked.promise).to.include('since=');
    await rendered(page);
    expect(await page.getByRole('article').count()).to.be.greaterThan(0);
    overview.held.resolve();
    await news().waitFor();
  });

  it('shows what is new since last time once, in at most three lines', async () => {
    await press(mine);
    readerWasHere(7);
    await open();
    const list = news();
    await list.getByRole('link', { name: ja.home.newInterests('1') }).waitFor();
    await list.getByRole('link', { name: ja.home.newTopics('4') }).waitFor();
    await keepPicture(page, 'home', 'news-phone-ja-light');
    await walkTo(page, '/rooms');
    await page.getByRole('heading', { name: ja.rooms.title }).waitFor();
    await walkTo(page, '/topics');
    await list.waitFor();

    await page.reload();

    await waiting().waitFor();
    expect(await list.count()).to.equal(0);
  });

  it('shows nothing new after a short time away', async () => {
    await press(mine);
    readerWasHere(5);

    await open();

    await waiting().waitFor();
    expect(await news().count()).to.equal(0);
  });

  it('neither shows nor counts news that the reader has closed', async () => {
    await press(mine);
    readerWasHere(7);
    await open();
    const read = page.waitForRequest((request) => /\/home\/overview(?!.*since)/.test(request.url()));

    await news().getByRole('button', { name: ja.common.close }).click();

    await news().waitFor({ state: 'detached' });
    await read;
    await walkTo(page, '/rooms');
    await page.getByRole('heading', { name: ja.rooms.title }).waitFor();
    await walkTo(page, '/topics');
    await waiting().waitFor();
    expect(await news().count()).to.equal(0);
  });

  it('hides who waits and who talks while something is searched', async () => {
    await press(mine);
    await open();

    await page.getByRole('searchbox', { name: ja.topics.search }).fill('#rust');

    await live().waitFor({ state: 'detached' });
    expect(await waiting().count()).to.equal(0);
    await page.getByRole('article').first().waitFor();
  });

  /** Opens Home for a new person with a topic. */
  async function newReader() {
    const person = await signUp(app);
    const { id: topicId } = await person.call('topics.create', { body: { title: 'Mine' } });
    await open(PHONE, person);
    return { person, topicId };
  }
});
