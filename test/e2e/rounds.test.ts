/** Rounds in the browser: taking part by keyboard, the pair with its reasons, "Did you talk?", and the never-match list. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, type Look, openPage, stopLongTimers, violations } from '../support/browser.ts';
import { type Person, signUp } from '../support/people.ts';
import { en, ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const DESKTOP: Look = { size: 'desktop', language: 'en', theme: 'dark' };

describe('rounds in the browser', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  it('pair two people who take part, show the reasons, and keep the never-match list private', async () => {
    const [alice, bob] = [await signUp(app, { displayName: '有本アリス' }), await signUp(app, { displayName: 'Bob' })];
    await alice.call('profiles.update', { body: { tags: ['rust', 'ramen'], canTeach: ['Go'] } });
    await bob.call('profiles.update', { body: { tags: ['ramen'], wantsToLearn: ['go'], languages: ['en', 'ja'] } });
    const [ofAlice, ofBob] = [await signIn(PHONE, alice), await signIn(DESKTOP, bob)];

    await ofAlice.goto(`${app.url}/topics`);
    await ofAlice.getByRole('link', { name: ja.rounds.title }).first().click();
    await sayYes(ofAlice, ja.rounds);
    await ofBob.getByRole('link', { name: en.nav.rounds }).press('Enter');
    await sayYes(ofBob, en.rounds);
    await holdRound();

    await ofAlice.reload();
    await ofAlice.getByText(ja.rounds.together('Bob'), { exact: true }).waitFor();
    await ofAlice.getByText(ja.rounds.reasons.you_can_teach('Go')).waitFor();
    expect(await violations(ofAlice), 'what axe finds on the phone').to.deep.equal([]);
    await keepPicture(ofAlice, 'rounds', 'rounds-phone-ja-light');
    await ofBob.reload();
    await ofBob.getByText(en.rounds.reasons.you_want_to_learn('go')).waitFor();
    await keepPicture(ofBob, 'rounds', 'rounds-desktop-en-dark');
    expect(await violations(ofBob), 'what axe finds on the desktop').to.deep.equal([]);

    await ofBob.getByLabel(en.rounds.neverPair('有本アリス')).check();
    await ofBob.getByRole('button', { name: en.rounds.met, exact: true }).press('Enter');

    await ofBob.getByRole('button', { name: `${en.rounds.remove}: 有本アリス` }).waitFor();
    await ofAlice.reload();
    await ofAlice.getByText(ja.rounds.nobodyNever).waitFor();
    expect((await alice.call('rounds.listPairs')).items[0]?.didMeet).to.equal(null);

    await ofAlice.goto(`${app.url}/people/${bob.id}`);
    await ofAlice.getByRole('button', { name: ja.common.menu, exact: true }).press('Enter');
    await ofAlice.getByRole('menuitem', { name: ja.people.neverSuggest }).press('Enter');
    await ofAlice.getByText(ja.people.neverSuggested('Bob')).first().waitFor();
    expect((await alice.call('neverMatch.list')).items).to.have.length(1);
    const undone = ofAlice.waitForResponse((response) => response.request().method() === 'DELETE');
    await ofAlice.getByRole('button', { name: ja.common.undo }).press('Enter');
    await undone;
    expect((await alice.call('neverMatch.list')).items).to.deep.equal([]);
    await Promise.all([ofAlice, ofBob].map((page) => page.context().close()));
  });

  it('have a link at the top of a phone, which is marked while they are open', async () => {
    const page = await signIn(PHONE, await signUp(app));
    const top = page.getByRole('navigation', { name: ja.nav.more });
    const current = page.locator('nav [aria-current="page"]').filter({ visible: true });

    await top.getByRole('link', { name: ja.nav.rounds }).click();
    await current.filter({ hasText: ja.nav.rounds }).waitFor();

    expect(await current.count()).to.equal(1);
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, 'rounds', 'top-links-phone-ja-light');
    await page.context().close();
  });

  async function signIn(look: Look, { email, password }: Person): Promise<Page> {
    const words = look.language === 'ja' ? ja : en;
    const { page } = await openPage(look);
    await page.goto(`${app.url}/sign-in`);
    await page.getByLabel(words.account.email).fill(email);
    await page.getByLabel(words.account.password, { exact: true }).fill(password);
    await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
    await page.waitForURL('**/topics');
    await stopLongTimers(page);
    return page;
  }

  async function sayYes(page: Page, words: typeof ja.rounds): Promise<void> {
    const no = page.getByRole('radio', { name: words.answers.none });
    await no.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: words.change }).press('Enter');
    await page.getByText(words.saved).first().waitFor();
  }

  /** Makes the round due now, and holds it. */
  async function holdRound(): Promise<void> {
    const now = new Date(Date.now() - 1_000);
    await app.connection.collection('roundschedules').updateMany({}, { $set: { nextAt: now } });
    await app.connection.collection('jobs').updateMany({ kind: 'rounds.hold' }, { $set: { dueAt: now } });
    await app.kernel.jobs.runDue();
  }
});
