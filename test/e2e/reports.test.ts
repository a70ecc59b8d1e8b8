/** Reporting a message and blocking its writer, by keyboard; and the pages that everyone can read before signing up. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hasFocus, keepPicture, openPage, settled, violations } from '../support/browser.ts';
import { matchedPair, type Person } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { en, ja } from '../support/words.ts';

const PICTURES = 'reports';

// Promise A11 of docs/promises.md.
describe('reporting', () => {
  let app: TestApp;

  before(async () => {
    const env = { OPERATOR_NAME: 'ベイカーズ', OPERATOR_EMAIL: 'bakers@meshi.example' };
    app = await startTestApp({ env, limits: { reportKeptMs: 33 * DAY_MS } });
  });
  after(() => app.close());

  it('a message by keyboard needs a reason, says what happens next, and blocks its writer with one press', async () => {
    const { alice, bob, conversationId } = await matchedPair(app);
    await write(bob, conversationId, 'お金が増える話があります');
    const page = await openSignedIn(app, alice, { size: 'phone', language: 'ja', theme: 'light' });
    await page.goto(`${app.url}/conversations/${conversationId}`);
    const menu = page.getByRole('button', { name: ja.messages.menu });

    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: ja.report.action }).press('Enter');
    const form = page.getByRole('dialog', { name: ja.report.titles.message });
    await form.getByRole('button', { name: ja.report.send }).press('Enter');
    await form.getByText(ja.report.reasonNeeded).waitFor();
    await form.getByLabel(ja.report.reasons.solicitation).press('Space');
    await form.getByLabel(ja.report.words).fill('何度も誘われます');
    await settled(page);
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, PICTURES, 'report-phone');
    await form.getByRole('button', { name: ja.report.send }).press('Enter');

    const done = page.getByRole('dialog', { name: ja.report.doneTitle });
    await done.getByText(ja.report.next.operators).waitFor();
    await settled(page);
    expect(await hasFocus(done.getByRole('button', { name: ja.common.close }).last())).to.equal(true);
    expect(await violations(page)).to.deep.equal([]);
    await keepPicture(page, PICTURES, 'reported-phone');
    await done.getByRole('button', { name: ja.block.action }).press('Enter');
    await page.getByText(ja.block.done).waitFor();
    await page.waitForURL(/\/conversations$/);

    const { items } = await app.services.reportDesk.list({ state: 'open', limit: 10 }, []);
    expect(items[0]?.text).to.equal('お金が増える話があります');
    expect([items[0]?.reporter.id, items[0]?.author.id]).to.deep.equal([alice.id, bob.id]);
    expect((await alice.call('blocks.list')).items.map(({ person }) => person.id)).to.deep.equal([bob.id]);
  });

  it('keeps what was typed until the person says that it can go, and returns to the menu', async () => {
    const { alice, bob } = await matchedPair(app);
    const page = await openSignedIn(app, alice, { size: 'desktop', language: 'en', theme: 'dark' });
    await page.goto(`${app.url}/people/${bob.id}`);
    const menu = page.getByRole('main').getByRole('button', { name: en.common.menu, exact: true });
    await menu.click();
    await page.getByRole('menuitem', { name: en.report.action }).click();
    const form = page.getByRole('dialog', { name: en.report.titles.person });
    await form.getByLabel(en.report.words).fill('Typed');

    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog', { name: en.common.discardTitle }).waitFor();
    await page.getByRole('button', { name: en.common.discard, exact: true }).click();
    await form.waitFor({ state: 'hidden' });

    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-haspopup') === 'menu');
  });

  for (const [language, words] of [
    ['ja', ja],
    ['en', en],
  ] as const) {
    it(`the pages about Meshi, terms and privacy are linked before sign-up and fit on a small phone (${language})`, async () => {
      const { page, failures } = await openPage({ size: 'phone', language, theme: 'light' });
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(`${app.url}/sign-up`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const links = await page.locator('form a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      expect(links).to.have.members(['/terms', '/privacy']);
      await expectReadable(page, 'sign-up', language);

      for (const name of ['about', 'terms', 'privacy'] as const) {
        await page.getByRole('contentinfo').getByRole('link', { name: words.legal[name] }).click();
        await page.getByRole('heading', { level: 1, name: words.aboutPages[name].title }).waitFor();
        await page.getByText(words.aboutPages.operatedBy('ベイカーズ')).waitFor();
        expect(await page.getByRole('link', { name: 'bakers@meshi.example' }).count()).to.equal(1);
        await expectReadable(page, name, language);
      }
      expect(await page.getByRole('main').textContent()).to.contain(language === 'ja' ? '33日' : '33 days');
      expect(failures).to.deep.equal([]);
    });
  }

  it('the terms can be read before the server has said who runs it', async () => {
    const { page } = await openPage({ size: 'phone', language: 'ja', theme: 'light' });
    const held = Promise.withResolvers<void>();
    await page.route('**/meta/about', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(`${app.url}/terms`);

    for (const { title } of ja.aboutPages.terms.parts) {
      await page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
    }
    expect(await page.getByText(ja.aboutPages.operatedBy('ベイカーズ')).count()).to.equal(0);
    held.resolve();

    await page.getByText(ja.aboutPages.operatedBy('ベイカーズ')).waitFor();
    await page.context().close();
  });

  async function expectReadable(page: Page, name: string, language: string): Promise<void> {
    await settled(page);
    expect(await violations(page)).to.deep.equal([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name).to.equal(true);
    await keepPicture(page, PICTURES, `${name}-${language}`);
  }

  function write({ id: personId, sessionId }: Person, conversationId: string, text: string) {
    const actor = { tenantId: PUBLIC_TENANT, personId, sessionId };
    return app.services.conversations.send(actor, { conversationId, clientMessageId: crypto.randomUUID(), text });
  }
});
