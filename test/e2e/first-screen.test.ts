/** What the browser loads until the first screen is shown. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Look, openPage } from '../support/browser.ts';
import { signUp } from '../support/people.ts';
import { giveSession } from '../support/signed-in-page.ts';
import { ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };

describe('the first screen', () => {
  let app: TestApp;
  let page: Page;
  let scripts: string[];

  before(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    ({ page } = await openPage(PHONE));
    scripts = [];
    page.on('request', (request) => {
      const [, name] = /\/assets\/(.+)-[\w-]{8}\.js$/.exec(request.url()) ?? [];
      if (name) scripts.push(name);
    });
  });
  afterEach(() => page?.context().close());
  after(() => app?.close());

  it('after signing in needs few files, and no words of the other language', async () => {
    await giveSession(page, app, await signUp(app));

    await page.goto(`${app.url}/topics`);
    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    const needed = ['index', 'rolldown-runtime', 'ja', 'shell', 'first', 'topics'];

    expect(scripts.slice(0, needed.length)).to.have.members(needed);
    expect(scripts).not.to.include('en');
  });

  it('of a visitor needs no screen of those who are signed in', async () => {
    await page.goto(app.url, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { name: ja.front.title }).waitFor();

    expect(scripts).to.have.members(['front']);
  });
});
