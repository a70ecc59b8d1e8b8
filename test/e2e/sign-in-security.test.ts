/** Sign-in and security on the screen: the question for a fresh proof. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
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
      await walkTo(page, '/me/sessions');
      await forgetProofs();
      const ending = page.getByRole('button', { name: words.me.revokeOthers });

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

      await page.getByText(words.me.othersRevoked).waitFor();
      await dialog.waitFor({ state: 'detached' });
      await signInElsewhere(ada);
      await page.reload();
      await ending.click();
      await page.getByText(words.me.othersRevoked).waitFor();
    });

    it(`leaves everything as it was if the question is closed, on a ${look.size} in ${look.language}`, async () => {
      const ada = await signUp(app);
      const other = await signInElsewhere(ada);
      page = await openSignedIn(app, ada, look);
      await walkTo(page, '/me/sessions');
      await forgetProofs();
      const ending = page.getByRole('button', { name: words.me.revokeOthers });

      await ending.click();
      const dialog = page.getByRole('dialog', { name: words.proof.title });
      await dialog.getByLabel(words.account.password, { exact: true }).fill('half a pass');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });

      expect(await hasFocus(ending)).to.equal(true);
      expect(await page.getByText(words.errors.reasons.proof_needed).count()).to.equal(0);
      expect((await caller(app, other.accessToken)('accounts.me')).account.id).to.equal(ada.id);
    });
  }
});
