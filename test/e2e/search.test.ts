/** Searching and filtering topics, and what an open list shows of someone who has left. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, signUp } from '../support/people.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { until } from '../support/until.ts';
import { ja } from '../support/words.ts';

describe('searching topics', () => {
  let app: TestApp;
  let writer: Person;
  let page: Page;

  before(async () => {
    app = await startTestApp();
    writer = await signUp(app, { displayName: '書き手 みどり', handle: 'midori_k' });
    const topics = [
      { title: 'k8s を自宅で動かす', tags: ['kubernetes', '自宅サーバー'], language: 'ja' },
      { title: 'Kubernetes at home', tags: ['rust'], language: 'en' },
    ] as const;
    for (const topic of topics) {
      await writer.call('topics.create', { body: { ...topic, tags: [...topic.tags], body: '', kind: 'discuss' } });
    }
    page = await openSignedIn(app, await signUp(app));
  });
  beforeEach(async () => {
    await page.goto(`${app.url}/topics`);
    await slip('Kubernetes at home').waitFor();
  });
  after(async () => {
    await page?.context().close();
    await app?.close();
  });

  const slip = (title: string) => page.getByRole('article', { name: title });
  const search = () => page.getByRole('searchbox', { name: ja.topics.search });

  it('keeps all of several filters that change within one turn of the page', async () => {
    await page.getByRole('button', { name: ja.topics.filters }).click();
    await page.getByRole('combobox', { name: ja.fields.language }).waitFor();
    // Typed and chosen faster than the pause after which a word is searched.
    await page.evaluate(
      ([searchLabel, languageLabel, kindLabel]) => {
        const set = (element: HTMLInputElement | HTMLSelectElement, value: string, event: string) => {
          Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), 'value')?.set?.call(element, value);
          element.dispatchEvent(new Event(event, { bubbles: true }));
        };
        set(document.querySelector(`input[aria-label="${searchLabel}"]`) as HTMLInputElement, 'k8s', 'input');
        set(document.querySelector(`select[aria-label="${languageLabel}"]`) as HTMLSelectElement, 'en', 'change');
        set(document.querySelector(`select[aria-label="${kindLabel}"]`) as HTMLSelectElement, 'discuss', 'change');
      },
      [ja.topics.search, ja.fields.language, ja.topics.kindLabel] as const,
    );

    await page.waitForURL(({ searchParams }) => {
      const wanted = { q: 'k8s', language: 'en', kind: 'discuss' };
      return Object.entries(wanted).every(([name, value]) => searchParams.get(name) === value);
    });
    await slip('Kubernetes at home').waitFor();
    await slip('k8s を自宅で動かす').waitFor({ state: 'detached' });
  });

  for (const q of ['#rust', '＃ＲＵＳＴ', '#rust #rust']) {
    it(`finds topics by tags as they are shown: ${q}`, async () => {
      await search().fill(q);

      await slip('k8s を自宅で動かす').waitFor({ state: 'detached' });
      await slip('Kubernetes at home').waitFor();
    });
  }

  it('follows the tag on a card, and leads from a card to its topic everywhere else', async () => {
    const card = slip('k8s を自宅で動かす');
    await card.getByRole('link', { name: '#kubernetes' }).click();

    await page.waitForURL((url) => url.searchParams.get('tag') === 'kubernetes');
    await slip('Kubernetes at home').waitFor({ state: 'detached' });
    await card.getByRole('heading').click();
    await page.waitForURL(/\/topics\/[0-9a-f]+/);
  });

  it('follows the kind on a card', async () => {
    await slip('Kubernetes at home').getByRole('link', { name: ja.topicKinds.discuss }).click();

    await page.waitForURL((url) => url.searchParams.get('kind') === 'discuss');
    const kind = page.getByRole('combobox', { name: ja.topics.kindLabel });
    await until(
      () => kind.inputValue(),
      (value) => value === 'discuss',
    );
  });

  it('finds people by name and handle, and leads to their page', async () => {
    await search().fill('みどり');
    const people = page.getByRole('region', { name: ja.topics.people });
    await people.getByRole('link', { name: '書き手 みどり' }).waitFor();
    await page.getByText(ja.topics.noTopicsFound).waitFor();

    await search().fill('midori');
    await people.getByText('@midori_k').waitFor();
    await people.getByRole('link').click();

    await page.getByRole('heading', { name: '書き手 みどり', level: 1 }).waitFor();
  });

  it('does not lead back to the list if a search ends after the address has changed', async () => {
    await search().focus();
    const path = `/people/${writer.id}`;
    // Typed within the turn in which the address changes. The page follows with its next rendering.
    await page.evaluate((to) => {
      document.execCommand('insertText', false, 'midori');
      history.pushState(null, '', to);
    }, path);
    // Timers of one page fire in their order, so that of the search has fired.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
    expect(new URL(page.url()).pathname).to.equal(path);

    await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
    await page.getByRole('heading', { name: '書き手 みどり', level: 1 }).waitFor();
  });

  it('removes the topics of a person who deletes the account from a list that is open', async () => {
    const leaver = await signUp(app, { displayName: '去る人' });
    const title = 'もうすぐ消える話題';
    await leaver.call('topics.create', { body: { title, body: '', kind: 'ask' } });
    await search().fill('もうすぐ');
    await slip(title).waitFor();

    await leaver.call('accounts.delete', { body: { password: leaver.password } });

    await slip(title).waitFor({ state: 'detached' });
    expect(await page.getByText('去る人').count()).to.equal(0);
  });
});
