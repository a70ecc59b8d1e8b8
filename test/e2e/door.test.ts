/** Entering a room in the browser: what is asked, what is remembered, and how others see it. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Look, openPage, violations } from '../support/browser.ts';
import { doorOf, passDoor } from '../support/door.ts';
import { connectGuest, type Guest, newGuest, type Seated, sitDown } from '../support/guest.ts';
import { type Person, signUp } from '../support/people.ts';
import { showTopics } from '../support/signed-in-page.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { en } from '../support/words.ts';

const LOOK: Look = { size: 'desktop', language: 'en', theme: 'light' };
const { rooms: words } = en;

declare global {
  interface Window {
    /** How often the page has asked for the microphone. */
    askedCount: number;
  }
}

describe('the door of a room', () => {
  let app: TestApp;
  let owner: Guest;
  let reader: Person;
  let page: Page;

  before(async () => {
    app = await startTestApp({ limits: { voiceGraceMs: 60_000, roomChangeMs: 50 } });
  });

  beforeEach(async () => {
    [owner, reader] = [await newGuest(app), await signUp(app)];
    ({ page } = await openPage(LOOK));
    await page.addInitScript(() => {
      const { mediaDevices } = navigator;
      const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
      window.askedCount = 0;
      mediaDevices.getUserMedia = (constraints) => {
        window.askedCount += 1;
        const refusal = sessionStorage.getItem('refusal');
        return refusal ? Promise.reject(new DOMException('', refusal)) : getUserMedia(constraints);
      };
    });
    await showTopics(page, app, reader, 'en');
  });

  afterEach(async () => {
    await page.context().close();
    disconnectAll();
  });

  after(() => app?.close());

  for (const [way, expected] of [
    ['listen', { isMuted: false, hasMicrophone: false }],
    ['muted', { isMuted: true, hasMicrophone: false }],
    ['talk', { isMuted: false, hasMicrophone: true }],
  ] as const) {
    it(`asks once how to enter, and lets a person enter by "${words.door.ways[way].label}" with one press afterwards`, async () => {
      const seated = await roomOf(owner);
      await press(words.join);
      await doorOf(page, en).waitFor();
      expect(await askedCount()).to.equal(0);
      await passDoor(page, en, way);
      await seeReader(
        seated,
        (peer) => peer.isMuted === expected.isMuted && peer.hasMicrophone === expected.hasMicrophone,
      );
      const asked = await askedCount();

      await press(words.leave);
      await page.locator('.room-controls-way').getByText(words.door.ways[way].label).waitFor();
      await press(words.join);

      await page.getByRole('toolbar', { name: words.controls }).waitFor();
      await seeReader(
        seated,
        (peer) => peer.isMuted === expected.isMuted && peer.hasMicrophone === expected.hasMicrophone,
      );
      expect(asked > 0, 'the microphone is asked for only to talk').to.equal(way === 'talk');
    });
  }

  it('shows the level of the microphone before the sound, and changes the remembered way', async () => {
    await roomOf(owner);
    await press(words.join);
    const door = doorOf(page, en);
    await door.getByRole('radio', { name: words.door.ways.talk.label }).check();

    await door.getByText(words.door.works).waitFor();
    const microphones = door.getByLabel(words.door.microphone, { exact: true }).locator('option');
    await microphones.nth(1).waitFor({ state: 'attached' });
    expect(await violations(page)).to.deep.equal([]);
    await passDoor(page, en, 'listen');
    await press(words.leave);
    await press(words.door.change);
    expect(await door.getByRole('radio', { name: words.door.ways.listen.label }).isChecked()).to.equal(true);
    await passDoor(page, en, 'muted');

    await page.getByRole('button', { name: words.unmute }).waitFor();
  });

  for (const [name, problem] of [
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'not_found'],
    ['NotReadableError', 'in_use'],
  ] as const) {
    it(`says why there is no microphone (${problem}), and lets the person in as a listener who can try again`, async () => {
      const seated = await roomOf(owner);
      await page.evaluate((refusal) => sessionStorage.setItem('refusal', refusal), name);
      await press(words.join);
      await doorOf(page, en).getByRole('radio', { name: words.door.ways.talk.label }).check();
      await doorOf(page, en).getByText(words.micProblems[problem].title).waitFor();

      await passDoor(page, en, 'talk');

      await page.getByText(words.micProblems[problem].title).waitFor();
      await seeReader(seated, ({ isMuted, hasMicrophone }) => !isMuted && !hasMicrophone);
      await page.evaluate(() => sessionStorage.removeItem('refusal'));
      await page.getByRole('toolbar', { name: words.controls }).getByRole('button', { name: words.micRetry }).click();
      await seeReader(seated, ({ hasMicrophone }) => hasMicrophone);
      await page.getByText(words.micProblems[problem].title).waitFor({ state: 'detached' });
    });
  }

  it('shows others as listeners, muted or reconnecting, also to screen readers', async () => {
    const seated = await roomOf(owner);
    await press(words.join);
    await passDoor(page, en, 'listen');
    const { displayName } = seated.joined.room.owner;
    const seat = (state: string) => page.getByRole('button', { name: new RegExp(`${displayName}.*${state}`) });

    await seat(words.sound.listening).waitFor();
    await seated.voice.ask('microphone:mute', { isMuted: true });
    await seat(words.sound.muted).waitFor();
    await seated.voice.ask('speaker:deafen', { isDeaf: true });
    await seat(words.sound.deaf).waitFor();
    seated.voice.socket.io.engine.close();

    await seat(words.sound.reconnecting).waitFor();
    await seat(words.sound.reconnecting).click();
    await page.getByRole('dialog').getByText(words.sound.reconnecting).waitFor();
  });

  for (const [way, button] of [
    ['listen', words.speak],
    ['muted', words.unmute],
    ['talk', words.mute],
  ] as const) {
    it(`offers one press back after a reload to a person who entered by "${words.door.ways[way].label}"`, async () => {
      const seated = await roomOf(owner);
      await press(words.join);
      await passDoor(page, en, way);
      await page.getByRole('button', { name: button, exact: true }).waitFor();
      await seeReader(seated, ({ isReconnecting }) => !isReconnecting);

      await page.goto(`${app.url}/topics`);
      await seeReader(seated, ({ isReconnecting }) => isReconnecting);
      await page.getByText(words.back.text('Ramen and Rust')).waitFor();
      await press(words.back.action);

      await page.getByRole('toolbar', { name: words.controls }).waitFor();
      await page.getByRole('button', { name: button, exact: true }).waitFor();
      await seeReader(seated, ({ isReconnecting }) => !isReconnecting);
      await press(words.leave);
      await page.reload();
      await page.getByRole('button', { name: words.join, exact: true }).waitFor();
      expect(await page.getByText(words.back.text('Ramen and Rust')).count()).to.equal(0);
    });
  }

  it('asks before it discards what is typed on the screen from which a person goes back', async () => {
    const seated = await roomOf(owner);
    await press(words.join);
    await passDoor(page, en, 'listen');
    await page.goto(`${app.url}/me/profile`);
    await page.getByLabel(en.me.bio).fill('Not finished');

    await press(words.back.action);
    await press(en.common.keepWriting);
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).to.equal('/me/profile');
    await seeReader(seated, ({ isReconnecting }) => isReconnecting);
    await press(words.back.action);
    await press(en.common.discard);

    await page.getByRole('toolbar', { name: words.controls }).waitFor();
    await seeReader(seated, ({ isReconnecting }) => !isReconnecting);
  });

  it('asks before it leaves another room, also after another way was chosen, and then enters', async () => {
    const first = await roomOf(owner);
    await press(words.join);
    await passDoor(page, en, 'muted');
    const other = await roomOf(await newGuest(app), 'Another table');
    const leaving = page.getByRole('alertdialog').getByText(words.switchHint('Ramen and Rust'));
    await press(words.join);
    await leaving.waitFor();
    await press(en.common.cancel);
    await leaving.waitFor({ state: 'detached' });

    await press(words.door.change);
    const door = doorOf(page, en);
    await door.getByRole('radio', { name: words.door.ways.listen.label }).check();
    await door.getByRole('button', { name: words.join, exact: true }).click();
    await leaving.waitFor();
    await press(words.switchJoin);

    await seeReader(other, ({ isMuted, hasMicrophone }) => !isMuted && !hasMicrophone);
    await first.voice.next('peer:left', ({ peerId }) => peerId === reader.id);
  });

  it('is the same when a person creates a room', async () => {
    await page.goto(`${app.url}/rooms`);
    await press(words.create);
    await page.getByLabel(words.titleField).fill('Late tea');
    await press(words.open);

    await passDoor(page, en, 'listen');

    await page.getByRole('heading', { name: 'Late tea' }).waitFor();
    await page.getByText(words.alone.title).waitFor();
  });

  it('is the same for the room of a community and of a meal, and asks nothing the second time', async () => {
    const community = await reader.call('communities.create', {
      body: { name: 'Soup and types', description: 'Slow food, fast builds.', joining: 'open' },
    });
    await page.goto(`${app.url}/communities/${community.id}/room`);
    await press(words.enterCommunityRoom);
    await passDoor(page, en, 'listen');
    await page.getByRole('heading', { name: community.name }).first().waitFor();
    await press(words.leave);
    const table = await roomOf(owner);
    const [startsAt = '', endsAt = ''] = [1, 3].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
    const meal = await reader.call('meals.create', { body: { title: 'Curry', startsAt, endsAt, mode: 'online' } });
    const { room } = table.joined;
    await app.connection.collection('meals').updateOne({ title: meal.title }, { $set: { roomId: room.id } });

    await page.goto(`${app.url}/meals/${meal.id}`);
    await press(en.meals.room);

    await page.getByRole('toolbar', { name: words.controls }).waitFor();
    await seeReader(table, ({ isMuted, hasMicrophone }) => !isMuted && !hasMicrophone);
    expect(await askedCount()).to.equal(0);
  });

  async function press(name: string): Promise<void> {
    await page.getByRole('button', { name, exact: true }).filter({ visible: true }).first().click();
  }

  function askedCount(): Promise<number> {
    return page.evaluate(() => window.askedCount);
  }

  /** A room in which its owner sits without a microphone. The page shows it. */
  async function roomOf(guest: Guest, title = 'Ramen and Rust'): Promise<Seated> {
    const { id } = await guest.call('rooms.create', { body: { title } });
    const seated = await sitDown(app, guest, id);
    // Without a reload, so that the person stays in the room that they are in.
    await page.evaluate((path) => {
      history.pushState(null, '', path);
      dispatchEvent(new PopStateEvent('popstate'));
    }, `/rooms/${id}`);
    await page.getByRole('heading', { name: title }).waitFor();
    return seated;
  }

  type Peer = Seated['opened']['peers'][number];

  /** Resolves when the others see the reader like this. */
  async function seeReader({ joined: { room } }: Seated, fits: (peer: Peer) => boolean): Promise<void> {
    const line = (await connectGuest(app, owner)).line;
    const isSeen = ({ id, peers }: { id: string; peers: Peer[] }) =>
      id === room.id && peers.some((peer) => peer.id === reader.id && fits(peer));
    const { rooms } = await line.ask('rooms:watch', {});
    if (!rooms.some(isSeen)) await line.next('room:changed', isSeen);
  }
});
