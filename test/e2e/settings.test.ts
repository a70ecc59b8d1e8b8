/** My own menu leads to my profile and my settings, and addresses that settings had before lead on to them. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { MOVED } from '../../web/app/moved-paths.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { filledButtons, keepPicture, type Look, settled, violations, walkTo } from '../support/browser.ts';
import { headsOutOfView, layoutFaults } from '../support/layout.ts';
import { createTenant, switchTo } from '../support/organisations.ts';
import { type Person, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };
const LOOKS: Look[] = [
  { size: 'small', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];

describe('the settings', () => {
  let app: TestApp;
  let person: Person;

  before(async () => {
    app = await startTestApp();
    person = await signUp(app, { displayName: 'Aki' });
  });
  after(() => app?.close());

  for (const look of LOOKS) {
    const words = WORDS[look.language];
    const name = `${look.language}-${look.size}`;

    it(`are reached from the menu of my picture, and from my profile (${name})`, async () => {
      const page = await openSignedIn(app, person, look);
      await openMenu(page, words);
      await settled(page);
      await keepPicture(page, 'settings', `menu-${name}`);
      // These hand the focus on to the page behind the menu.
      const found = (await violations(page)).filter((one) => !one.includes('data-base-ui-focus-guard'));
      expect(found, 'what axe finds').to.deep.equal([]);

      await page.getByRole('menuitem', { name: words.nav.me, exact: true }).click();
      await page.getByRole('heading', { name: 'Aki', level: 1 }).waitFor();
      await page.getByText(words.topics.noneOfPerson).waitFor();
      await check(page, `me-${name}`);
      await page.getByRole('link', { name: words.me.edit }).click();
      await page.getByLabel(words.me.bio).waitFor();
      await page.locator('.back-link').filter({ visible: true }).click();
      await page.getByRole('link', { name: words.nav.settings }).click();

      await page.getByRole('heading', { name: words.nav.settings, level: 1 }).waitFor();
      await check(page, `settings-${name}`);
      await page.getByRole('link', { name: words.settings.security }).click();
      await page.getByRole('heading', { name: words.settings.security, level: 1 }).waitFor();
      expect(new URL(page.url()).pathname).to.equal('/settings/security');
      await page.context().close();
    });
  }

  it('have a menu from which one signs out, after a question if something would be lost', async () => {
    const page = await openSignedIn(app, person);
    await walkTo(page, '/me/profile');
    await page.getByLabel(ja.me.bio).fill('書きかけ');
    await signOutByMenu(page);
    const question = page.getByRole('alertdialog', { name: ja.settings.signOutTitle });
    await question.getByRole('button', { name: ja.common.back }).click();
    await question.waitFor({ state: 'detached' });
    expect(await page.getByLabel(ja.me.bio).inputValue()).to.equal('書きかけ');

    await signOutByMenu(page);
    await question.getByRole('button', { name: ja.nav.signOut }).click();

    await page
      .getByLabel(ja.account.email)
      .or(page.getByRole('link', { name: ja.account.signIn }))
      .first()
      .waitFor();
    await page.context().close();
  });

  it('lead on from every address they had before, with its query and fragment', async () => {
    const page = await openSignedIn(app, await ownerOf(app));
    const reached: Record<string, string> = {};
    for (const old of Object.keys(MOVED)) {
      await walkTo(page, `${old}?from=letter#token=secret`);
      await page.waitForURL((url) => !url.pathname.startsWith('/me/'));
      reached[old] = page.url().slice(app.url.length).replace('?from=letter#token=secret', '');
      await page.getByRole('heading', { level: 1 }).filter({ visible: true }).first().waitFor();
      expect(await page.getByRole('heading', { name: ja.errors.notFoundTitle }).count(), old).to.equal(0);
    }

    expect(reached).to.deep.equal(MOVED);
    await page.context().close();
  });

  it('lead on from an old address of a letter that is opened after signing in', async () => {
    const page = await openSignedIn(app, person);
    await page.context().clearCookies();
    await page.goto(`${app.url}/me/security?from=letter#part`);
    await page.getByLabel(ja.account.email).fill(person.email);
    await page.getByLabel(ja.account.password, { exact: true }).fill(person.password);
    await page.getByRole('button', { name: ja.account.signIn, exact: true }).click();

    await page.getByRole('heading', { name: ja.settings.security, level: 1 }).waitFor();

    expect(page.url()).to.equal(`${app.url}/settings/security?from=letter#part`);
    await page.context().close();
  });

  it('begin at their head, wherever the screen before was scrolled to', async () => {
    // At 200 %, also a short screen is longer than the window.
    const page = await openSignedIn(app, person, { size: 'zoomed', language: 'ja', theme: 'light' });
    const heads = [
      ['/settings/notifications', ja.notifications.settings],
      ['/rounds', ja.rounds.title],
      ['/settings', ja.nav.settings],
      ['/me', 'Aki'],
      ['/notifications', ja.notifications.title],
      ['/me/profile', ja.me.edit],
    ] as const;
    for (const [path, name] of heads) {
      await walkTo(page, path);
      await page.getByRole('heading', { name, exact: true, level: 1 }).waitFor();
      await settled(page);
      expect(await headsOutOfView(page), `at ${path}`).to.deep.equal([]);
      expect(await layoutFaults(page), `at ${path}`).to.deep.equal([]);
      await page.evaluate(() => {
        for (const element of document.querySelectorAll('.shell-page, .pane-list, .pane-detail'))
          element.scrollTop = element.scrollHeight;
        window.scrollTo(0, document.body.scrollHeight);
      });
    }
    await page.context().close();
  });

  it('are apart from the organisation, which is in the menu of its members', async () => {
    const owner = await ownerOf(app);
    const page = await openSignedIn(app, owner);
    await openMenu(page, ja);
    await page.getByRole('menuitem', { name: ja.nav.organisation, exact: true }).click();

    await page.getByRole('heading', { name: ja.tenants.members, exact: true }).waitFor();

    expect(new URL(page.url()).pathname).to.equal('/organisation');
    await check(page, 'organisation-ja-desktop');
    await page.context().close();
  });

  async function ownerOf({ url }: TestApp): Promise<Person> {
    const owner = await signUp({ url });
    return switchTo({ url }, owner, await createTenant(owner, '喫茶店'));
  }
});

async function openMenu(page: Page, words: typeof ja): Promise<void> {
  await page.getByRole('button', { name: words.nav.account }).click();
  await page.getByRole('menu').waitFor();
}

async function signOutByMenu(page: Page): Promise<void> {
  await openMenu(page, ja);
  await page.getByRole('menuitem', { name: ja.nav.signOut }).click();
}

async function check(page: Page, name: string): Promise<void> {
  await settled(page);
  await keepPicture(page, 'settings', name);
  expect(await violations(page), 'what axe finds').to.deep.equal([]);
  expect((await filledButtons(page)).slice(1), 'filled buttons after the first').to.deep.equal([]);
  expect(await layoutFaults(page), 'faults of the layout').to.deep.equal([]);
}
