/** Single sign-on in the browser, with a real provider: from the owner's first settings to a colleague who signs in. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type AuthenticatorApp, addAuthenticator } from '../support/authenticator.ts';
import { keepPicture, openPage, violations } from '../support/browser.ts';
import { type Person, signUp } from '../support/people.ts';
import { type Company, employ, startCompany, switchOn } from '../support/sign-on.ts';
import { showTopics } from '../support/signed-in-page.ts';
import { ja } from '../support/words.ts';

const FOLDER = 'screens/sign-on';

describe('single sign-on in the browser', () => {
  let app: TestApp;
  let boss: Person;
  let authenticator: AuthenticatorApp;
  let company: Company;

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    boss = await signUp(app);
    company = await startCompany(app, boss);
    company.provider.employees.set('boss', { email: `boss@${company.domain}`, email_verified: true, name: 'Boss' });
  });
  afterEach(() => company.provider.close());
  after(() => app.close());

  const newPage = async () => (await openPage({ size: 'desktop', language: 'ja', theme: 'light' })).page;
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  /** Signs in on the page of the provider. */
  const signInThere = async (page: Page, subject: string) => {
    await page.getByRole('heading', { name: 'Company sign-in' }).waitFor();
    await page.getByLabel('Name').fill(subject);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const topicsOf = (page: Page) => page.getByRole('heading', { name: ja.topics.title, exact: true });
  /** The organisation as the owner sees it, after a sign-in with the password. */
  const openSettings = async () => {
    const page = await newPage();
    await showTopics(page, app, boss);
    // The account was in the organisation last.
    await page.goto(`${app.url}/organisation/access`);
    await page.getByRole('heading', { name: ja.tenants.signOn, exact: true }).waitFor();
    return page;
  };
  const signInAsColleague = async (subject: string) => {
    const page = await newPage();
    await page.goto(`${app.url}/sign-in`);
    await page.getByLabel(ja.account.email).fill(`${subject}@${company.domain}`);
    await page.getByLabel(ja.account.email).blur();
    const { name } = await company.owner.call('tenants.current');
    await press(page, ja.account.companySignIn(name ?? ''));
    await signInThere(page, subject);
    return page;
  };

  it('is set up, tested and switched on by an owner, and then lets a new colleague in', async () => {
    const page = await openSettings();
    const { issuer, clientId, clientSecret } = company.provider;

    await press(page, ja.tenants.signOnSetUp);
    const dialog = page.getByRole('dialog', { name: ja.tenants.signOn });
    expect(await dialog.getByLabel(ja.tenants.redirectUri).inputValue()).to.equal(
      `${app.url}/sign-on/${company.tenantId}`,
    );
    await dialog.getByLabel(ja.tenants.issuer).fill(issuer);
    await dialog.getByLabel(ja.tenants.clientId).fill(clientId);
    await dialog.getByLabel(ja.tenants.clientSecret).fill(clientSecret);
    await dialog.getByRole('button', { name: ja.tenants.signOnSave, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.getByRole('button', { name: ja.tenants.signOnActivate, exact: true }).count()).to.equal(0);
    await press(page, ja.tenants.signOnTest);
    await signInThere(page, 'boss');
    await page.getByRole('heading', { name: ja.account.companyDone.test }).waitFor();
    await page.getByText(`boss@${company.domain} (${ja.account.companyVerified})`).waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, FOLDER, 'tested');
    await page.getByRole('link', { name: ja.account.companyBack, exact: true }).click();
    await press(page, ja.tenants.signOnActivate);
    await page.getByText(ja.tenants.signOnOn, { exact: true }).waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, FOLDER, 'switched-on');

    const colleague = await signInAsColleague(employ(company, 'hanako', { name: '田中花子' }));
    await topicsOf(colleague).waitFor();
    const { items } = await company.owner.call('tenantMembers.list', {});
    expect(items.map(({ person }) => person.displayName)).to.include('田中花子');
    expect(colleague.url()).not.to.contain('code=');
  });

  it('ends a session of a password when it becomes the only way in, and break-glass access works', async () => {
    authenticator = (await addAuthenticator(company.owner)).app;
    await switchOn(company);
    const page = await newPage();
    await page.goto(`${app.url}/sign-in`);
    await page.getByLabel(ja.account.email).fill(boss.email);
    await page.getByLabel(ja.account.password, { exact: true }).fill(boss.password);
    await press(page, ja.account.signIn);
    await page.getByLabel(ja.factor.code).fill(authenticator.code());
    await press(page, ja.account.signIn);
    await topicsOf(page).waitFor();
    const { name } = await company.owner.call('tenants.current');
    await page.goto(`${app.url}/organisation/access`);

    await press(page, ja.tenants.onlySignOn);
    const dialog = page.getByRole('dialog', { name: ja.tenants.onlySignOn });
    await dialog.getByRole('checkbox').check();
    await keepPicture(page, FOLDER, 'only-sign-on');
    await dialog.getByRole('button', { name: ja.tenants.onlySignOnAction, exact: true }).click();
    await page.getByText(ja.account.signOnNeeded).first().waitFor();

    await page.goto(`${app.url}/sign-in`);
    await page.getByLabel(ja.account.email).fill(boss.email);
    await page.getByLabel(ja.account.password, { exact: true }).fill(boss.password);
    await press(page, ja.account.signIn);
    await page.getByLabel(ja.factor.code).fill(authenticator.code(1));
    await press(page, ja.account.signIn);
    await topicsOf(page).waitFor();
    await page.goto(`${app.url}/settings/organisations`);
    await press(page, ja.tenants.switchTo(name ?? ''));
    await page.getByRole('heading', { name: ja.account.enterTitle(name ?? '') }).waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, FOLDER, 'enter');
    await press(page, ja.account.emergency);
    await topicsOf(page).waitFor();
    await page.goto(`${app.url}/organisation/access`);
    await press(page, ja.tenants.onlySignOnEnd);
    await page.getByText(ja.account.signOnNeeded).first().waitFor();
  });

  it('asks for the password of an account with the same address once', async () => {
    await switchOn(company);
    const subject = employ(company, 'ken');
    const account = await signUp(app, { email: `${subject}@${company.domain}` });

    const page = await signInAsColleague(subject);
    await page.getByRole('heading', { name: ja.account.companyLinkTitle }).waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, FOLDER, 'link');
    await page.getByLabel(ja.account.password, { exact: true }).fill(account.password);
    await press(page, ja.account.companyLink);

    await topicsOf(page).waitFor();
    const again = await signInAsColleague(subject);
    await topicsOf(again).waitFor();
  });

  it('says in clear words that the provider has refused', async () => {
    await switchOn(company);
    const subject = employ(company, 'foreign', { email: 'foreign@elsewhere.example' });

    const page = await signInAsColleague(subject);

    await page.getByText(ja.errors.reasons.sign_on_email_refused).waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, FOLDER, 'refused');
  });
});
