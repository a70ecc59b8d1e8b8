/** Signing in with GitHub in the browser: signing up, signing in, linking, unlinking and proofs. With pictures. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { TestApp } from '../support/app.ts';
import { type AuthenticatorApp, addAuthenticator } from '../support/authenticator.ts';
import { keepPicture, type Look, openPage, violations } from '../support/browser.ts';
import { gitHubUser, OIDC_NAME, type OpenWorld, openSignUp, startOpenWorld } from '../support/open-sign-on.ts';
import { type Person, proveAddress, signUp } from '../support/people.ts';
import { showTopics } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const FOLDER = 'screens/open-sign-on';
const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const DESKTOP: Look = { size: 'desktop', language: 'ja', theme: 'light' };

// Promise A15 of docs/promises.md.
describe('signing in with GitHub in the browser', () => {
  let world: OpenWorld;
  let app: TestApp;

  before(async () => {
    world = await startOpenWorld();
    app = world.app;
  });
  after(() => world.close());

  const continueWith = (words: typeof ja | typeof en, name = 'GitHub') => words.provider.continueWith(name);
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const topicsOf = (page: Page, words: typeof ja | typeof en = ja) =>
    page.getByRole('heading', { name: words.topics.title, exact: true });
  /** On the page of GitHub. */
  const authorize = async (page: Page, login: string) => {
    await page.getByRole('heading', { name: 'Sign in to GitHub' }).waitFor();
    await page.getByLabel('Username').fill(login);
    await page.getByRole('button', { name: 'Authorize' }).click();
  };
  const shown = async (page: Page, picture: string) => {
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, FOLDER, picture);
  };
  const openSignIn = async (look: Look = DESKTOP) => {
    const { page } = await openPage(look);
    await page.goto(`${app.url}/sign-in`);
    return page;
  };
  const openSecurity = async (person: Person, look: Look = DESKTOP) => {
    const { page } = await openPage(look);
    await showTopics(page, app, person, look.language);
    await page.goto(`${app.url}/settings/security`);
    return page;
  };
  const age = (accountId: string) =>
    app.connection
      .collection('sessions')
      .updateMany({ personId: accountId }, { $set: { provenAt: new Date(Date.now() - 3_600_000) } });

  it('signs somebody new up on a phone, after a short form', async () => {
    const login = gitHubUser(world, { name: '山田花子' });
    const { page } = await openPage(PHONE);
    await page.goto(`${app.url}/sign-up`);
    await page.getByRole('button', { name: continueWith(ja, OIDC_NAME), exact: true }).waitFor();
    await shown(page, 'sign-up-phone');
    await press(page, continueWith(ja));
    await authorize(page, login);
    await page.getByRole('heading', { name: ja.account.signUpTitle }).waitFor();

    expect(await page.getByLabel(ja.account.displayName).inputValue()).to.equal('山田花子');
    await shown(page, 'form-phone');
    await press(page, ja.account.signUpAction);

    await page.getByRole('heading', { name: ja.welcome.tagsTitle }).waitFor();
    expect(page.url()).not.to.contain('code=');
  });

  it('says what is wrong with the form, and keeps what was typed', async () => {
    const taken = await signUp(app);
    const page = await openSignIn();
    await press(page, continueWith(ja));
    await authorize(page, gitHubUser(world));
    await page.getByLabel(ja.account.displayName).fill('Octo');
    await press(page, ja.account.chooseHandle);
    await page.getByLabel(ja.account.handle).fill(taken.handle);

    await press(page, ja.account.signUpAction);

    await page.getByText(ja.errors.reasons.handle_taken).waitFor();
    await shown(page, 'handle-taken');
    expect(await page.getByLabel(ja.account.displayName).inputValue()).to.equal('Octo');
  });

  it('signs in with the keyboard alone, in English, and goes on where the person was', async () => {
    const login = gitHubUser(world);
    await openSignUp(world, 'github', login);
    const { page } = await openPage({ size: 'desktop', language: 'en', theme: 'dark' });
    await page.goto(`${app.url}/rounds`);
    await page.getByRole('button', { name: continueWith(en), exact: true }).waitFor();
    await shown(page, 'sign-in-english-dark');
    await page.getByLabel(en.account.email).focus();
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    for (let at = 0; at < 12 && (await focused()) !== continueWith(en); at += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByLabel('Username').focus();
    await page.keyboard.type(login);
    await page.keyboard.press('Enter');

    await page.waitForURL(`${app.url}/rounds`);
  });

  it('asks for the second step of the account', async () => {
    const login = gitHubUser(world);
    const made = await openSignUp(world, 'github', login);
    const { app: authenticator } = await addAuthenticator(made);
    const page = await openSignIn();
    await press(page, continueWith(ja));
    await authorize(page, login);
    await page.getByText(ja.account.providerSecondLead('GitHub')).waitFor();
    await shown(page, 'second-step');

    await page.getByLabel(ja.factor.code).fill(authenticator.code());
    await press(page, ja.account.signIn);

    await topicsOf(page).waitFor();
  });

  it('links to an account with the same address after a sign-in with its password', async () => {
    const account = await signUp(app);
    const login = gitHubUser(world, { email: account.email });
    const page = await openSignIn(PHONE);
    await press(page, continueWith(ja));
    await authorize(page, login);
    await page.getByRole('heading', { name: ja.account.companyLinkTitle }).waitFor();
    await shown(page, 'link-phone');

    await page.getByLabel(ja.account.password, { exact: true }).fill(account.password);
    await press(page, ja.account.companyLink);

    await topicsOf(page).waitFor();
    await page.getByText(ja.account.providerLinked('GitHub')).waitFor();
    const again = await openSignIn();
    await press(again, continueWith(ja));
    await authorize(again, login);
    await topicsOf(again).waitFor();
  });

  it('links to an account with two-step sign-in after both steps', async () => {
    const account = await signUp(app);
    const { app: authenticator } = await addAuthenticator(account);
    const login = gitHubUser(world, { email: account.email });
    const page = await openSignIn();
    await press(page, continueWith(ja));
    await authorize(page, login);
    await page.getByLabel(ja.account.password, { exact: true }).fill(account.password);
    await press(page, ja.account.companyLink);
    await page.getByLabel(ja.factor.code).fill(authenticator.code());
    await press(page, ja.account.signIn);

    await topicsOf(page).waitFor();
    expect((await account.call('openSignOn.list')).items).to.have.length(1);
  });

  it('is linked and unlinked in the settings', async () => {
    const account = await proveAddress(app, await signUp(app));
    const login = gitHubUser(world);
    const page = await openSecurity(account);
    await page.getByRole('heading', { name: ja.settings.identities }).scrollIntoViewIfNeeded();
    await shown(page, 'settings');
    await press(page, ja.settings.identityLinkOf('GitHub'));
    await authorize(page, login);
    await page.getByRole('heading', { name: ja.account.providerDone.link('GitHub') }).waitFor();
    await shown(page, 'linked');
    await page.getByRole('link', { name: ja.account.companyBack, exact: true }).click();
    await page.getByText(ja.settings.identityLinked, { exact: true }).waitFor();
    await page.getByRole('heading', { name: ja.settings.identities }).scrollIntoViewIfNeeded();
    await keepPicture(page, FOLDER, 'settings-linked');

    await press(page, ja.settings.identityUnlinkOf('GitHub'));
    const dialog = page.getByRole('alertdialog');
    await shown(page, 'unlink');
    await dialog.getByRole('button', { name: ja.settings.identityUnlink, exact: true }).click();

    await page.getByText(ja.settings.identityUnlinked('GitHub')).waitFor();
    expect((await account.call('openSignOn.list')).items).to.deep.equal([]);
  });

  it('cannot be unlinked as the only way, until there is a password; the proof comes from GitHub', async () => {
    const login = gitHubUser(world);
    const made = await openSignUp(world, 'github', login);
    const page = await openSignIn(PHONE);
    await press(page, continueWith(ja));
    await authorize(page, login);
    await topicsOf(page).waitFor();
    await page.goto(`${app.url}/settings/security`);
    await press(page, ja.settings.identityUnlinkOf('GitHub'));
    await page.getByRole('alertdialog').getByRole('button', { name: ja.settings.identityUnlink, exact: true }).click();
    await page.getByText(ja.errors.reasons.last_way_in).first().waitFor();
    await keepPicture(page, FOLDER, 'last-way-phone');

    await age(made.account.id);
    await page.goto(`${app.url}/settings/delete`);
    await page.getByText(ja.settings.needsPassword).waitFor();
    await shown(page, 'needs-password-phone');
    await page.getByRole('link', { name: ja.settings.setPassword, exact: true }).click();
    await page.getByLabel(ja.account.newPassword, { exact: true }).fill('a quiet evening with soup');
    await press(page, ja.settings.setPassword);
    await page.getByRole('dialog', { name: ja.proof.title }).waitFor();
    await shown(page, 'proof-phone');
    await press(page, ja.proof.provider('GitHub'));
    await authorize(page, login);
    await page.getByRole('heading', { name: ja.account.providerDone.proof() }).waitFor();
    await page.getByRole('link', { name: ja.account.companyBack, exact: true }).click();
    await page.getByLabel(ja.account.newPassword, { exact: true }).fill('a quiet evening with soup');
    await press(page, ja.settings.setPassword);

    await page.getByText(ja.settings.passwordSet).waitFor();
    await page.getByLabel(ja.settings.currentPassword).waitFor();
  });

  it('proves who the person is with the second factor, too', async () => {
    const account = await proveAddress(app, await signUp(app));
    const login = gitHubUser(world);
    const page = await openSecurity(account);
    await press(page, ja.settings.identityLinkOf('GitHub'));
    await authorize(page, login);
    await page.getByRole('heading', { name: ja.account.providerDone.link('GitHub') }).waitFor();
    const authenticator: AuthenticatorApp = (await addAuthenticator(account)).app;
    await age(account.id);
    await page.goto(`${app.url}/settings/security`);
    await press(page, ja.settings.identityUnlinkOf('GitHub'));
    await page.getByRole('alertdialog').getByRole('button', { name: ja.settings.identityUnlink, exact: true }).click();
    await page.getByRole('dialog', { name: ja.proof.title }).waitFor();
    await shown(page, 'proof-with-password');
    await press(page, ja.proof.provider('GitHub'));
    await authorize(page, login);
    await page.getByLabel(ja.factor.code).fill(authenticator.code(1));
    await press(page, ja.proof.action);

    await page.getByRole('heading', { name: ja.account.providerDone.proof() }).waitFor();
    await page.getByRole('link', { name: ja.account.companyBack, exact: true }).click();
    await press(page, ja.settings.identityUnlinkOf('GitHub'));
    await page.getByRole('alertdialog').getByRole('button', { name: ja.settings.identityUnlink, exact: true }).click();
    await page.getByText(ja.settings.identityUnlinked('GitHub')).waitFor();
  });

  it('says in clear words that the person has cancelled, or has no verified address', async () => {
    const page = await openSignIn();
    await press(page, continueWith(ja));
    await page.getByRole('heading', { name: 'Sign in to GitHub' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(ja.errors.reasons.provider_declined).waitFor();
    await shown(page, 'cancelled');

    const login = gitHubUser(world);
    Object.assign(world.github.users.get(login) ?? {}, { emails: [] });
    await page.getByRole('link', { name: ja.account.providerSignIn, exact: true }).click();
    await press(page, continueWith(ja));
    await authorize(page, login);
    await page.getByText(ja.errors.reasons.provider_email_unverified).waitFor();
  });
});
