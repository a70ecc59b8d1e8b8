/** A full meal: someone cancels, and the first person on the waiting list gets the seat and a notification. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { keepPicture, type Look, openPage, violations } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import type { Credential } from '../support/demo-login.ts';
import { closeClients, newPerson } from '../support/sdk.ts';
import { until } from '../support/until.ts';
import { en, ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const DESKTOP: Look = { size: 'desktop', language: 'en', theme: 'light' };
const DAY_MS = 24 * 3_600_000;

describe('a full meal', () => {
  let app: DemoApp;

  before(async () => {
    app = await demoApp();
  });

  afterEach(closeClients);

  it('gives the seat of someone who cancels to the first on the waiting list, who is notified at once', async () => {
    const [host, guest, waiting] = await Promise.all([newPerson(app), newPerson(app), newPerson(app)]);
    // Later than the meals of the demo, so that their list starts as other tests expect it.
    const startsAt = new Date(Date.now() + 20 * DAY_MS).toISOString();
    const endsAt = new Date(Date.now() + 20 * DAY_MS + DAY_MS / 12).toISOString();
    const meal = await host.sdk.meals.create({ title: '小さな鍋の会', startsAt, endsAt, capacity: 2, isPublic: true });
    const phone = await openMeal(PHONE, guest, meal.id);
    const desktop = await openMeal(DESKTOP, waiting, meal.id);

    await phone.getByRole('button', { name: ja.meals.yes, exact: true }).click();
    await phone.getByText(ja.meals.states.going, { exact: true }).filter({ visible: true }).first().waitFor();
    // Nobody reloads: events show the others that the last seat is taken.
    await desktop.getByRole('button', { name: en.meals.yesWaiting, exact: true }).click();
    await desktop.getByText(en.meals.waitingNumber(1)).waitFor();
    await check(desktop, 'meal-waiting');
    await phone.getByText(ja.meals.waitingCount(1)).filter({ visible: true }).first().waitFor();

    await phone.getByRole('button', { name: ja.meals.no, exact: true }).click();

    await desktop.getByRole('button', { name: en.meals.takeOffer, exact: true }).waitFor();
    await check(desktop, 'meal-offered');
    await until(
      () => waiting.sdk.notifications.list(),
      ({ items: [newest] }) => newest?.kind === 'meal_offered',
    );
    await desktop.getByRole('button', { name: en.meals.takeOffer, exact: true }).click();
    await desktop.getByText(en.meals.states.going, { exact: true }).filter({ visible: true }).first().waitFor();
    await phone.getByText(ja.meals.seatsLeft(0), { exact: true }).filter({ visible: true }).first().waitFor();
    await check(phone, 'meal-full-phone');
    expect((await host.sdk.meals.get({ mealId: meal.id })).seatsTaken).to.equal(2);
    await Promise.all([phone, desktop].map((page) => page.context().close()));
  });

  /** Opens the shared link, signs in from there, and returns to the meal. */
  async function openMeal(look: Look, { email, password }: Credential, mealId: string): Promise<Page> {
    const words = look.language === 'ja' ? ja : en;
    const { page } = await openPage(look);
    await page.goto(`${app.url}/meals/${mealId}`);
    await page.getByText(words.front.accountAdds).waitFor();
    await page.getByRole('complementary').getByRole('link', { name: words.account.signIn, exact: true }).click();
    await page.getByLabel(words.account.email).fill(email);
    await page.getByLabel(words.account.password, { exact: true }).fill(password);
    await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
    await page.getByRole('button', { name: words.meals.yes, exact: true }).waitFor();
    return page;
  }

  async function check(page: Page, name: string): Promise<void> {
    await keepPicture(page, 'screens', name);
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
  }
});
