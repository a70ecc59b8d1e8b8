/** Screens that appear only after an event: a match, people round a table, a lost network, a refused message. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { keepPicture, type Look, openPage, stopLongTimers, violations } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import type { Credential } from '../support/demo-login.ts';
import { passDoor } from '../support/door.ts';
import { newGuest, sitDown } from '../support/guest.ts';
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

  /** Opens the room in a browser and enters it with the microphone. */
  async function enter(look: Look, person: Credential, roomId: string): Promise<Page> {
    const words = look.language === 'ja' ? ja : en;
    const page = await signIn(look, person);
    await page.goto(`${app.url}/rooms/${roomId}`);
    await page.getByRole('button', { name: words.rooms.join, exact: true }).click();
    await passDoor(page, words);
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
    const [aoi, noah] = await Promise.all(['夏目 あおい', 'Noah'].map(called));
    if (!aoi || !noah) throw new Error('two people have signed up');
    const room = await aoi.sdk.rooms.create({ title: '湯気の立つ部屋' });
    const phone = await enter(PHONE, aoi, room.id);
    const desktop = await enter(DESKTOP, noah, room.id);
    // The third one needs no browser, which would make a slow machine slower.
    const yuki = await newGuest(app);
    await yuki.call('profiles.update', { body: { displayName: '森田 ゆき' } });
    const { voice } = await sitDown(app, yuki, room.id);

    await desktop.keyboard.press('m');
    await voice.ask('hand:raise', { isRaised: true });

    await desktop.getByRole('button', { name: en.rooms.unmute }).waitFor();
    for (const [page, { rooms }] of [
      [phone, ja],
      [desktop, en],
    ] as const) {
      await page.getByRole('button', { name: new RegExp(rooms.handUp) }).waitFor();
      await page.getByRole('button', { name: new RegExp(rooms.sound.muted) }).waitFor();
    }
    await check(phone, 'table-phone');
    await check(desktop, 'table-desktop');
    await desktop.getByRole('button', { name: en.rooms.react }).click();
    // A reaction is shown for a moment only.
    const shown = Promise.all([phone, desktop].map((page) => page.locator('.seat-reaction').waitFor()));
    await desktop.getByRole('button', { name: en.rooms.reactions.applause }).click();
    await shown;
    await check(desktop, 'reactions');
    await phone.getByRole('button', { name: new RegExp(ja.rooms.sound.muted) }).click();
    await phone.getByRole('slider').waitFor();
    await check(phone, 'volume');
    voice.close();
    yuki.line.close();
    await Promise.all([phone, desktop].map((page) => page.context().close()));
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
