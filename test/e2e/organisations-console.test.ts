/** Organisations in the console, and the retention of an organisation, in Chromium on a phone and a desktop. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { keepPicture, settled, violations } from '../support/browser.ts';
import { newOperator, newOperatorWithoutFactor, REASON } from '../support/operators.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { type Person, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';
import { en, ja } from '../support/words.ts';

const PICTURES = 'organisations-console';

describe('organisations and the people who look after them', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  afterEach(disconnectAll);
  after(() => app.close());

  async function organisation(name: string) {
    const account = await signUp(app);
    const owner = await switchTo(app, account, await createTenant(account, name));
    const member = await signUpInto(app, owner, { displayName: '次のオーナー' });
    return { account, owner, member };
  }

  /** Takes the role on this page, whose session is another one than that of the person. */
  async function takeRole(page: Page, operator: Person, words: typeof ja): Promise<void> {
    await page.goto(`${app.url}/portal`);
    await page.getByRole('button', { name: `${words.operators.take}: ${words.operators.roles.operator}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.operators.reason).fill(REASON);
    await dialog.getByLabel(words.account.password, { exact: true }).fill(operator.password);
    await dialog.getByRole('button', { name: words.operators.take }).click();
    await page.getByRole('link', { name: words.operators.openConsole }).click();
  }

  it('are found, handed over, signed out and closed on a phone in Japanese', async () => {
    await organisation('京都ベーカリー');
    const operator = await newOperatorWithoutFactor(app, 'operator');
    const page = await openSignedIn(app, operator, { size: 'phone', language: 'ja', theme: 'light' });
    await addAuthenticator(operator);
    const words = ja.operators;
    await takeRole(page, operator, ja);

    await page.locator('.tabs').getByRole('link', { name: words.tabs.organisations }).click();
    await page.getByLabel(words.searchOrganisationsLabel).fill('ベーカリー');
    await page.getByText('京都ベーカリー', { exact: true }).waitFor();
    await shown(page, 'found-phone');

    await page.getByRole('button', { name: `${words.handOver}: 京都ベーカリー` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: words.handOver, exact: true }).click();
    await dialog.getByText(words.chooseMember).waitFor();
    await dialog.getByLabel(words.findMember).fill('次の');
    await dialog.getByRole('radio', { name: /次のオーナー/ }).check();
    await dialog.getByLabel(words.reason).fill('オーナーが退職しました');
    await shown(page, 'hand-over-phone');
    await dialog.getByRole('button', { name: words.handOver, exact: true }).click();
    await page.getByText(words.handOverDone).waitFor();
    await page.getByText(/オーナー: .*次のオーナー/).waitFor();

    await act(page, words.endOrganisationSessions, words.endOrganisationSessionsDone);
    await act(page, words.closeOrganisation, words.closeOrganisationDone);
    await page.getByText(words.organisationClosed(REASON)).waitFor();
    await shown(page, 'closed-phone');
    await act(page, words.reopenOrganisation, words.reopenOrganisationDone);
    await page.getByRole('button', { name: `${words.closeOrganisation}: 京都ベーカリー` }).waitFor();

    async function act(on: Page, action: string, done: string): Promise<void> {
      await on.getByRole('button', { name: `${action}: 京都ベーカリー` }).click();
      await on.getByRole('dialog').getByLabel(words.reason).fill(REASON);
      if (action === words.closeOrganisation) await shown(on, 'close-phone');
      await on.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
      await on.getByText(done).waitFor();
    }
  });

  it('show their facts on a desktop in English, and their owners why they are closed', async () => {
    const { account, owner } = await organisation('Compiler Works');
    const { id: tenantId } = await owner.call('tenants.current');
    const operator = await newOperatorWithoutFactor(app, 'operator');
    const page = await openSignedIn(app, operator, { size: 'desktop', language: 'en', theme: 'dark' });
    await addAuthenticator(operator);
    await takeRole(page, operator, en);
    await page.locator('.tabs').getByRole('link', { name: en.operators.tabs.organisations }).click();
    await page.getByText('Compiler Works', { exact: true }).waitFor();
    await shown(page, 'found-desktop');

    const chief = await newOperator(app, 'operator');
    await chief.call('portal.take', {
      body: { role: 'operator', reason: REASON, minutes: 60, password: chief.password },
    });
    const params = { tenantId };
    await chief.call('operatedOrganisations.close', { params, body: { reason: 'Asked for by a court' } });
    const ofOwner = await openSignedIn(app, account, { size: 'phone', language: 'en', theme: 'light' });
    await ofOwner.goto(`${app.url}/organisation/rules`);
    await ofOwner.getByText(en.tenants.closedByOperators('Asked for by a court')).waitFor();
    expect(await ofOwner.getByRole('button', { name: en.tenants.restore }).count()).to.equal(0);
    await ofOwner.getByText(en.tenants.closedByOperators('Asked for by a court')).scrollIntoViewIfNeeded();
    await shown(ofOwner, 'owner-closed-phone');
  });

  for (const size of ['phone', 'desktop'] as const) {
    it(`say for how long messages are kept, which an owner shortens and keeps again, on a ${size}`, async () => {
      const language = size === 'phone' ? 'ja' : 'en';
      const words = language === 'ja' ? ja : en;
      const { account, owner, member } = await organisation('Tea Makers');
      const { id: topicId } = await owner.call('topics.create', { body: { kind: 'discuss', title: 'Tea' } });
      await member.call('topics.createInterest', { params: { topicId } });
      const { conversationId } = await owner.call('matches.create', { params: { topicId, personId: member.id } });
      const line = await connect(app, owner);
      await line.ask('message:send', message(conversationId, 'Good morning'));
      const page = await openSignedIn(app, account, { size, language, theme: size === 'phone' ? 'light' : 'dark' });
      await page.goto(`${app.url}/organisation/rules`);
      const part = page.getByRole('region', { name: words.retention.title });
      await part.getByText(words.retention.rules.messageDays(null)).waitFor();

      await part.getByLabel(words.retention.fields.messageDays, { exact: true }).selectOption('90');
      await part.getByRole('button', { name: words.retention.save }).click();
      const dialog = page.getByRole('alertdialog');
      await dialog.getByText(words.retention.shorten.messageDays(90)).waitFor();
      await shown(page, `shorten-${size}`);
      await dialog.getByRole('button', { name: words.retention.shortenAction }).click();
      await part.getByRole('button', { name: words.retention.cancel }).waitFor();
      await part.scrollIntoViewIfNeeded();
      await shown(page, `next-${size}`);
      await part.getByRole('button', { name: words.retention.cancel }).click();
      await page.getByText(words.retention.cancelled).waitFor();
      await part.getByRole('button', { name: words.retention.cancel }).waitFor({ state: 'detached' });

      const tenants = app.connection.collection<{ _id: string }>('tenants');
      const retention = { messageDays: 90, roomDays: null, auditDays: null };
      const { id: tenantId } = await owner.call('tenants.current');
      await tenants.updateOne({ _id: tenantId }, { $set: { retention, nextRetention: null } });
      await page.goto(`${app.url}/conversations/${conversationId}`);
      await page.getByText(words.messages.kept(90)).waitFor();
      await shown(page, `conversation-${size}`);
    });
  }

  async function shown(page: Page, name: string): Promise<void> {
    await settled(page);
    expect(await violations(page), name).to.deep.equal([]);
    await keepPicture(page, PICTURES, name);
  }
});
