/** The e-mail address on the screens: where a person learns that mails need a verified one, verifies it, and changes it. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { filledButtons, keepPicture, type Look, violations, walkTo } from '../support/browser.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { createTenant, switchTo } from '../support/organisations.ts';
import { signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };
const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];

describe('the e-mail address on the screen', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let page: Page | undefined;

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mailServer.url } });
  });
  afterEach(() => page?.context().close());
  after(async () => {
    await app?.close();
    await mailServer?.close();
  });

  for (const look of LOOKS) {
    const words = WORDS[look.language];

    it(`verifies it beside the switches for mail, on a ${look.size} in ${look.language}`, async () => {
      const ada = await signUp(app);
      page = await openSignedIn(app, ada, look);
      await walkTo(page, '/settings/notifications');
      await page.getByText(words.notifications.mailVerifyHint).waitFor();
      await keepPicture(page, 'verify-email', `settings-${look.size}`);
      expect(await violations(page)).to.deep.equal([]);
      expect((await filledButtons(page)).slice(1)).to.deep.equal([]);

      const sending = page.getByRole('button', { name: words.emailCode.sendCode });
      const code = await mailServer.codeOf(() => sending.click(), ada.email);
      await page.getByLabel(words.emailCode.code).fill(code);
      await page.getByRole('button', { name: words.emailCode.confirm }).click();

      await page.getByText(words.emailCode.verified).waitFor();
      await page.getByText(words.notifications.mailVerifyHint).waitFor({ state: 'detached' });
      expect((await ada.call('accounts.me')).account.isEmailVerified).to.equal(true);
    });

    it(`learns in an organisation what it is needed for, on a ${look.size} in ${look.language}`, async () => {
      const ada = await signUp(app);
      page = await openSignedIn(app, await switchTo(app, ada, await createTenant(ada)), look);
      await walkTo(page, '/organisation/members');
      await page.getByText(words.tenants.inviteVerifyHint).waitFor();
      await page.getByLabel(words.tenants.inviteEmail).first().fill('mary@example.com');
      await page.getByRole('button', { name: words.tenants.invite, exact: true }).click();

      await page.getByText(words.errors.reasons.email_unverified).waitFor();
      await keepPicture(page, 'verify-email', `organisation-${look.size}`);
      expect(await violations(page)).to.deep.equal([]);
    });

    it(`changes the e-mail address and undoes it, on a ${look.size} in ${look.language}`, async () => {
      const ada = await signUp(app);
      const verification = await mailServer.codeOf(() => ada.call('accounts.requestEmailCode'), ada.email);
      await ada.call('accounts.verifyEmail', { body: { code: verification } });
      page = await openSignedIn(app, ada, look);
      const email = `new-${ada.email}`;
      await walkTo(page, '/settings/email');
      await page.getByLabel(words.settings.newEmail).fill(email);
      await page.getByLabel(words.settings.currentPassword, { exact: true }).fill(ada.password);

      const sending = page.getByRole('button', { name: words.emailCode.sendCode });
      const code = await mailServer.codeOf(() => sending.click(), email);
      await page.getByLabel(words.emailCode.code).fill(code);
      await keepPicture(page, 'text', `email-code-${look.size}`);
      await page.setViewportSize({ width: 320, height: 640 });
      await keepPicture(page, 'text', `email-code-320-${look.language}`);
      expect(await violations(page)).to.deep.equal([]);
      const confirming = page.getByRole('button', { name: words.settings.changeEmail });
      const token = await mailServer.tokenOf(() => confirming.click(), ada.email);
      await page.getByText(words.settings.emailNow(email)).waitFor();
      await keepPicture(page, 'text', `email-changed-320-${look.language}`);

      await page.goto(`${app.url}/undo-email#token=${token}`);
      await page.getByRole('heading', { name: words.account.undoTitle }).waitFor();
      await keepPicture(page, 'text', `undo-320-${look.language}`);
      await page.getByRole('button', { name: words.account.undo }).click();
      await page.getByLabel(words.account.newPassword, { exact: true }).fill('another long password');
      await page.getByRole('button', { name: words.account.reset }).click();
      await page.getByRole('textbox', { name: words.account.email }).fill(ada.email);
      await page.getByLabel(words.account.password, { exact: true }).fill('another long password');
      await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
      await page.getByRole('heading', { name: words.topics.title, exact: true }).waitFor();
    });
  }
});
