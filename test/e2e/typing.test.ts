/** What a person types: sent once, kept until it is sent, and not sent by the Enter of an input method. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { walkTo } from '../support/browser.ts';
import { matchedPair, type Pair, type Person, signUp } from '../support/people.ts';
import { openSignedIn, signInOn } from '../support/signed-in-page.ts';
import { ja } from '../support/words.ts';

/** The Enter that chooses a candidate, as browsers report it. */
const COMPOSING_ENTERS = [
  { browser: 'Chromium and Firefox', key: { isComposing: true, keyCode: 229 } },
  { browser: 'Safari, after the composition has ended', key: { isComposing: false, keyCode: 229 } },
  { browser: 'a browser that reports the physical key', key: { isComposing: true, keyCode: 13 } },
];

describe('what a person types', function () {
  this.timeout(60_000);
  let app: TestApp;
  let pair: Pair;
  let page: Page;

  before(async () => {
    app = await startTestApp();
    pair = await matchedPair(app);
    page = await openSignedIn(app, pair.alice);
    page.setDefaultTimeout(15_000);
  });
  after(async () => {
    await page?.context().close();
    await app?.close();
  });

  describe('in a conversation', () => {
    let composer: Locator;

    beforeEach(async () => {
      composer = page.getByLabel(ja.messages.composer, { exact: true });
      await page.goto(`${app.url}/conversations/${pair.conversationId}`);
      await composer.fill('');
    });

    it('is sent with Enter, and the composer is empty then, also after reloading', async () => {
      await composer.fill('はじめまして');
      await composer.press('Enter');

      const message = page.locator('[data-state="durable"]').getByText('はじめまして');
      await message.waitFor();
      expect(await composer.inputValue()).to.equal('');
      await page.reload();
      await message.waitFor();
      expect(await composer.inputValue()).to.equal('');
    });

    for (const { browser, key } of COMPOSING_ENTERS) {
      it(`is not sent by the Enter of an input method: ${browser}`, async () => {
        await composer.fill('にほん');

        await composer.dispatchEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...key });

        expect(await composer.inputValue()).to.equal('にほん');
        await composer.press('Enter');
        expect(await composer.inputValue()).to.equal('');
      });
    }

    it('is not sent by Enter while the browser composes', async () => {
      const browser = await page.context().newCDPSession(page);
      await composer.focus();
      await browser.send('Input.imeSetComposition', { text: 'にほんご', selectionStart: 4, selectionEnd: 4 });

      await browser.send('Input.dispatchKeyEvent', {
        type: 'rawKeyDown',
        key: 'Enter',
        code: 'Enter',
        windowsVirtualKeyCode: 13,
      });

      expect(await composer.inputValue()).to.equal('にほんご');
      await browser.send('Input.insertText', { text: '日本語' });
      expect(await composer.inputValue()).to.equal('日本語');
      await browser.detach();
    });

    it('starts a new line with Shift+Enter', async () => {
      await composer.fill('one');

      await composer.press('Shift+Enter');
      await composer.pressSequentially('two');

      expect(await composer.inputValue()).to.equal('one\ntwo');
    });

    it('stays over a reload, in this conversation alone', async () => {
      const other = await matchWith(pair.alice);
      await composer.fill('書きかけ');

      await page.reload();
      await composer.waitFor();
      const afterReload = await composer.inputValue();
      await walkTo(page, `/conversations/${other}`);
      await page.locator(`[aria-current="true"][href="/conversations/${other}"]`).waitFor();
      await composer.waitFor();
      const elsewhere = await composer.inputValue();

      expect([afterReload, elsewhere]).to.deep.equal(['書きかけ', '']);
    });

    it('is not shown to the other person of the conversation who signs in on this device', async () => {
      await composer.fill('まだ秘密');
      await walkTo(page, '/me');
      await page.getByRole('button', { name: ja.me.signOut }).click();
      await signInOn(page, pair.bob);

      await page.goto(`${app.url}/conversations/${pair.conversationId}`);
      await composer.waitFor();
      const seen = await composer.inputValue();
      await page.context().close();
      page = await openSignedIn(app, pair.alice);

      expect(seen).to.equal('');
    });
  });

  describe('in a form', () => {
    let form: Locator;
    let tags: Locator;
    let tokens: Locator;

    beforeEach(async () => {
      await page.goto(`${app.url}/topics`);
      await page.getByRole('button', { name: ja.topics.create }).first().click();
      form = page.getByRole('dialog', { name: ja.topics.createTitle }).locator('form');
      tags = form.getByLabel(ja.fields.tags);
      tokens = form.locator('.tag-token');
    });

    for (const { browser, key } of COMPOSING_ENTERS) {
      it(`does not become a tag by the Enter of an input method: ${browser}`, async () => {
        await tags.fill('にほん');

        await tags.dispatchEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...key });

        expect([await tokens.count(), await tags.inputValue()]).to.deep.equal([0, 'にほん']);
      });
    }

    it('becomes a tag with Enter, with a comma and when the field is left, each tag once', async () => {
      await tags.fill('#Rust');
      await tags.press('Enter');
      await tags.pressSequentially('wasm,');
      await tags.fill('rust');
      await tags.press('Enter');
      await tags.fill('料理');
      await tags.press('Tab');

      expect(await tokens.allTextContents()).to.deep.equal(['rust', 'wasm', '料理']);
      await tags.press('Backspace');
      expect(await tokens.allTextContents()).to.deep.equal(['rust', 'wasm']);
    });

    it('is sent once, also if it is submitted twice at the same moment', async () => {
      await form.getByLabel(ja.topics.titleField).fill('一度だけ');

      await form.evaluate((element: HTMLFormElement) => {
        element.requestSubmit();
        element.requestSubmit();
      });
      await page.getByText(ja.topics.published).first().waitFor();

      const { items } = await pair.alice.call('topics.listMine');
      expect(items.filter(({ title }) => title === '一度だけ')).to.have.length(1);
    });
  });

  /** Matches someone new with this person. Resolves with the id of their conversation. */
  async function matchWith(person: Person): Promise<string> {
    const other = await signUp(app);
    const { id: topicId } = await other.call('topics.create', { body: { title: 'Tea' } });
    await person.call('topics.createInterest', { params: { topicId } });
    const match = await other.call('matches.create', { params: { topicId, personId: person.id } });
    return match.conversationId;
  }
});
