/**
 * A page on plain http at a name that is not localhost, as a phone sees a server in the same network. Browsers then offer no
 * `crypto.randomUUID`, no locks between tabs, no clipboard and no microphone.
 */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { App } from '../../src/app.ts';
import { startTestApp } from '../support/app.ts';
import { keepPicture, openPage, violations } from '../support/browser.ts';
import { doorOf, passDoor } from '../support/door.ts';
import { closeClients, newPerson, type SdkPerson, whenever } from '../support/sdk.ts';
import { ja } from '../support/words.ts';

describe('on plain http', () => {
  let app: App;
  let owner: SdkPerson;
  let guest: SdkPerson;
  let page: Page;
  let failures: string[];

  before(async () => {
    app = await startTestApp();
    [owner, guest] = await Promise.all([newPerson(app), newPerson(app)]);
    ({ page, failures } = await openPage({ size: 'phone', language: 'ja', theme: 'light' }));
    await page.goto(`http://meshi.test:${new URL(app.url).port}/sign-in`);
    await page.getByLabel(ja.account.email).fill(guest.email);
    await page.getByLabel(ja.account.password, { exact: true }).fill(guest.password);
    await page.getByRole('button', { name: ja.account.signIn, exact: true }).click();
    await page.getByRole('heading', { name: ja.topics.title, exact: true }).waitFor();
    expect(await page.evaluate(() => isSecureContext)).to.equal(false);
  });

  afterEach(() => expect(failures).to.deep.equal([]));

  after(async () => {
    await page?.context().close();
    await closeClients();
    await app?.close();
  });

  it('sends a message, and keeps none in the field', async () => {
    const topic = await owner.sdk.topics.create({ title: 'Curry for compilers' });
    await guest.sdk.topics.createInterest({ topicId: topic.id });
    const match = await owner.sdk.matches.create({ topicId: topic.id, personId: guest.me.profile.id });
    await page.goto(`http://meshi.test:${new URL(app.url).port}/conversations/${match.conversationId}`);
    const field = page.getByRole('textbox', { name: ja.messages.composer });

    await field.fill('はじめまして');
    await page.getByRole('button', { name: ja.messages.send, exact: true }).click();

    const conversation = await owner.sdk.conversations.open(match.conversationId);
    await whenever(conversation, ({ messages }) => messages.some(({ text }) => text === 'はじめまして'));
    expect(await field.inputValue()).to.equal('');
  });

  it('enters a room as a listener, and says why there is no microphone', async () => {
    const room = await owner.sdk.rooms.create({ title: 'Ramen' });
    await page.goto(`http://meshi.test:${new URL(app.url).port}/rooms/${room.id}`);

    await page.getByRole('button', { name: ja.rooms.join, exact: true }).click();

    await doorOf(page, ja).getByRole('radio', { name: ja.rooms.door.ways.talk.label }).check();
    await doorOf(page, ja).getByText(ja.rooms.micProblems.unsupported.title).waitFor();
    await passDoor(page, ja);
    await page.getByText(ja.rooms.micProblems.unsupported.title).waitFor();
    await keepPicture(page, 'screens', 'plain-http-room');
    expect(await violations(page)).to.deep.equal([]);
  });
});
