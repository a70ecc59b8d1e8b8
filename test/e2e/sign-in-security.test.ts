/** Sign-in and security on the screen: the question for a fresh proof, and second factors. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { AuthenticatorApp } from '../support/authenticator.ts';
import { filledButtons, hasFocus, keepPicture, type Look, violations, walkTo } from '../support/browser.ts';
import { caller, type Person, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const WORDS = { ja, en };
const LOOKS: Look[] = [
  { size: 'phone', language: 'ja', theme: 'light' },
  { size: 'desktop', language: 'en', theme: 'dark' },
];

describe('sign-in and security on the screen', () => {
  let app: TestApp;
  let page: Page | undefined;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(() => page?.context().close());
  after(() => app?.close());

  const signInElsewhere = ({ email, password }: Person) =>
    caller(app)('sessions.signIn', { body: { email, password } });
  /** As if everyone had signed in long ago. */
  const forgetProofs = () => app.connection.collection('sessions').updateMany({}, { $set: { provenAt: new Date(0) } });

  for (const look of LOOKS) {
    const words = WORDS[look.language];

    it(`asks for a proof once, then goes on, on a ${look.size} in ${look.language}`, async () => {
      const ada = await signUp(app);
      page = await openSignedIn(app, ada, look);
      await walkTo(page, '/settings/security');
      await forgetProofs();
      const ending = page.getByRole('button', { name: words.settings.revokeOthers });

      await ending.click();
      const dialog = page.getByRole('dialog', { name: words.proof.title });
      await dialog.waitFor();
      await keepPicture(page, 'screens', `proof-${look.size}-${look.language}`);
      expect(await violations(page)).to.deep.equal([]);
      expect((await filledButtons(page)).slice(1)).to.deep.equal([]);
      await dialog.getByLabel(words.account.password, { exact: true }).fill('is it this one');
      await dialog.getByRole('button', { name: words.proof.action }).click();
      await dialog.getByText(words.errors.reasons.wrong_password).waitFor();
      await dialog.getByLabel(words.account.password, { exact: true }).fill(ada.password);
      await dialog.getByRole('button', { name: words.proof.action }).click();

      await page.getByText(words.settings.othersRevoked).waitFor();
      await dialog.waitFor({ state: 'detached' });
      await signInElsewhere(ada);
      await page.reload();
      await ending.click();
      await page.getByText(words.settings.othersRevoked).waitFor();
    });

    it(`leaves everything as it was if the question is closed, on a ${look.size} in ${look.language}`, async () => {
      const ada = await signUp(app);
      const other = await signInElsewhere(ada);
      page = await openSignedIn(app, ada, look);
      await walkTo(page, '/settings/security');
      await forgetProofs();
      const ending = page.getByRole('button', { name: words.settings.revokeOthers });

      await ending.click();
      const dialog = page.getByRole('dialog', { name: words.proof.title });
      await dialog.getByLabel(words.account.password, { exact: true }).fill('half a pass');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });

      expect(await hasFocus(ending)).to.equal(true);
      expect(await page.getByText(words.errors.reasons.proof_needed).count()).to.equal(0);
      expect((await caller(app, other.accessToken)('accounts.me')).account.id).to.equal(ada.id);
    });

    it(`adds an authenticator app, and signs in with it, on a ${look.size} in ${look.language}`, async () => {
      const ada = await signUp(app);
      page = await openSignedIn(app, ada, look);
      await walkTo(page, '/settings/security');
      await page.getByRole('heading', { name: words.settings.sessions }).waitFor();
      await keepPicture(page, 'screens', `security-off-${look.size}-${look.language}`);
      expect(await violations(page)).to.deep.equal([]);

      await page.getByRole('button', { name: words.settings.authenticatorAdd }).click();
      await page.getByRole('img', { name: words.settings.authenticatorQr }).waitFor();
      await keepPicture(page, 'screens', `authenticator-${look.size}-${look.language}`);
      expect(await violations(page)).to.deep.equal([]);
      expect((await filledButtons(page)).slice(1)).to.deep.equal([]);
      const secret = await page.getByLabel(words.settings.authenticatorSecret).inputValue();
      const authenticator = new AuthenticatorApp(secret);
      await page.getByLabel(words.factor.code).fill('000000');
      await page.getByRole('button', { name: words.settings.authenticatorConfirm }).click();
      await page.getByText(words.errors.reasons.factor_code_wrong).waitFor();
      await page.getByLabel(words.factor.code).fill(authenticator.code());
      await page.getByRole('button', { name: words.settings.authenticatorConfirm }).click();
      await page.getByRole('heading', { name: words.settings.recoveryCodes }).waitFor();
      const codes = await page.locator('.recovery-codes li').allTextContents();
      await keepPicture(page, 'screens', `recovery-codes-${look.size}-${look.language}`);
      expect(await violations(page)).to.deep.equal([]);
      await page.getByRole('button', { name: words.settings.recoveryDone }).click();
      await page.getByText(words.settings.recoveryLeft(10)).waitFor();
      await keepPicture(page, 'screens', `security-on-${look.size}-${look.language}`);
      expect(await violations(page)).to.deep.equal([]);

      await page.context().clearCookies();
      await page.goto(`${app.url}/sign-in`);
      const signIn = page.getByRole('button', { name: words.account.signIn, exact: true });
      await page.getByLabel(words.account.email).fill(ada.email);
      await page.getByLabel(words.account.password, { exact: true }).fill(ada.password);
      await signIn.click();
      await page.getByRole('heading', { name: words.factor.title }).waitFor();
      await keepPicture(page, 'screens', `second-step-${look.size}-${look.language}`);
      expect(await violations(page)).to.deep.equal([]);
      expect((await filledButtons(page)).slice(1)).to.deep.equal([]);
      await page.getByLabel(words.factor.code).fill('000000');
      await signIn.click();
      await page.getByText(words.errors.reasons.factor_code_wrong).waitFor();
      await page.getByRole('button', { name: words.factor.useRecoveryCode }).click();
      await page.getByLabel(words.factor.recoveryCode).fill(codes[0] ?? '');
      await signIn.click();
      await page.getByRole('heading', { name: words.topics.title, exact: true }).waitFor();

      await walkTo(page, '/settings/security');
      await forgetProofs();
      await page.getByRole('button', { name: words.common.remove }).first().click();
      await page.getByRole('alertdialog').getByRole('button', { name: words.common.remove }).click();
      const dialog = page.getByRole('dialog', { name: words.proof.title });
      await dialog.getByLabel(words.account.password, { exact: true }).fill(ada.password);
      // The present one was used for adding it.
      await dialog.getByLabel(words.factor.code).fill(authenticator.code(1));
      await keepPicture(page, 'screens', `proof-code-${look.size}-${look.language}`);
      await dialog.getByRole('button', { name: words.proof.action }).click();
      await page.getByText(words.settings.authenticatorRemoved).waitFor();
      await page.getByRole('button', { name: words.settings.authenticatorAdd }).waitFor();
      await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    });

    it(`adds a passkey, and signs in and confirms with it, on a ${look.size} in ${look.language}`, async () => {
      // Passkeys belong to a name: browsers refuse addresses such as 127.0.0.1.
      const local = { url: app.url.replace('127.0.0.1', 'localhost') };
      const ada = await signUp(app);
      page = await openSignedIn(local, ada, look);
      await addVirtualAuthenticator(page);
      await walkTo(page, '/settings/security');
      await page.getByLabel(words.settings.passkeyName).fill('My phone');
      await page.getByRole('button', { name: words.settings.passkeyAdd }).click();
      await page.getByRole('heading', { name: words.settings.recoveryCodes }).waitFor();
      await page.getByRole('button', { name: words.settings.recoveryDone }).click();
      await page.getByText('My phone').waitFor();
      await keepPicture(page, 'screens', `passkeys-${look.size}-${look.language}`);
      await page.getByRole('heading', { name: words.settings.passkeys }).scrollIntoViewIfNeeded();
      await keepPicture(page, 'screens', `passkeys-list-${look.size}-${look.language}`);
      expect(await violations(page)).to.deep.equal([]);
      expect((await filledButtons(page)).slice(1)).to.deep.equal([]);

      await page.context().clearCookies();
      await page.goto(`${local.url}/sign-in`);
      const signingIn = page.getByRole('button', { name: words.factor.signInWithPasskey });
      await signingIn.waitFor();
      await keepPicture(page, 'screens', `sign-in-passkey-${look.size}-${look.language}`);
      expect(await violations(page)).to.deep.equal([]);
      await signingIn.click();
      await page.getByRole('heading', { name: words.topics.title, exact: true }).waitFor();

      await page.context().clearCookies();
      await page.goto(`${local.url}/sign-in`);
      await page.getByLabel(words.account.email).fill(ada.email);
      await page.getByLabel(words.account.password, { exact: true }).fill(ada.password);
      await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
      await page.getByRole('heading', { name: words.factor.title }).waitFor();
      await page.getByRole('button', { name: words.factor.passkey, exact: true }).click();
      await page.getByRole('heading', { name: words.topics.title, exact: true }).waitFor();

      await walkTo(page, '/settings/security');
      await forgetProofs();
      await page.getByRole('button', { name: words.common.remove }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: words.common.remove }).click();
      const dialog = page.getByRole('dialog', { name: words.proof.title });
      const confirming = dialog.getByRole('button', { name: words.proof.passkey });
      await confirming.waitFor();
      await keepPicture(page, 'screens', `proof-passkey-${look.size}-${look.language}`);
      await confirming.click();
      await page.getByText(words.settings.passkeyRemoved).waitFor();
      expect((await ada.call('secondFactors.get')).isOn).to.equal(false);
    });
  }
});

/** An authenticator inside Chromium, which confirms everything at once. */
async function addVirtualAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
