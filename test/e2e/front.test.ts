/** What visitors without an account see in their browser, and the way in, which leads back to where they came from. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { filledButtons, keepPicture, type Look, openPage, SIZES, violations, walkTo } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import { caller, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };
/** What axe looks at in every look; the other pages consist of the same parts, and are looked at once. */
const AUDITED = ['front', 'topic', 'missing'];
const NARROW = { width: 320, height: 640 };
/** What the first load of a visitor may weigh, compressed, and the requests before its content. */
const MAX_BYTES = 100_000;
const MAX_REQUESTS = 3;

// Promise A17 of docs/promises.md.
describe('the pages of visitors', () => {
  let app: DemoApp;
  let empty: TestApp;
  /** Paths of the demo that are public, by their kind. */
  const paths: Record<string, string> = {};

  before(async () => {
    [app, empty] = await Promise.all([demoApp(), startTestApp()]);
    const { topics, meals, communities } = await caller(app)('front.getTable');
    const [email] = app.credentials;
    const { accessToken } = await caller(app)('sessions.signIn', { body: email });
    const { items: rooms } = await caller(app, accessToken)('rooms.list');
    const named = topics.find(({ owner }) => owner !== null);
    Object.assign(paths, {
      topic: `/topics/${topics[0]?.id}`,
      meal: `/meals/${meals[0]?.id}`,
      community: `/communities/${communities[0]?.id}`,
      room: `/rooms/${rooms[0]?.id}`,
      person: `/people/${named?.owner?.id}`,
    });
  });
  after(() => empty?.close());

  const looks: (Look & { width: 'narrow' | 'usual' })[] = [
    { size: 'phone', language: 'ja', theme: 'light', width: 'narrow' },
    { size: 'phone', language: 'en', theme: 'dark', width: 'narrow' },
    { size: 'phone', language: 'ja', theme: 'dark', width: 'usual' },
    { size: 'phone', language: 'en', theme: 'light', width: 'usual' },
    { size: 'desktop', language: 'ja', theme: 'light', width: 'usual' },
    { size: 'desktop', language: 'en', theme: 'dark', width: 'usual' },
  ];
  for (const look of looks) {
    const { width } = look.width === 'narrow' ? NARROW : SIZES[look.size];
    it(`are right at ${width} px, in ${look.language}, ${look.theme}`, async () => {
      const { page, failures } = await openPage(look);
      if (look.width === 'narrow') await page.setViewportSize(NARROW);
      const all = { front: '/', ...paths, missing: '/nothing', invitation: '/invitation#none' };
      for (const [name, path] of Object.entries(all)) {
        await page.goto(app.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await keepPicture(page, 'front', `${name}-${width}-${look.language}-${look.theme}`);

        if (look === looks[0] || AUDITED.includes(name)) {
          expect(await violations(page), `${name}: what axe finds`).to.deep.equal([]);
        }
        expect((await filledButtons(page)).slice(1), `${name}: filled buttons after the first`).to.deep.equal([]);
        expect(await overflow(page), `${name}: wider than the window`).to.equal(0);
        expect(await page.locator('html').getAttribute('lang')).to.equal(look.language);
      }
      await page.goto(empty.url);
      await page.getByRole('heading', { name: WORDS[look.language].front.samples }).waitFor();
      await keepPicture(page, 'front', `empty-${width}-${look.language}-${look.theme}`);
      expect(await violations(page), 'empty: what axe finds').to.deep.equal([]);

      // An invitation that does not exist is a failed request.
      expect(failures).to.deep.equal([]);
      await page.context().close();
    });
  }

  it('load little: few requests before the content, and less than 100 kB in all', async () => {
    const { page } = await openPage({ size: 'phone', language: 'ja', theme: 'light' });
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    let before = 0;
    let hasContent = false;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.exposeFunction('contentShown', () => {
      hasContent = true;
    });
    page.on('requestfinished', (request) => {
      const isIcon = /icon|manifest|avatars/.test(request.url());
      if (!hasContent && !isIcon && request.resourceType() !== 'script') before += 1;
      if (!hasContent && request.url().endsWith('/appearance.js')) before += 1;
    });
    await page.addInitScript(() => {
      new PerformanceObserver(() => Reflect.get(window, 'contentShown')()).observe({ type: 'paint', buffered: true });
    });

    await page.goto(app.url, { waitUntil: 'networkidle' });

    expect(bytes).to.be.below(MAX_BYTES);
    expect(before).to.be.at.most(MAX_REQUESTS);
    await page.context().close();
  });
});

describe('a visitor', () => {
  let app: TestApp;
  const look: Look = { size: 'phone', language: 'ja', theme: 'light' };
  before(async () => {
    app = await startTestApp();
  });
  after(() => app?.close());

  it('comes back to the very page after signing up', async () => {
    const owner = await signUp(app);
    await owner.call('profiles.update', { body: { showsTopicsToVisitors: true } });
    const { id } = await owner.call('topics.create', { body: { title: 'パンの話', isPublic: true } });
    const { page } = await openPage(look);
    await page.goto(`${app.url}/topics/${id}`);
    await page.getByRole('link', { name: ja.front.act.topic }).click();

    await fillSignUp(page, 'visitor_one');

    await page.getByRole('heading', { name: 'パンの話' }).waitFor();
    await page.getByRole('button', { name: ja.topics.interested }).first().waitFor();
    expect(new URL(page.url()).pathname).to.equal(`/topics/${id}`);
    // Signing out leads to the sign-in; the page then is that of visitors again.
    await giveUpSession(page);
    await page.goto(`${app.url}/topics/${id}`);
    await page.getByRole('link', { name: ja.front.act.topic }).waitFor();
    await page.context().close();
  });

  it('reads which community an invitation leads to, and joins it after signing in', async () => {
    const [owner, guest] = [await signUp(app), await signUp(app)];
    const { id: communityId } = await owner.call('communities.create', { body: { name: 'パン屋' } });
    const { token } = await owner.call('communities.createInvitation', { params: { communityId }, body: {} });
    const { page } = await openPage(look);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${app.url}/invitation#${token}`);
    await page.getByRole('heading', { name: `${ja.front.invitationTitle}: パン屋` }).waitFor();
    await keepPicture(page, 'front', 'invitation-valid');

    await page.getByRole('complementary').getByRole('link', { name: ja.account.signIn, exact: true }).click();
    await page.getByLabel(ja.account.email).fill(guest.email);
    await page.getByLabel(ja.account.password, { exact: true }).fill(guest.password);
    await page.getByRole('button', { name: ja.account.signIn, exact: true }).click();

    await page.getByRole('heading', { name: 'パン屋' }).waitFor();
    expect(new URL(page.url()).hash).to.equal(`#${token}`);
    // Playwright names requests without their fragments: what remains is what servers and proxies see.
    expect(asked.filter((url) => decodeURIComponent(url.split('#')[0] ?? '').includes(token))).to.deep.equal([]);
    await page.context().close();
  });

  it('sees the first topic of a person only if the person ticks it, and until the person takes it back', async () => {
    const person = await signUp(app);
    const page = await openSignedIn(app, person, look);
    const publicTopics = async () => (await caller(app)('front.getTable')).topics.map(({ title }) => title);
    const post = async (title: string, isTicked: boolean, tick: boolean) => {
      await walkTo(page, '/topics');
      await page.getByRole('button', { name: ja.topics.create }).first().click();
      await page.getByLabel(ja.topics.titleField).fill(title);
      const box = page.getByRole('checkbox', { name: ja.topics.forVisitors });
      expect(await box.isChecked()).to.equal(isTicked);
      if (tick) await box.check();
      if (tick) await keepPicture(page, 'front', 'first-topic');
      await page.getByRole('button', { name: ja.topics.publish }).click();
      await page.getByRole('heading', { name: title }).first().waitFor();
    };

    await post('一つ目', false, true);
    await post('二つ目', true, false);
    expect(await publicTopics()).to.include.members(['一つ目', '二つ目']);

    await walkTo(page, '/settings/visitors');
    await page.getByRole('checkbox', { name: ja.settings.visitorsTopics }).uncheck();
    await page.getByText(ja.common.saved).waitFor();
    await keepPicture(page, 'front', 'settings');
    expect(await violations(page)).to.deep.equal([]);

    expect(await publicTopics())
      .to.not.include('一つ目')
      .and.not.include('二つ目');
    await page.context().close();
  });

  it('whose session has ended gets the page of visitors', async () => {
    const owner = await signUp(app);
    await owner.call('profiles.update', { body: { showsTopicsToVisitors: true } });
    const { id } = await owner.call('topics.create', { body: { title: '終わった話', isPublic: true } });
    const { page } = await openPage(look);
    await page.context().addCookies([{ name: 'meshi_session', value: '1', url: app.url }]);

    // The app finds no session, and loads the page again.
    await page.goto(`${app.url}/topics/${id}`, { waitUntil: 'commit' });

    await page.getByRole('link', { name: ja.front.act.topic }).waitFor();
    await page.context().close();
  });
});

async function fillSignUp(page: Page, handle: string): Promise<void> {
  await page.getByLabel(ja.account.displayName).fill('客');
  await page.getByLabel(ja.account.email).fill(`${handle}@example.com`);
  await page.getByLabel(ja.account.password, { exact: true }).fill('a quiet evening with wine');
  await page.getByRole('button', { name: ja.account.signUpAction, exact: true }).click();
}

/** The browser has no session any longer, and does not know it yet. */
async function giveUpSession(page: Page): Promise<void> {
  await page.context().clearCookies({ name: 'meshi_refresh' });
}

/** By how many pixels a page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
