/** What the people in a room, and those who watch the list, see of someone's microphone and connection. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hear, listen, newGuest, openMicrophone, type Seated, sitDown } from '../support/guest.ts';
import { watchMedia } from '../support/media.ts';
import { disconnectAll } from '../support/socket-client.ts';

/** Long enough to come back in time, even on a busy machine. */
const GRACE_MS = 2_000;

describe('the state of a person in a room', () => {
  let app: TestApp;
  const media = watchMedia();
  before(async () => {
    app = await startTestApp({ limits: { voiceGraceMs: GRACE_MS, roomChangeMs: 50 } });
  });
  afterEach(disconnectAll);
  after(() => app.close());

  it('shows who has a microphone and who only listens', async () => {
    const [ann, bob] = await seatTwo();
    await ann.guest.line.ask('rooms:watch', {});

    await openMicrophone(bob);

    expect(bob.opened.peers.map(({ hasMicrophone }) => hasMicrophone)).to.deep.equal([false, false]);
    expect(await ann.voice.next('peer:changed')).to.include({ id: bob.opened.peerId, hasMicrophone: true });
    const listed = await ann.guest.line.next('room:changed', ({ peers }) => peers.some((peer) => peer.hasMicrophone));
    expect(listed.peers.map(({ id, hasMicrophone }) => [id, hasMicrophone])).to.deep.equal([
      [ann.opened.peerId, false],
      [bob.opened.peerId, true],
    ]);
    const late = await sitDown(app, await newGuest(app), bob.joined.room.id);
    expect(late.opened.peers.map(({ hasMicrophone }) => hasMicrophone)).to.deep.equal([false, true, false]);
  });

  it('keeps a microphone that is muted, and one that was opened while muted', async () => {
    const [ann, bob] = await seatTwo();
    await bob.voice.ask('microphone:mute', { isMuted: true });
    await ann.voice.next('peer:changed', ({ isMuted }) => isMuted);

    await openMicrophone(bob);

    expect(await ann.voice.next('peer:changed')).to.include({ isMuted: true, hasMicrophone: true });
    await bob.voice.ask('microphone:mute', { isMuted: false });
    expect(await ann.voice.next('peer:changed')).to.include({ isMuted: false, hasMicrophone: true });
  });

  it('shows a person who closes the microphone as a listener, and accepts no more sound from them', async () => {
    const [ann, bob] = await seatTwo();
    await listen(ann);
    const producerId = await openMicrophone(bob);
    const { consumerId } = await hear(ann, bob);
    await ann.voice.next('peer:changed', ({ hasMicrophone }) => hasMicrophone);

    await bob.voice.ask('producer:close', {});

    expect(await ann.voice.next('peer:changed')).to.include({ hasMicrophone: false, isSpeaking: false });
    expect(await ann.voice.next('consumer:closed')).to.deep.equal({ consumerId });
    expect(await media.isSending(producerId)).to.equal(false);
  });

  it('changes nothing when there is no microphone to close, also the second time', async () => {
    const [ann, bob] = await seatTwo();
    await bob.voice.ask('producer:close', {});
    await openMicrophone(bob);
    await bob.voice.ask('producer:close', {});
    await bob.voice.ask('producer:close', {});

    // The marker: changes that were announced before arrive before this one.
    await bob.voice.ask('hand:raise', { isRaised: true });
    await ann.voice.next('peer:changed', ({ hasMicrophone }) => hasMicrophone);
    const [closed, marked] = [await ann.voice.next('peer:changed'), await ann.voice.next('peer:changed')];

    expect([closed.hasMicrophone, closed.hasHandUp]).to.deep.equal([false, false]);
    expect([marked.hasMicrophone, marked.hasHandUp]).to.deep.equal([false, true]);
  });

  it('shows a person whose connection is lost as reconnecting, until they are back', async () => {
    const [ann, bob] = await seatTwo();
    await ann.guest.line.ask('rooms:watch', {});
    await openMicrophone(bob);
    await ann.voice.next('peer:changed');

    bob.voice.socket.io.engine.close();

    expect(await ann.voice.next('peer:changed')).to.include({ id: bob.opened.peerId, isReconnecting: true });
    await ann.guest.line.next('room:changed', ({ peers }) => peers.some(({ isReconnecting }) => isReconnecting));
    const back = await sitDown(app, bob.guest, bob.joined.room.id);
    expect(await ann.voice.next('peer:changed')).to.include({ id: bob.opened.peerId, isReconnecting: false });
    expect(back.opened.peers.map(({ isReconnecting }) => isReconnecting)).to.deep.equal([false, false]);
    expect(ann.voice.all('peer:left')).to.deep.equal([]);
  });

  it('shows nobody as reconnecting who has left, or who lost only the other connection', async () => {
    const [ann, bob] = await seatTwo();
    const cat = await sitDown(app, await newGuest(app), ann.joined.room.id);
    await ann.voice.next('peer:joined');

    cat.guest.line.socket.io.engine.close();
    await bob.guest.line.ask('room:leave', { roomId: bob.joined.room.id });

    expect(await ann.voice.next('peer:left')).to.deep.equal({ peerId: bob.opened.peerId });
    expect(ann.voice.all('peer:changed')).to.deep.equal([]);
  });

  async function seatTwo(): Promise<[Seated, Seated]> {
    const owner = await newGuest(app);
    const { id: roomId } = await owner.call('rooms.create', { body: { title: 'Rust and ramen' } });
    const ann = await sitDown(app, owner, roomId);
    const bob = await sitDown(app, await newGuest(app), roomId);
    await ann.voice.next('peer:joined');
    return [ann, bob];
  }
});
