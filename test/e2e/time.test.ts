/** Pages that stay open over midnight, and browsers that know other time zones than the server. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, openPage, violations } from '../support/browser.ts';
import { matchedPair, type Person, signUp } from '../support/people.ts';
import { giveSession } from '../support/signed-in-page.ts';
import { ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ZONE = 'America/Coyhaique';

describe('times on the screen', () => {
  let app: TestApp;
  let page: Page;
  let failures: string[];

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    ({ page, failures } = await openPage(PHONE));
  });
  afterEach(() => page?.context().close());
  after(() => app?.close());

  async function open(person: Person, path: string): Promise<void> {
    await giveSession(page, app, person);
    await page.goto(app.url + path);
  }

  const dayShown = () => page.locator('.log-day');

  it('change at midnight on a page that stays open: today, yesterday, and the date with another year', async () => {
    const { alice, conversationId } = await matchedPair(app);
    await page.clock.install();
    await open(alice, `/conversations/${conversationId}`);
    await page.getByLabel(ja.messages.composer).fill('おやすみなさい');
    await page.getByRole('button', { name: ja.messages.send, exact: true }).click();
    await dayShown().getByText(ja.messages.today, { exact: true }).waitFor();
    const sentAt = await page.locator('.message time').last().getAttribute('datetime');

    await page.clock.fastForward(DAY_MS);
    await dayShown().getByText(ja.messages.yesterday, { exact: true }).waitFor();

    await page.clock.fastForward(400 * DAY_MS);
    const year = new Date(Date.parse(sentAt ?? '') + 9 * 60 * MINUTE_MS).getUTCFullYear();
    await dayShown()
      .getByText(new RegExp(`^${year}年\\d+月\\d+日（.）$`))
      .waitFor();
    expect(failures).to.deep.equal([]);
  });

  it('say how long ago something was, minute by minute, and that a meal has ended', async () => {
    const { alice } = await matchedPair(app);
    const startsAt = new Date(Date.now() + 60 * MINUTE_MS).toISOString();
    const endsAt = new Date(Date.now() + 90 * MINUTE_MS).toISOString();
    const host = await signUp(app);
    const meal = await host.call('meals.create', { body: { title: '夜食の会', startsAt, endsAt } });
    await page.clock.install();
    await open(alice, '/conversations');
    await page.getByText('たった今').first().waitFor();
    await page.clock.fastForward(3 * MINUTE_MS);
    await page
      .getByText(/^[3-5]分前$/)
      .first()
      .waitFor();

    await page.goto(`${app.url}/meals/${meal.id}`);
    await page.getByRole('button', { name: ja.meals.yes, exact: true }).waitFor();
    await page.clock.fastForward(90 * MINUTE_MS);
    await page.getByText(ja.meals.over).waitFor();
    expect(failures).to.deep.equal([]);
  });

  it('of a meal in a zone that this browser does not know have the offset, also in its form', async () => {
    const host = await signUp(app, { displayName: '秋' });
    const [startsAt, endsAt] = ['T23:00:00.000Z', 'T23:30:00.000Z'].map(
      (time) => new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 10) + time,
    );
    const body = { title: '南の朝食', startsAt: startsAt ?? '', endsAt: endsAt ?? '', timeZone: ZONE };
    const meal = await host.call('meals.create', { body });
    expect(meal.utcOffsetMinutes).to.equal(-180);
    await withoutZone(page, ZONE);

    await open(host, `/meals/${meal.id}`);

    const theirs = page.getByText(`UTC−03:00, ${ZONE}`);
    await theirs.waitFor();
    expect(await theirs.textContent()).to.match(/\d+月\d+日（.）20:00〜20:30/);
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, 'screens', 'meal-unknown-zone');
    await page.getByRole('button', { name: ja.common.menu, exact: true }).click();
    await page.getByRole('menuitem', { name: ja.meals.edit }).click();
    const start = page.getByLabel(ja.meals.form.starts);
    expect(await start.inputValue()).to.match(/T20:00$/);
    await page.getByLabel(ja.meals.form.title).fill('南の夕食');
    await page.getByRole('button', { name: ja.common.save }).click();
    await page.getByRole('heading', { name: '南の夕食' }).waitFor();
    const saved = await host.call('meals.get', { params: { mealId: meal.id } });
    expect(saved).to.include({ title: '南の夕食', startsAt, endsAt, timeZone: ZONE });
    expect(failures).to.deep.equal([]);
  });

  for (const zone of ['Etc/Unknown', 'Mars/Olympus', '+09:00', 'undefined']) {
    it(`do not prevent signing up where the browser’s zone is ${zone}`, async () => {
      await reportZone(page, zone);
      const name = `z${zone.replace(/\W/g, '').toLowerCase()}`;
      await page.goto(`${app.url}/sign-up`);
      await page.getByLabel(ja.account.displayName).fill(name);
      await page.getByLabel(ja.account.email).fill(`${name}@example.com`);
      await page.getByLabel(ja.account.password, { exact: true }).fill('a quiet evening with wine');

      await page.getByRole('button', { name: ja.account.signUpAction }).click();

      await page.waitForURL((url) => !url.pathname.startsWith('/sign-up'));
      const stored = await app.connection.collection('profiles').findOne({ displayName: name });
      expect(stored?.timeZone).to.equal('Etc/GMT-9');
      expect(failures).to.deep.equal([]);
    });
  }
});

/** Makes the page's browser report this zone as its own. */
async function reportZone(page: Page, timeZone: string): Promise<void> {
  await page.addInitScript((zone) => {
    const { resolvedOptions } = Intl.DateTimeFormat.prototype;
    Intl.DateTimeFormat.prototype.resolvedOptions = function () {
      return { ...resolvedOptions.call(this), timeZone: zone };
    };
  }, timeZone);
}

/** Makes the page's browser as one that does not know this zone. */
async function withoutZone(page: Page, timeZone: string): Promise<void> {
  await page.addInitScript((zone) => {
    const { DateTimeFormat } = Intl;
    Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
      construct(target, args: [string?, Intl.DateTimeFormatOptions?]) {
        if (args[1]?.timeZone === zone) throw new RangeError(`Invalid time zone specified: ${zone}`);
        return new target(...args);
      },
    });
  }, timeZone);
}
