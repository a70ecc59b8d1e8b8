/** Screens that appear only after an event: a match, people round a table, a lost network, a refused message. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { keepPicture, type Look, openPage, stopLongTimers, violations } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import type { Credential } from '../support/demo-login.ts';
import { passDoor } from '../support/door.ts';
import { closeClients, newPerson, type SdkPerson } from '../support/sdk.ts';
import { en, ja } from '../support/words.ts';

const PHONE: Look = { size: 'phone', language: 'ja', theme: 'light' };
const DESKTOP: Look = { size: 'desktop', language: 'en', theme: 'light' };

describe('the screen after an event', () => {
  let app: DemoApp;

  before(async () => {
    app = await demoApp();
  });

  afterEach(closeClients);

  /** Signs up a person with this name, which appears on the pictures. */
  async function called(displayName: string): Promise<SdkPerson> {
    const person = await newPerson(app);
    await person.sdk.profiles.update({ displayName });
    return person;
  }

  async function signIn(look: Look, { email, password }: Credential): Promise<Page> {
    const words = look.language === 'ja' ? ja : en;
    const { page } = await openPage(look);
    await page.goto(`${app.url}/sign-in`);
    await page.getByLabel(words.account.email).fill(email);
    await page.getByLabel(words.account.password, { exact: true }).fill(password);
    await page.getByRole('button', { name: words.account.signIn, exact: true }).click();
    await page.getByRole('heading', { name: words.topics.title, exact: true }).waitFor();
    return page;
  }

  async function check(page: Page, name: string): Promise<void> {
    await keepPicture(page, 'screens', name);
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
  }

  it('shows a toast about interest, and celebrates a match', async () => {
    const [owner, guest] = await Promise.all([called('夏目 あおい'), called('Noah')]);
    const topic = await owner.sdk.topics.create({ title: 'ラーメン片手に Rust', tags: ['rust'] });
    const page = await signIn(PHONE, owner);
    await stopLongTimers(page);

    await guest.sdk.topics.createInterest({ topicId: topic.id });

    await page.getByText(ja.match.newInterest('Noah', topic.title)).first().waitFor();
    await check(page, 'interest-told');
    await page.getByRole('button', { name: ja.match.see, exact: true }).click();
    await page.getByRole('button', { name: ja.topics.letsTalk }).filter({ visible: true }).first().click();
    await page.getByRole('dialog', { name: ja.match.title }).waitFor();
    await check(page, 'match');
    await page.getByRole('button', { name: ja.match.open }).click();
    await page.getByRole('log').waitFor();
    await page.context().close();
  });

  it('shows people round a table, and marks who is muted and whose hand is raised', async () => {
    const people = await Promise.all(['夏目 あおい', 'Noah', '森田 ゆき'].map(called));
    const room = await (people[0] as SdkPerson).sdk.rooms.create({ title: '湯気の立つ部屋' });
    const pages: Page[] = [];
    // One by one: starting three voices at once would overload a slow machine.
    for (const [index, person] of people.entries()) {
      const page = await signIn(index === 0 ? PHONE : DESKTOP, person);
      const words = index === 0 ? ja : en;
      await page.goto(`${app.url}/rooms/${room.id}`);
      await page.getByRole('button', { name: words.rooms.join, exact: true }).click();
      await passDoor(page, words);
      pages.push(page);
    }
    const [phone, second, third] = pages;
    if (!phone || !second || !third) throw new Error('three pages were opened');

    await second.keyboard.press('m');
    await third.getByRole('button', { name: en.rooms.raiseHand }).click();

    await second.getByRole('button', { name: en.rooms.unmute }).waitFor();
    await phone.getByRole('button', { name: new RegExp(ja.rooms.handUp) }).waitFor();
    await phone.getByRole('button', { name: new RegExp(ja.rooms.sound.muted) }).waitFor();
    await check(phone, 'table-phone');
    await check(third, 'table-desktop');
    await second.getByRole('button', { name: en.rooms.react }).click();
    // A reaction is shown for a moment only.
    const shown = Promise.all([phone, third, second].map((page) => page.locator('.seat-reaction').waitFor()));
    await second.getByRole('button', { name: en.rooms.reactions.applause }).click();
    await shown;
    await check(second, 'reactions');
    await third.getByRole('button', { name: new RegExp(en.rooms.sound.muted) }).click();
    await third.getByRole('slider').waitFor();
    await check(third, 'volume');
    await Promise.all(pages.map((page) => page.context().close()));
  });

  it('keeps messages that are written offline, and says if the server refuses one for good', async () => {
    const [owner, guest] = await Promise.all([called('夏目 あおい'), called('Noah')]);
    const topic = await owner.sdk.topics.create({ title: 'Curry for compilers' });
    await guest.sdk.topics.createInterest({ topicId: topic.id });
    const match = await owner.sdk.matches.create({ topicId: topic.id, personId: guest.me.profile.id });
    const page = await signIn(PHONE, guest);
    await page.goto(`${app.url}/conversations/${match.conversationId}`);
    await page.getByRole('log').waitFor();

    await page.context().setOffline(true);
    await page.getByText(ja.connection.offline).waitFor();
    await page.getByLabel(ja.messages.composer).fill('つながったら届きますように');
    await page.getByRole('button', { name: ja.messages.send, exact: true }).click();
    await page.locator('[data-state="queued"], [data-state="sending"]').waitFor();
    await check(page, 'offline');
    await owner.sdk.matches.end({ matchId: match.id });
    await page.context().setOffline(false);

    await page.locator('.message-failed').getByRole('button', { name: ja.common.retry }).waitFor();
    await check(page, 'refused');
    await page.locator('.message-failed').getByRole('button', { name: ja.common.remove }).click();
    await page.locator('[data-state="failed"]').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
