/** What a person has typed into a form is not discarded without a question, in whatever way the screen is left. */
import { expect } from 'chai';
import type { Dialog, Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { openPage, walkTo } from '../support/browser.ts';
import { type Person, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { until } from '../support/until.ts';
import { ja } from '../support/words.ts';

const BIO = '書きかけの自己紹介';

const WAYS: { way: string; leave: (page: Page) => Promise<unknown>; leadsTo: RegExp }[] = [
  {
    way: 'the navigation',
    leave: (page) =>
      page.getByRole('navigation', { name: ja.nav.label }).getByRole('link', { name: ja.nav.rooms }).click(),
    leadsTo: /\/rooms$/,
  },
  {
    way: 'a link on the same screen',
    leave: (page) => page.locator('.back-link[href="/me"]').click(),
    leadsTo: /\/me$/,
  },
  { way: 'the back button of the browser', leave: (page) => page.evaluate(() => history.back()), leadsTo: /\/me$/ },
];

describe('a form that is left', () => {
  let app: TestApp;
  let alice: Person;
  let page: Page;
  let bio: Locator;
  let question: Locator;

  before(async () => {
    app = await startTestApp();
    alice = await signUp(app);
    page = await openSignedIn(app, alice);
    bio = page.getByLabel(ja.me.bio);
    question = page.getByRole('alertdialog', { name: ja.common.discardTitle });
  });
  beforeEach(openProfile);
  after(async () => {
    await page?.context().close();
    await app?.close();
  });

  for (const { way, leave, leadsTo } of WAYS) {
    it(`by ${way}, asks first: it stays with its text, or is left`, async () => {
      await bio.fill(BIO);

      await leave(page);
      await question.getByRole('button', { name: ja.common.keepWriting }).click();
      await question.waitFor({ state: 'detached' });
      expect(await bio.inputValue()).to.equal(BIO);
      // After the back button, the address returns a moment later than the question appears.
      await page.waitForURL(/\/me\/profile$/);

      await leave(page);
      await question.getByRole('button', { name: ja.common.discard }).click();
      await page.waitForURL(leadsTo);
      await bio.waitFor({ state: 'detached' });
      await question.waitFor({ state: 'detached' });
    });

    it(`by ${way}, does not ask if nothing was typed, nor after saving`, async () => {
      await page.getByLabel(ja.account.displayName).fill('Alice');
      await save();

      await leave(page);

      await page.waitForURL(leadsTo);
      await bio.waitFor({ state: 'detached' });
      expect(await question.count()).to.equal(0);
    });
  }

  it('does not ask again after it was discarded, also if the next step comes at once', async () => {
    await bio.fill(BIO);
    await page.getByRole('navigation', { name: ja.nav.label }).getByRole('link', { name: ja.nav.rooms }).click();

    await question.getByRole('button', { name: ja.common.discard }).evaluate((button: HTMLElement) => {
      button.click();
      history.pushState(null, '', '/meals');
      dispatchEvent(new PopStateEvent('popstate'));
    });

    await page.getByRole('heading', { name: ja.meals.title, level: 1 }).waitFor();
    await question.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).to.equal('/meals');
  });

  it('by closing or reloading the tab, makes the browser ask if something was typed or is being sent, and only then', async () => {
    const asked: string[] = [];
    const onDialog = async (dialog: Dialog) => {
      await dialog.dismiss();
      asked.push(dialog.type());
    };
    page.on('dialog', onDialog);
    await bio.pressSequentially('書');

    await page.evaluate(() => location.reload());
    await until(() => asked.length > 0);
    expect(await bio.inputValue()).to.equal('書');

    const answer = Promise.withResolvers<void>();
    await page.route('**/api/v1/profile', async (route) => {
      await answer.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: ja.common.save }).click();
    await page.evaluate(() => location.reload());
    await until(() => asked.length > 1);
    answer.resolve();
    await page.getByText(ja.common.saved).first().waitFor();

    await page.reload();
    await bio.waitFor();
    page.off('dialog', onDialog);
    await page.unrouteAll();
    expect(asked).to.deep.equal(['beforeunload', 'beforeunload']);
  });

  it('does not ask after the email address was changed', async () => {
    await walkTo(page, '/settings/email');
    await page.getByLabel(ja.settings.newEmail).fill(`new-${alice.email}`);
    await page.getByLabel(ja.settings.currentPassword, { exact: true }).fill(alice.password);
    await page.getByRole('button', { name: ja.settings.changeEmail }).click();
    await page.getByText(ja.settings.emailChanged).first().waitFor();

    await page.locator('a[href="/settings/appearance"]').click();

    await page.getByRole('heading', { name: ja.settings.appearance, exact: true }).waitFor();
    expect(await question.count()).to.equal(0);
  });

  it('does not ask about a note that waits for the connection: it is shown again, and saved with the connection', async () => {
    const { id: personId } = await signUp(app);
    await walkTo(page, `/people/${personId}`);
    const note = page.getByLabel(ja.people.note);
    await note.waitFor();
    await page.context().setOffline(true);
    await note.fill('鍋の話をした');
    await page.getByText(ja.people.noteWaits).waitFor();

    await walkTo(page, '/me');
    await note.waitFor({ state: 'detached' });
    await walkTo(page, `/people/${personId}`);
    await page.getByText(ja.people.noteWaits).waitFor();
    const shown = await note.inputValue();
    await page.context().setOffline(false);

    await page.getByText(ja.people.noteWaits).waitFor({ state: 'detached' });
    await until(
      () => alice.call('notes.get', { params: { personId } }),
      ({ text }) => text === '鍋の話をした',
    );
    expect(shown).to.equal('鍋の話をした');
  });

  it('asks also if only a tag was removed, and if a tag was typed and not added yet', async () => {
    await alice.call('profiles.update', { body: { tags: ['rust'] } });
    await openProfile();
    await page.getByRole('button', { name: ja.common.removeItem('rust') }).click();
    await page.locator('.back-link[href="/me"]').click();
    await question.getByRole('button', { name: ja.common.discard }).click();
    await page.waitForURL(/\/me$/);

    await openProfile();
    await page.getByLabel(ja.me.tags).fill('go');
    await page.evaluate(() => history.back());

    await question.getByRole('button', { name: ja.common.keepWriting }).click();
    expect(await page.locator('.tag-token').allTextContents()).to.deep.equal(['rust', 'go']);
  });

  it('that is in a dialog asks too before the browser goes back', async () => {
    await page.goto(`${app.url}/me`);
    await page.getByRole('navigation', { name: ja.nav.label }).getByRole('link', { name: ja.nav.topics }).click();
    await page.getByRole('button', { name: ja.topics.create }).first().click();
    const title = page.getByRole('dialog', { name: ja.topics.createTitle }).getByLabel(ja.topics.titleField);
    await title.fill('書きかけの話題');

    await page.evaluate(() => history.back());

    await question.getByRole('button', { name: ja.common.keepWriting }).click();
    await question.waitFor({ state: 'detached' });
    expect(await title.inputValue()).to.equal('書きかけの話題');
  });

  it('is the one for signing up asks too', async () => {
    const { page: stranger } = await openPage({ size: 'phone', language: 'ja', theme: 'light' });
    await stranger.goto(`${app.url}/sign-up`);
    await stranger.getByLabel(ja.account.displayName).fill('田中');

    await stranger.getByRole('link', { name: ja.account.signIn }).click();

    await stranger.getByRole('alertdialog').getByRole('button', { name: ja.common.keepWriting }).click();
    expect(await stranger.getByLabel(ja.account.displayName).inputValue()).to.equal('田中');
    await stranger.context().close();
  });

  it('has saved the free hours that were chosen and not added', async () => {
    await page.getByText('水', { exact: true }).click();
    await page.getByLabel(ja.me.freeFrom).selectOption({ label: '19:00' });
    await page.getByLabel(ja.me.freeTo).selectOption({ label: '21:30' });

    await save();

    const hours = page.getByRole('list', { name: ja.me.freeHours }).getByRole('listitem');
    expect(await hours.allTextContents()).to.have.length(1);
    await openProfile();
    await hours.first().waitFor();
    const { profile } = await alice.call('accounts.me');
    expect(profile.freeHours).to.deep.equal([{ weekday: 3, startMinute: 1_140, minutes: 150 }]);
  });

  it('has saved a typed skill, and a pasted list of skills as several skills', async () => {
    await page.getByLabel(ja.profile.canTeach).focus();
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '設計、コードレビュー\n読書会');
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    });
    await page.getByLabel(ja.profile.wantsToLearn).fill('Erlang');

    await save();

    const { profile } = await alice.call('accounts.me');
    expect(profile.canTeach).to.deep.equal(['設計', 'コードレビュー', '読書会']);
    expect(profile.wantsToLearn).to.deep.equal(['Erlang']);
  });

  /** Opens the form from my profile, so that there is a screen to go back to. */
  async function openProfile(): Promise<void> {
    await page.goto(`${app.url}/me`);
    await page.locator('a[href="/me/profile"]').click();
    await bio.waitFor();
  }

  async function save(): Promise<void> {
    const saved = page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok());
    await page.getByRole('button', { name: ja.common.save }).click();
    await saved;
    await page.getByText(ja.common.saved).first().waitFor();
  }
});
