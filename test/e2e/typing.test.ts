/** What a person types: sent once, kept until it is sent, and not sent by the Enter of an input method. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { keepPicture, walkTo } from '../support/browser.ts';
import { matchedPair, type Pair, type Person, signUp } from '../support/people.ts';
import { openSignedIn, signInOn } from '../support/signed-in-page.ts';
import { ja } from '../support/words.ts';

/** The Enter that chooses a candidate, as browsers report it. */
const COMPOSING_ENTERS = [
  { browser: 'Chromium and Firefox', key: { isComposing: true, keyCode: 229 } },
  { browser: 'Safari, after the composition has ended', key: { isComposing: false, keyCode: 229 } },
  { browser: 'a browser that reports the physical key', key: { isComposing: true, keyCode: 13 } },
];

describe('what a person types', () => {
  let app: TestApp;
  let pair: Pair;
  let page: Page;

  before(async () => {
    app = await startTestApp();
    pair = await matchedPair(app);
    page = await openSignedIn(app, pair.alice);
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
      await walkTo(page, '/settings');
      await page.getByRole('button', { name: ja.nav.signOut }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: ja.nav.signOut }).click();
      await signInOn(page, pair.bob);

      await page.goto(`${app.url}/conversations/${pair.conversationId}`);
      await composer.waitFor();
      const seen = await composer.inputValue();
      await page.context().close();
      page = await openSignedIn(app, pair.alice);

      expect(seen).to.equal('');
    });
  });

  it('in a search field is searched for when the input method has finished, and not before', async () => {
    const searcher = await openSignedIn(app, pair.bob);
    const browser = await searcher.context().newCDPSession(searcher);
    const searched: (string | null)[] = [];
    searcher.on('request', (request) => {
      const query = new URL(request.url()).searchParams;
      if (request.url().includes('/api/') && query.has('q')) searched.push(query.get('q'));
    });
    await searcher.getByRole('searchbox', { name: ja.topics.search }).focus();
    await searcher.clock.install();

    await browser.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
    await searcher.clock.runFor(1_000);
    const answer = searcher.waitForResponse((response) => response.url().includes('q='));
    await browser.send('Input.insertText', { text: '日本' });
    await searcher.clock.runFor(1_000);
    await answer;

    expect([...new Set(searched)]).to.deep.equal(['日本']);
    await searcher.context().close();
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

    const PASTED = [
      'rust, go, wasm',
      'rust、go、wasm',
      '#rust #go #wasm',
      '＃rust　＃go　＃wasm',
      'rust，go，wasm',
      'rust\ngo\nwasm',
      'rust\tgo\twasm',
    ];
    for (const text of PASTED) {
      it(`becomes several tags when it is pasted: ${JSON.stringify(text)}`, async () => {
        await paste(tags, text);

        expect(await tokens.allTextContents()).to.deep.equal(['rust', 'go', 'wasm']);
        expect(await tags.inputValue()).to.equal('');
      });
    }

    it('becomes a tag with a comma of a keyboard that names no keys', async () => {
      const browser = await page.context().newCDPSession(page);
      await tags.focus();

      for (const text of ['rust', ',', 'go', '、', 'wasm', '，']) {
        await browser.send('Input.dispatchKeyEvent', {
          type: 'rawKeyDown',
          key: 'Unidentified',
          windowsVirtualKeyCode: 229,
        });
        await browser.send('Input.insertText', { text });
      }

      expect(await tokens.allTextContents()).to.deep.equal(['rust', 'go', 'wasm']);
      await browser.detach();
    });

    it('becomes tags at the end of a composition that contains commas, and not before', async () => {
      const browser = await page.context().newCDPSession(page);
      await tags.focus();

      await browser.send('Input.imeSetComposition', { text: 'らすと、ごー、', selectionStart: 7, selectionEnd: 7 });
      const before = await tokens.count();
      await browser.send('Input.insertText', { text: 'ラスト、ゴー、' });
      await tokens.first().waitFor();

      expect(before).to.equal(0);
      expect(await tokens.allTextContents()).to.deep.equal(['ラスト', 'ゴー']);
      await browser.detach();
    });

    it('stays in the field with the reason if it is no tag, and is not lost by sending', async () => {
      await form.getByLabel(ja.topics.titleField).fill('残るタグ');
      await paste(tags, 'rust, a/b, go');

      expect(await tokens.allTextContents()).to.deep.equal(['rust', 'go']);
      expect(await tags.inputValue()).to.equal('a/b');
      await form.getByText(ja.errors.tag).waitFor();
      await form.getByRole('button', { name: ja.topics.publish }).click();
      expect(await tags.inputValue()).to.equal('a/b');
      expect(await tags.evaluate((element) => element === document.activeElement)).to.equal(true);
    });

    it('stays in the field with a word if there are too many', async () => {
      await paste(tags, 'a,b,c,d,e,f,g,h,i,j,k,l');

      expect(await tokens.allTextContents()).to.deep.equal([...'abcdefghij']);
      expect(await tags.inputValue()).to.equal('k, l');
      await form.getByText(ja.fields.listFull(10)).waitFor();
      await keepPicture(page, 'typing', 'too-many-tags-ja-1280');
    });

    it('becomes a tag with the Enter that a keyboard without names of keys turns into sending, and is not sent', async () => {
      await form.getByLabel(ja.topics.titleField).fill('まだ送らない');
      await tags.fill('rust');

      await form.evaluate((element: HTMLFormElement) => element.requestSubmit());

      expect(await tokens.allTextContents()).to.deep.equal(['rust']);
      expect(await form.isVisible()).to.equal(true);
    });

    for (const { browser, key } of COMPOSING_ENTERS) {
      it(`is not discarded, and no question is asked, by the Escape of an input method: ${browser}`, async () => {
        await tags.fill('にほん');

        await tags.dispatchEvent('keydown', { bubbles: true, cancelable: true, ...key, key: 'Escape' });

        expect(await tags.inputValue()).to.equal('にほん');
        expect(await page.getByRole('alertdialog').count()).to.equal(0);
      });
    }

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

  async function paste(field: Locator, text: string): Promise<void> {
    await field.focus();
    await field.evaluate((element, data) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', data);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  /** Matches someone new with this person. Resolves with the id of their conversation. */
  async function matchWith(person: Person): Promise<string> {
    const other = await signUp(app);
    const { id: topicId } = await other.call('topics.create', { body: { title: 'Tea' } });
    await person.call('topics.createInterest', { params: { topicId } });
    const match = await other.call('matches.create', { params: { topicId, personId: person.id } });
    return match.conversationId;
  }
});
