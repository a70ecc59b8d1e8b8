/**
 * The journey of two people through the web app, each in a browser of their own: sign up, a topic, 「気になる」, a match, a
 * conversation, a room, and each other's voice. One reads Japanese on a phone, the other English on a desktop.
 */
import type { App } from '../../src/app.ts';
import { startTestApp } from '../support/app.ts';
import { hearsSilence, hearsSound } from '../support/sound.ts';
import { Visitor } from '../support/visitor.ts';

describe('the journey from a topic to a voice room', () => {
  let app: App;
  let aki: Visitor;
  let ben: Visitor;

  before(async () => {
    app = await startTestApp();
    const pictures = 'journey';
    [aki, ben] = await Promise.all([
      Visitor.arrive(app.url, { name: 'Aki', language: 'ja', size: 'phone', voice: 'a.wav', pictures }),
      Visitor.arrive(app.url, { name: 'Ben', language: 'en', size: 'desktop', voice: 'b.wav', pictures }),
    ]);
  });

  after(async () => {
    await Promise.all([aki?.leave(), ben?.leave()]);
    await app?.close();
  });

  it('signs up', async () => {
    await Promise.all([aki.picture('welcome'), ben.picture('welcome')]);

    await Promise.all([aki.signUp('aki'), ben.signUp('ben')]);

    await Promise.all([aki.picture('home'), ben.picture('home')]);
  });

  it('posts a topic', async () => {
    await aki.press(aki.words.topics.create);
    await aki.fill(aki.words.topics.titleField, '型レベルプログラミングで遊びたい');
    await aki.picture('new-topic');
    await aki.press(aki.words.topics.publish);

    await aki.sees('型レベルプログラミングで遊びたい');
    await aki.picture('topic-posted');
  });

  it('reads why a topic is shown, shows fewer topics like it, and undoes that', async () => {
    const { common, topicKinds, topics } = ben.words;
    await ben.page.reload();
    await ben.sees('型レベルプログラミングで遊びたい');
    await ben.page.getByRole('button', { name: topics.why.open }).first().click();
    const dialog = ben.page.getByRole('dialog');
    await dialog.getByText(topics.why.sentences.new).waitFor();
    await dialog.getByText(topics.why.details).click();
    await dialog.getByText(topics.why.reasons.rarely_shown).waitFor();
    await ben.picture('why-this');
    await ben.page.keyboard.press('Escape');

    await ben.page.getByRole('button', { name: topics.notInterested.menu('型レベルプログラミングで遊びたい') }).click();
    await ben.page.getByRole('menuitem', { name: topics.notInterested.kind(topicKinds.discuss) }).click();
    await ben.sees(topics.notInterested.done);
    await ben.press(common.undo);
    await ben.page.getByText(topics.notInterested.done).waitFor({ state: 'hidden' });
  });

  it('presses 「気になる」, and the owner, who looks at the topic, sees who it is', async () => {
    await ben.page.reload();
    await ben.sees('型レベルプログラミングで遊びたい');
    await ben.page.getByRole('button', { name: ben.words.topics.interested, exact: true }).first().click();

    await ben.sees(ben.words.topics.interestSent);
    await aki.page.getByRole('link', { name: 'Ben' }).filter({ visible: true }).waitFor();
    await Promise.all([aki.picture('someone-is-interested'), ben.picture('interested')]);
  });

  it('matches when the owner wants to talk too', async () => {
    await aki.page.getByRole('button', { name: aki.words.topics.letsTalk }).first().click();

    await Promise.all([aki.sees(aki.words.match.text('Ben')), ben.sees(ben.words.match.text('Aki'))]);
    await Promise.all([aki.picture('matched'), ben.picture('matched')]);
    await ben.press(ben.words.match.later);
  });

  it('chats in real time', async () => {
    await aki.press(aki.words.match.open);
    await aki.fill(aki.words.messages.composer, 'はじめまして。何から話しましょうか');
    await aki.press(aki.words.messages.send);
    await ben.visit('conversations');
    await ben.sees('はじめまして。何から話しましょうか');
    await ben.page.getByRole('link', { name: /Aki/ }).first().click();
    await ben.fill(ben.words.messages.composer, 'Shall we just open a room?');
    await ben.press(ben.words.messages.send);

    await aki.sees('Shall we just open a room?');
    await aki.sees(aki.words.messages.read);
    await Promise.all([aki.picture('conversation'), ben.picture('conversation')]);
  });

  it('creates a room and enters it', async () => {
    await ben.visit('rooms');
    await ben.press(ben.words.rooms.create);
    await ben.fill(ben.words.rooms.titleField, 'Types over tea');
    await ben.picture('new-room');
    await ben.press(ben.words.rooms.open);
    await ben.picture('door');
    await ben.passDoor();
    await ben.page.getByRole('button', { name: ben.words.rooms.leave, exact: true }).waitFor();
    await aki.visit('rooms');
    await aki.sees('Types over tea');
    await aki.picture('rooms');
    await aki.page
      .getByRole('link', { name: /Types over tea/ })
      .first()
      .click();
    await aki.press(aki.words.rooms.join);
    await aki.picture('door');
    await aki.passDoor();

    await aki.page.getByRole('button', { name: aki.words.rooms.leave, exact: true }).waitFor();
    await ben.sees('Aki');
  });

  it('hears each other', async () => {
    await Promise.all([hearsSound(aki.page), hearsSound(ben.page)]);

    await Promise.all([aki.picture('in-the-room'), ben.picture('in-the-room')]);
  });

  it('is not heard while muted, and is heard again afterwards', async () => {
    await ben.press(ben.words.rooms.mute);
    await hearsSilence(aki.page);
    await hearsSound(ben.page);
    await Promise.all([aki.picture('ben-is-muted'), ben.picture('muted')]);

    await ben.press(ben.words.rooms.unmute);

    await hearsSound(aki.page);
    await aki.picture('ben-is-back');
  });

  it('hears nobody while deafened', async () => {
    await ben.press(ben.words.rooms.deafen);
    await hearsSilence(ben.page);
    await ben.picture('deaf');

    await ben.press(ben.words.rooms.undeafen);

    await hearsSound(ben.page);
  });

  it('leaves the room', async () => {
    await ben.press(ben.words.rooms.leave);

    await ben.page.getByRole('button', { name: ben.words.rooms.create }).first().waitFor();
    await aki.page.getByRole('list', { name: aki.words.rooms.table }).getByText('Ben').waitFor({ state: 'detached' });
    await Promise.all([aki.picture('alone'), ben.picture('left')]);
  });
});
