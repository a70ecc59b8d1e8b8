/** Rooms over two server processes that share a database and Redis: one carries the voice, both show the same. */
import { expect } from 'chai';
import type { TestApp } from '../support/app.ts';
import { connectGuest, type Guest, newGuest, type Seated, sitDown } from '../support/guest.ts';
import { caller, refusalOf } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';
import { disconnectAll } from '../support/socket-client.ts';

// Promises B6 and B10 of docs/promises.md.
describe('rooms over two processes', () => {
  let processes: TestProcesses;
  let apps: [TestApp, TestApp];

  before(async () => {
    processes = await TestProcesses.start({ roomChangeMs: 20 });
  });
  beforeEach(async () => {
    apps = await processes.startTwo();
  });
  afterEach(async () => {
    disconnectAll();
    await processes.closeApps();
  });
  after(() => processes?.close());

  it('send people to the node that carries the room, and show on both who is inside', async () => {
    const [ann, bob] = await Promise.all([newGuest(apps[0]), newGuest(apps[1])]);
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'Far and near' } });

    const annSeated = await sitDown(apps[0], ann, roomId);
    await bob.line.ask('rooms:watch', {});
    const bobSeated = await sitDown(apps[1], bob, roomId);

    expect(apps.map(({ url }) => url)).to.include(annSeated.joined.voice.url);
    expect(bobSeated.joined.voice.url).to.equal(annSeated.joined.voice.url);
    expect(await annSeated.voice.next('peer:joined')).to.include({ id: bobSeated.opened.peerId });
    for (const [app, guest] of [
      [apps[0], ann],
      [apps[1], bob],
    ] as const) {
      const watching = await connectGuest(app, guest);
      await inside(watching, roomId, 2);
    }
  });

  it('send messages to everyone inside on both processes, and end voice on either process when people leave', async () => {
    const [ann, bob] = await Promise.all([newGuest(apps[0]), newGuest(apps[1])]);
    const { id: roomId, conversationId } = await ann.call('rooms.create', { body: { title: 'Far and near' } });
    const seated = await Promise.all([sitDown(apps[0], ann, roomId), sitDown(apps[1], bob, roomId)]);

    await ann.line.ask('message:send', { conversationId, clientMessageId: 'one-to-both', text: 'hello' });
    await bob.line.next('message:created');
    for (const { guest, voice } of seated) {
      await guest.line.ask('room:leave', { roomId });
      expect(await voice.next('voice:closed')).to.deep.equal({ reason: 'left' });
    }
  });

  it('mute and remove people at once whose voice the other process carries', async () => {
    const [ann, bob] = await Promise.all([newGuest(apps[0]), newGuest(apps[1])]);
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'Far and near' } });
    const carried = (await sitDown(apps[0], ann, roomId)).joined.voice.url;
    const seat = await sitDown(apps[1], bob, roomId);
    const call = caller(apps.find(({ url }) => url !== carried) as TestApp, ann.accessToken);
    const params = { roomId, personId: bob.id };

    await call('rooms.setVoice', { params, body: { maySpeak: false } });
    await seat.voice.next('peer:changed', ({ id, isMuted, maySpeak }) => id === bob.id && isMuted && !maySpeak);
    await call('rooms.removePerson', { params, body: { minutes: null } });

    expect(await seat.voice.next('voice:closed')).to.deep.equal({ reason: 'removed' });
    for (const app of apps) {
      const again = await connectGuest(app, bob);
      expect(await refusalOf(again.line.ask('room:join', { roomId }))).to.equal('forbidden/removed_from_room');
    }
  });

  it('move to the other process when their process ends', async () => {
    const guests = await Promise.all([newGuest(apps[0]), newGuest(apps[1])]);
    const { id: roomId } = await guests[0].call('rooms.create', { body: { title: 'On the move' } });
    const seated = await Promise.all(guests.map((guest, at) => sitDown(appAt(at), guest, roomId)));
    const carrier = apps.findIndex(({ url }) => url === seated[0]?.joined.voice.url);
    const [other, stays] = [appAt(1 - carrier), seated[1 - carrier] as Seated];

    await appAt(carrier).close();

    expect(await stays.voice.next('voice:closed')).to.deep.equal({ reason: 'media_restarted' });
    const back = await sitDown(other, stays.guest, roomId);
    expect(back.joined.voice.url).to.equal(other.url);
    expect(back.opened.peers).to.have.length(1);
    await inside(stays.guest, roomId, 1);
  });

  it('move to the other process before their process stops, which is not ready but still serves', async () => {
    const guests = await Promise.all([newGuest(apps[0]), newGuest(apps[1])]);
    const { id: roomId } = await guests[0].call('rooms.create', { body: { title: 'On the move' } });
    const seated = await Promise.all(guests.map((guest, at) => sitDown(appAt(at), guest, roomId)));
    const carrier = apps.findIndex(({ url }) => url === seated[0]?.joined.voice.url);
    const [stopping, other] = [appAt(carrier), appAt(1 - carrier)];

    const hurry = new AbortController();
    const draining = stopping.drain(hurry.signal);
    const reasons = await Promise.all(seated.map(({ voice }) => voice.next('voice:closed')));
    const back = await Promise.all(guests.map((guest, at) => sitDown(appAt(at), guest, roomId)));
    const ready = await Promise.all(apps.map(async ({ url }) => (await fetch(`${url}/readyz`)).status));
    hurry.abort();
    await draining;

    expect(reasons).to.deep.equal([{ reason: 'moved' }, { reason: 'moved' }]);
    expect(back.map(({ joined }) => joined.voice.url)).to.deep.equal([other.url, other.url]);
    expect([ready[carrier], ready[1 - carrier]]).to.deep.equal([503, 200]);
  });

  it('end on a process that others took for gone, so that nobody stays behind', async () => {
    const [ann, bob] = await Promise.all([newGuest(apps[0]), newGuest(apps[1])]);
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'Split' } });
    const seated = await sitDown(apps[0], ann, roomId);
    const nodes = apps[0].connection.collection('nodes');

    // Until its next heartbeat, as if that were late.
    let again = seated;
    while (again.joined.voice.url === seated.joined.voice.url) {
      await nodes.updateOne({ url: seated.joined.voice.url }, { $set: { isServing: false } });
      again = await sitDown(apps[1], bob, roomId);
    }

    expect(await seated.voice.next('voice:closed')).to.deep.equal({ reason: 'moved' });
  });

  it('are known to a process that starts later', async () => {
    const ann = await newGuest(apps[0]);
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'Already open' } });
    await sitDown(apps[0], ann, roomId);

    const cat = await newGuest(await processes.startOne());

    await inside(cat, roomId, 1);
  });

  function appAt(at: number): TestApp {
    return at === 0 ? apps[0] : apps[1];
  }
});

/** Waits until this guest, who watches the list, sees this many people inside. */
async function inside(guest: Guest, roomId: string, howMany: number): Promise<void> {
  const { rooms } = await guest.line.ask('rooms:watch', {});
  if (rooms.some(({ id, peers }) => id === roomId && peers.length === howMany)) return;
  await guest.line.next('room:changed', ({ id, peers }) => id === roomId && peers.length === howMany);
}
