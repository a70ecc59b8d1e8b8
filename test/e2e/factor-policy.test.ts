/** An owner asks all members for a second factor: a member who is inside is told at once, adds one, and goes on. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { AuthenticatorApp, addAuthenticator } from '../support/authenticator.ts';
import { filledButtons, keepPicture, type Look, settled, violations, walkTo } from '../support/browser.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];

describe('an organisation that asks for a second factor, on the screen', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  for (const look of LOOKS) {
    it(`tells its members why, and leads them through, on a ${look.size} in ${look.language}`, async () => {
      const { tenants, settings, factor, topics } = { ja, en }[look.language];
      const name = look.language === 'ja' ? '解析機関' : 'Analytical Engines';
      const account = await signUp(app);
      const owner = await switchTo(app, account, await createTenant(account, name));
      const member = await signUpInto(app, owner, { displayName: 'Mary' });
      const ownerPage = await openSignedIn(app, owner, look);
      const page = await openSignedIn(app, member, look);

      await walkTo(ownerPage, '/organisation/rules');
      await ownerPage.getByText(tenants.policyOwnFirst).waitFor();
      await addAuthenticator(owner);
      await ownerPage.reload();
      await ownerPage.getByRole('button', { name: tenants.policyBegin }).waitFor();
      await walkTo(ownerPage, '/organisation/members');
      await ownerPage.getByText(tenants.withoutFactor).waitFor();
      await walkTo(ownerPage, '/organisation/rules');
      await ownerPage.getByRole('button', { name: tenants.policyBegin }).waitFor();
      await shown(ownerPage, `policy-off-${look.size}`);
      await ownerPage.getByRole('button', { name: tenants.policyBegin }).click();
      await ownerPage.getByRole('alertdialog').getByRole('button', { name: tenants.policyBegin }).click();
      await ownerPage.getByText(tenants.policyOn).waitFor();
      await shown(ownerPage, `policy-on-${look.size}`);

      await page.getByRole('heading', { name: tenants.factorNeeded(name) }).waitFor();
      expect((await filledButtons(page)).slice(1)).to.deep.equal([]);
      await shown(page, `needed-${look.size}`);
      await page.reload();
      await page.getByRole('link', { name: tenants.addFactor }).click();
      await page.getByRole('button', { name: settings.authenticatorAdd }).click();
      const secret = await page.getByLabel(settings.authenticatorSecret).inputValue();
      await page.getByLabel(factor.code).fill(new AuthenticatorApp(secret).code());
      await page.getByRole('button', { name: settings.authenticatorConfirm }).click();
      await page.getByRole('button', { name: settings.recoveryDone }).click();
      await page.getByRole('link', { name: settings.waysBack.organisation }).click();
      await page.getByRole('heading', { name: topics.title, exact: true }).waitFor();
      await Promise.all([page, ownerPage].map((one) => one.context().close()));
    });
  }

  it('lets a member go to the open space instead', async () => {
    const account = await signUp(app);
    await addAuthenticator(account);
    const owner = await switchTo(app, account, await createTenant(account));
    const member = await signUpInto(app, owner);
    const page = await openSignedIn(app, member, { size: 'phone', language: 'en', theme: 'light' });

    await owner.call('tenants.setPolicy', { body: { needsSecondFactor: true } });
    await page.getByRole('button', { name: en.tenants.switchTo(en.nav.everyone) }).click();

    await page.getByRole('heading', { name: en.topics.title, exact: true }).waitFor();
    await page.context().close();
  });

  async function shown(page: Page, name: string): Promise<void> {
    await settled(page);
    expect(await violations(page), name).to.deep.equal([]);
    await keepPicture(page, 'factor-policy', name);
  }
});
