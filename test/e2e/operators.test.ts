/** An operator in Chromium: takes a role, decides about a report, suspends somebody, who is signed out at once, and ends the role. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { Clock } from '../../src/kernel/clock.ts';
import { MINUTE_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { AuthenticatorApp, addAuthenticator } from '../support/authenticator.ts';
import { keepPicture, settled, violations } from '../support/browser.ts';
import { newOperatorWithoutFactor, REASON } from '../support/operators.ts';
import { type Person, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const PICTURES = 'operators';

describe('the console of operators', () => {
  let app: TestApp;
  let aheadMs = 0;
  before(async () => {
    app = await startTestApp({ clock: new Clock(() => Date.now() + aheadMs) });
  });
  after(() => app.close());

  it('is closed to people without a role, and their pages do not mention it', async () => {
    const page = await openSignedIn(app, await signUp(app), { size: 'phone', language: 'en', theme: 'light' });
    await page.goto(`${app.url}/settings`);
    await page.getByRole('link', { name: en.settings.blocks }).waitFor();
    expect(await page.getByRole('link', { name: en.settings.portal }).count()).to.equal(0);

    await page.goto(`${app.url}/admin/people`);
    await page.getByRole('heading', { name: en.operators.noRole }).waitFor();
    await page.getByRole('link', { name: en.operators.toPortal }).click();
    await page.getByRole('heading', { name: en.operators.noRoles }).waitFor();
    expect(await violations(page)).to.deep.equal([]);
  });

  it('lets an operator decide about a report and suspend a person, on a phone in Japanese', async () => {
    const spammer = await reported(app, 'お得な話');
    const victim = await openSignedIn(app, spammer, { size: 'phone', language: 'ja', theme: 'light' });
    const operator = await newOperatorWithoutFactor(app, 'operator');
    const page = await openSignedIn(app, operator, { size: 'phone', language: 'ja', theme: 'light' });
    await addAuthenticator(operator);
    const words = ja.operators;

    await page.goto(`${app.url}/settings`);
    await page.getByRole('link', { name: ja.settings.portal }).click();
    await shown(page, 'portal-phone');
    await page.getByRole('button', { name: `${words.take}: ${words.roles.operator}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.reason).fill(REASON);
    await dialog.getByLabel(ja.account.password, { exact: true }).fill(operator.password);
    await shown(page, 'take-phone');
    await dialog.getByRole('button', { name: words.take }).click();
    await page.getByText(words.acting(words.roles.operator ?? '')).waitFor();
    await page.getByRole('link', { name: words.openConsole }).click();

    await page.getByText('お得な話').first().waitFor();
    await shown(page, 'reports-phone');
    await page.getByRole('link', { name: words.about }).click();
    await page.getByText(spammer.email).waitFor();
    await shown(page, 'person-phone');
    const { displayName } = (await spammer.call('accounts.me')).profile;
    await page.getByRole('button', { name: `${words.suspend}: ${displayName}` }).click();
    await page.getByRole('dialog').getByLabel(words.reason).fill('宣伝');
    await shown(page, 'suspend-phone');
    await page.getByRole('dialog').getByRole('button', { name: words.suspend }).click();

    await victim.getByText(ja.account.suspended).first().waitFor();
    await page.getByText(words.suspendDone).waitFor();
    await page.locator('.tabs').getByRole('link', { name: words.tabs.reports }).click();
    await page.getByRole('button', { name: `${words.decide}: ${displayName}` }).click();
    await page.getByRole('dialog').getByLabel(words.outcomes.acted).check();
    await page.getByRole('dialog').getByRole('button', { name: words.decide, exact: true }).click();
    await page.getByRole('heading', { name: words.noReports }).waitFor();

    await page.getByRole('button', { name: words.endRole }).click();
    await page.getByRole('heading', { name: words.noRole }).waitFor();
  });

  it('shows each part on a desktop in English', async () => {
    await reported(app, 'Buy my coin');
    const operator = await newOperatorWithoutFactor(app, 'operator');
    const owner = await signUp(app);
    await owner.call('rooms.create', { body: { title: 'Late night compilers' } });
    await owner.call('communities.create', { body: { name: 'Compiler people' } });
    const page = await openSignedIn(app, operator, { size: 'desktop', language: 'en', theme: 'dark' });
    const words = en.operators;
    await addFactorOnTheWay(page);
    await page.getByRole('button', { name: `${words.take}: operator` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.reason).fill(REASON);
    await dialog.getByLabel(en.account.password, { exact: true }).fill(operator.password);
    await dialog.getByRole('button', { name: words.take }).click();
    await page.getByRole('link', { name: words.openConsole }).click();

    await page.getByText('Buy my coin').first().waitFor();
    await shown(page, 'reports-desktop');
    for (const [tab, text] of [
      ['rooms', 'Late night compilers'],
      ['communities', 'Compiler people'],
      ['groups', words.addPerson],
      ['server', words.processes],
    ] as const) {
      await page.locator('.tabs').getByRole('link', { name: words.tabs[tab] }).click();
      await page.getByText(text).first().waitFor();
      await shown(page, `${tab}-desktop`);
    }
  });

  it('ends by itself with the role: the next act is refused, and the screen says so', async () => {
    aheadMs = 0;
    const operator = await newOperatorWithoutFactor(app, 'operator');
    const page = await openSignedIn(app, operator, { size: 'desktop', language: 'en', theme: 'light' });
    await addAuthenticator(operator);
    const words = en.operators;
    await page.goto(`${app.url}/portal`);
    await page.getByRole('button', { name: `${words.take}: operator` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.reason).fill(REASON);
    await dialog.getByLabel(words.minutes).selectOption('10');
    await dialog.getByLabel(en.account.password, { exact: true }).fill(operator.password);
    await page.clock.install();
    await dialog.getByRole('button', { name: words.take }).click();
    await page.getByRole('link', { name: words.openConsole }).click();
    await page.locator('.tabs').getByRole('link', { name: words.tabs.groups }).click();
    await page.getByText(words.addPerson).first().waitFor();
    await page.locator('.tabs').getByRole('link', { name: words.tabs.keys }).click();
    const newKey = page.getByRole('dialog', { name: en.keys.create });
    const makeKey = async () => {
      await page.getByRole('button', { name: en.keys.create }).click();
      await newKey.getByLabel(en.keys.name).fill('Dashboard');
      await newKey.getByLabel(en.keys.permissions['server:read']).check();
      await newKey.getByLabel(en.keys.reason).fill(REASON);
      await newKey.getByRole('button', { name: en.keys.create }).click();
    };
    aheadMs = 10 * MINUTE_MS - 30_000;
    await makeKey();
    await page.getByLabel(en.keys.text).waitFor();
    await newKey.waitFor({ state: 'hidden' });
    expect(await keysMade(app), 'just before the end').to.equal(1);

    aheadMs = 10 * MINUTE_MS;
    await makeKey();
    await newKey.getByText(en.errors.reasons.role_needed).waitFor();
    expect(await keysMade(app), 'just after').to.equal(1);

    await page.clock.fastForward(10 * MINUTE_MS + 1_000);
    await page.getByRole('heading', { name: words.noRole }).waitFor();
    expect(await page.getByText(words.acting('operator')).count()).to.equal(0);
    await shown(page, 'role-ended-desktop');
    aheadMs = 0;
  });

  /** From the portal, which refuses people without a second factor, to where one is added, and back. */
  async function addFactorOnTheWay(page: Page): Promise<void> {
    const { operators, settings, factor } = en;
    await page.goto(`${app.url}/portal`);
    await page.getByRole('heading', { name: operators.factorNeeded }).waitFor();
    expect(await page.getByRole('button', { name: operators.take }).count()).to.equal(0);
    await shown(page, 'factor-needed-desktop');
    await page.getByRole('link', { name: operators.addFactor }).click();
    await page.getByRole('button', { name: settings.authenticatorAdd }).click();
    const secret = await page.getByLabel(settings.authenticatorSecret).inputValue();
    await page.getByLabel(factor.code).fill(new AuthenticatorApp(secret).code());
    await page.getByRole('button', { name: settings.authenticatorConfirm }).click();
    await page.getByRole('button', { name: settings.recoveryDone }).click();
    await page.getByRole('link', { name: settings.waysBack.portal }).waitFor();
    await shown(page, 'factor-ready-desktop');
    await page.getByRole('link', { name: settings.waysBack.portal }).click();
  }

  async function shown(page: Page, name: string): Promise<void> {
    await settled(page);
    expect(await violations(page), name).to.deep.equal([]);
    await keepPicture(page, PICTURES, name);
  }
});

/** A person whom somebody has reported for the display name. */
async function reported(app: TestApp, displayName: string): Promise<Person> {
  const [person, reporter] = [await signUp(app, { displayName }), await signUp(app)];
  const body = { kind: 'person' as const, id: person.id, reason: 'solicitation' as const, words: '' };
  await reporter.call('reports.create', { body });
  return person;
}

function keysMade(app: TestApp): Promise<number> {
  return app.connection.collection('keys').countDocuments({ kind: 'server' });
}
