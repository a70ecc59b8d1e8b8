/** Somebody who has never heard of Meshi, with few presses: to a first message in a match, and from a shared link into a room. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { filledButtons, keepPicture, type Look, openPage, violations } from '../support/browser.ts';
import { doorOf } from '../support/door.ts';
import { closeClients, newPerson, type SdkPerson } from '../support/sdk.ts';
import { en, ja } from '../support/words.ts';

const LOOKS: { look: Look; words: typeof ja }[] = [
  { look: { size: 'phone', language: 'ja', theme: 'light' }, words: ja },
  { look: { size: 'desktop', language: 'en', theme: 'dark' }, words: en },
];
const MAX_PRESSES = { toMessage: 12, toRoom: 5 };
const TITLE = 'Rust over ramen';

/** A page that counts what a person presses. Typing into a field is no press. */
class Newcomer {
  readonly page: Page;
  readonly words: typeof ja;
  presses = 0;

  constructor(page: Page, words: typeof ja) {
    this.page = page;
    this.words = words;
  }

  async press(target: Locator): Promise<void> {
    this.presses += 1;
    await target.filter({ visible: true }).first().click();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, exact: true }).filter({ visible: true }).first();
  }

  async signUp(): Promise<void> {
    const { account } = this.words;
    await this.page.getByLabel(account.displayName).fill(this.words === ja ? '新田 恵' : 'Nico Newman');
    await this.page.getByLabel(account.email).fill(`newcomer-${Date.now()}@example.com`);
    await this.page.getByLabel(account.password, { exact: true }).fill('a quiet evening with wine');
    await this.press(this.button(account.signUpAction));
  }
}

describe('a newcomer', () => {
  let app: TestApp;
  let host: SdkPerson;

  before(async () => {
    app = await startTestApp();
  });

  beforeEach(async () => {
    host = await newPerson(app);
    await host.sdk.profiles.update({ displayName: 'Hana', showsTopicsToVisitors: true });
  });

  afterEach(closeClients);
  after(() => app?.close());

  for (const { look, words } of LOOKS) {
    const name = `${look.size}-${look.language}`;

    it(`gets from the front page to a message in a match (${name})`, async () => {
      const topic = await host.sdk.topics.create({ title: TITLE, tags: ['rust', 'ramen'], isPublic: true });
      host.sdk.on('interest:created', ({ topicId, person }) => {
        void host.sdk.matches.create({ topicId, personId: person.id });
      });
      const { page, failures } = await openPage(look);
      const newcomer = new Newcomer(page, words);
      const shown = async (step: string) => {
        await keepPicture(page, 'newcomer', `${step}-${name}`);
        expect(await violations(page), `what axe finds at ${step}`).to.deep.equal([]);
        expect((await filledButtons(page)).slice(1), `filled buttons after the first at ${step}`).to.deep.equal([]);
      };
      await page.goto(app.url);
      await newcomer.press(newcomer.link(words.front.start));
      await newcomer.signUp();

      await newcomer.heading(words.welcome.tagsTitle).waitFor();
      await newcomer.press(newcomer.button('#ramen'));
      await newcomer.press(newcomer.button('#rust'));
      await page.getByText(words.welcome.foundTitle('rust')).waitFor();
      await page.getByText(`Hana · ${TITLE}`).first().waitFor();
      await shown('tags');
      await newcomer.press(newcomer.button(words.welcome.next));
      await newcomer.heading(words.welcome.cardTitle).waitFor();
      await page.getByLabel(words.firstTopic.subject).fill('Rust');
      await page.getByText(words.firstTopic.titles.teach('Rust')).waitFor();
      await shown('card');
      // What was typed would be asked about.
      await page.getByLabel(words.firstTopic.subject).fill('');
      await newcomer.press(newcomer.button(words.welcome.later));

      await newcomer.heading(words.topics.title).waitFor();
      await newcomer.press(
        page
          .getByRole('article')
          .filter({ hasText: TITLE })
          .getByRole('button', { name: words.topics.interested, exact: true }),
      );
      await newcomer.press(newcomer.button(words.match.open));
      await page.getByRole('textbox').waitFor();
      await page.getByRole('textbox').fill('hello');
      const [match] = (await host.sdk.matches.list()).items;
      const conversation = await host.sdk.conversations.open(match?.conversationId ?? '');
      const arrived = new Promise((resolve) => conversation.on('message:added', resolve));
      await newcomer.press(newcomer.button(words.messages.send));

      await arrived;
      expect(newcomer.presses).to.be.at.most(MAX_PRESSES.toMessage);
      expect(failures).to.deep.equal([]);
      await host.sdk.topics.delete({ topicId: topic.id });
      await page.context().close();
    });

    it(`gets from a shared link into a room (${name})`, async () => {
      const { id } = await host.sdk.rooms.create({ title: 'Ramen break' });
      const { page } = await openPage(look);
      const newcomer = new Newcomer(page, words);
      await page.goto(`${app.url}/rooms/${id}`);
      await newcomer.press(newcomer.link(words.front.act.room));
      await newcomer.signUp();
      await newcomer.press(newcomer.button(words.rooms.join));
      const door = doorOf(page, words);
      await door.getByRole('radio', { name: words.rooms.door.ways.listen.label }).check();
      newcomer.presses += 1;
      await newcomer.press(door.getByRole('button', { name: words.rooms.join, exact: true }));

      await page.getByRole('toolbar', { name: words.rooms.controls }).waitFor();
      expect(newcomer.presses).to.be.at.most(MAX_PRESSES.toRoom);
      await page.context().close();
    });
  }

  for (const { look, words } of LOOKS) {
    const name = `${look.size}-${look.language}`;

    it(`gets from the form of a sign-up to a posted first topic (${name})`, async () => {
      const { page, failures } = await openPage(look);
      const newcomer = new Newcomer(page, words);
      const shown = async (step: string) => {
        await keepPicture(page, 'newcomer', `${step}-${name}`);
        expect(await violations(page), `what axe finds at ${step}`).to.deep.equal([]);
        expect((await filledButtons(page)).slice(1), `filled buttons after the first at ${step}`).to.deep.equal([]);
      };
      await page.goto(`${app.url}/sign-up`);
      await newcomer.heading(words.account.signUpTitle).waitFor();
      await shown('form');
      await newcomer.signUp();
      await newcomer.heading(words.welcome.tagsTitle).waitFor();
      await newcomer.press(newcomer.button(words.welcome.later));
      await newcomer.heading(words.welcome.cardTitle).waitFor();
      await page.getByRole('radio', { name: words.topicKinds.discuss }).check();
      await newcomer.press(newcomer.button(words.firstTopic.post));
      await page.getByText(words.errors.required).waitFor();
      await shown('card-problem');
      await page.getByLabel(words.firstTopic.subject).fill('SQLite');

      await newcomer.press(newcomer.button(words.firstTopic.post));

      await newcomer.heading(words.firstTopic.titles.discuss('SQLite')).waitFor();
      await shown('posted');
      const { items } = await host.sdk.topics.list({ q: 'SQLite' });
      expect(items.map(({ title }) => title)).to.include(words.firstTopic.titles.discuss('SQLite'));
      expect(failures).to.deep.equal([]);
      await page.context().close();
    });
  }

  it('who is alone can invite somebody, pick tags or open a room', async () => {
    const lonely = await startTestApp();
    const { page } = await openPage({ size: 'phone', language: 'ja', theme: 'light' });
    const newcomer = new Newcomer(page, ja);
    await page.goto(`${lonely.url}/sign-up`);
    await newcomer.signUp();
    await newcomer.press(newcomer.button(ja.welcome.later));
    await newcomer.press(newcomer.button(ja.welcome.later));
    await newcomer.button(ja.welcome.invite).waitFor();
    await newcomer.button(ja.welcome.openRoom).waitFor();
    await keepPicture(page, 'newcomer', 'alone-phone-ja');
    expect(await violations(page)).to.deep.equal([]);
    expect((await filledButtons(page)).slice(1)).to.deep.equal([]);

    await newcomer.press(newcomer.button(ja.welcome.openRoom));

    await doorOf(page, ja).waitFor();
    await page.keyboard.press('Escape');
    await newcomer.heading(ja.welcome.roomTitle('新田 恵')).waitFor();
    await page.goto(`${lonely.url}/topics`);
    await newcomer.press(newcomer.link(ja.welcome.pickTags));
    await newcomer.heading(ja.welcome.tagsTitle).waitFor();
    await page.context().close();
    await lonely.close();
  });
});
