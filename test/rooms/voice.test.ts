/** The voice of a room between people with seats: everything except the sound itself. */
import { expect } from 'chai';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  connectGuest,
  type Guest,
  hear,
  listen,
  newGuest,
  openMicrophone,
  rtpParameters,
  type Seated,
  sitDown,
} from '../support/guest.ts';
import { watchMedia, whileWorkersHang } from '../support/media.ts';
import { refusalOf } from '../support/people.ts';
import { connectVoice, disconnectAll } from '../support/socket-client.ts';
import { WireSocket } from '../support/wire-socket.ts';

/** Long enough to come back in time, even on a busy machine. */
const GRACE_MS = 2_000;

describe('the voice of a room', () => {
  let app: TestApp;
  const media = watchMedia();
  before(async () => {
    app = await startTestApp({ limits: { roomPeers: 3, voiceGraceMs: GRACE_MS, roomChangeMs: 50 } });
  });
  afterEach(disconnectAll);
  after(() => app.close());

  it('shows people who take a seat to each other and in the list', async () => {
    const { owner, roomId } = await newRoom();
    const ann = await sitDown(app, owner, roomId);
    const bob = await sitDown(app, await newGuest(app), roomId);

    const joined = await ann.voice.next('peer:joined');

    expect(joined).to.include({ id: bob.opened.peerId, isMuted: false, isDeaf: false, hasHandUp: false });
    expect(joined.person.id).to.equal(bob.guest.id);
    expect(bob.opened.peers.map(({ id }) => id)).to.deep.equal([ann.opened.peerId, bob.opened.peerId]);
    const listed = await insideOf(bob, roomId, 2);
    expect(listed.map(({ person }) => person.id)).to.deep.equal([owner.id, bob.guest.id]);
  });

  it('offers each microphone once to every listener, in any order of joining', async () => {
    const [ann, bob] = await seatTwo();
    await listen(ann);
    const bobsMicrophone = await openMicrophone(bob);
    const annsMicrophone = await openMicrophone(ann);
    await listen(bob);
    await listen(bob);

    const heardByAnn = await hear(ann, bob);
    const heardByBob = await hear(bob, ann);

    expect(heardByAnn.producerId).to.equal(bobsMicrophone);
    expect(heardByBob.producerId).to.equal(annsMicrophone);
    expect(heardByBob.rtpParameters).to.have.property('codecs');
    // The marker: a second offer would arrive before this later answer on the same connection.
    await bob.voice.ask('hand:raise', { isRaised: true });
    expect(bob.voice.all('consumer:created')).to.deep.equal([]);
  });

  it('leaves nothing behind when everyone has left', async () => {
    const fresh = await startTestApp({ limits: { voiceGraceMs: GRACE_MS } });
    const ann = await newGuest(fresh);
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'In passing' } });
    const seated = await Promise.all(
      [ann, await newGuest(fresh), await newGuest(fresh)].map((guest) => sitDown(fresh, guest, roomId)),
    );
    for (const one of seated) {
      await listen(one);
      await openMicrophone(one);
    }
    for (const one of seated) for (const other of seated) if (one !== other) await hear(one, other);
    const during = fresh.services.mediaState();
    const [first, ...others] = seated as [Seated, Seated, Seated];

    await first.guest.line.ask('room:leave', { roomId });
    for (const { voice } of others) await voice.next('consumer:closed');
    const withoutFirst = fresh.services.mediaState();
    for (const { guest, voice } of others) {
      await guest.line.ask('room:leave', { roomId });
      await voice.ended();
    }

    expect(during).to.deep.equal({ wanted: 1, alive: 1, rooms: 1, peers: 3, consumers: 6 });
    expect(withoutFirst).to.deep.equal({ wanted: 1, alive: 1, rooms: 1, peers: 2, consumers: 2 });
    expect(fresh.services.mediaState()).to.deep.equal({ wanted: 1, alive: 1, rooms: 0, peers: 0, consumers: 0 });
    await fresh.close();
  });

  it('cuts a connection that takes no seat', async () => {
    const hurried = await startTestApp({ limits: { voiceConnectMs: 50 } });
    const ann = await newGuest(hurried);
    const { id: roomId } = await ann.call('rooms.create', { body: { title: 'In passing' } });
    const { voice } = await ann.line.ask('room:join', { roomId });

    const idle = await connectVoice(hurried, voice.ticket);

    await idle.ended();
    await hurried.close();
  });

  it('reports when a microphone has closed', async () => {
    const [ann, bob] = await seatTwo();
    await listen(ann);
    await openMicrophone(bob);
    const { consumerId } = await hear(ann, bob);

    await bob.guest.line.ask('room:leave', { roomId: bob.joined.room.id });

    expect(await ann.voice.next('consumer:closed')).to.deep.equal({ consumerId });
    expect(await ann.voice.next('peer:left')).to.deep.equal({ peerId: bob.opened.peerId });
    expect(await refusalOf(ann.voice.ask('consumer:resume', { consumerId }))).to.equal('not_found');
  });

  it('sends muting and raised hands to the others', async () => {
    const [ann, bob] = await seatTwo();

    await bob.voice.ask('microphone:mute', { isMuted: true });
    expect(await ann.voice.next('peer:changed')).to.include({ isMuted: true, isDeaf: false });
    await bob.voice.ask('hand:raise', { isRaised: true });

    expect(await ann.voice.next('peer:changed')).to.include({ isMuted: true, hasHandUp: true });
    const [, listed] = await insideOf(ann, ann.joined.room.id, 2, ([, peer]) => peer?.hasHandUp === true);
    expect(listed).to.include({ isMuted: true, hasHandUp: true });
  });

  it('takes no sound of a muted person, also not of a microphone that is opened while muted', async () => {
    const [, bob] = await seatTwo();
    const first = await openMicrophone(bob);
    const before = await media.isSending(first);

    await bob.voice.ask('microphone:mute', { isMuted: true });
    const whileMuted = await media.isSending(first);
    const { producerId } = await bob.voice.ask('producer:create', { rtpParameters: rtpParameters() });
    const openedMuted = await media.isSending(producerId);
    await bob.voice.ask('microphone:mute', { isMuted: false });

    expect({ before, whileMuted, openedMuted }).to.deep.equal({ before: true, whileMuted: false, openedMuted: false });
    expect(await media.isSending(producerId)).to.equal(true);
  });

  it('takes no sound of a microphone whose person mutes while it is being opened', async () => {
    const [ann, bob] = await seatTwo();
    await ann.voice.ask('microphone:mute', { isMuted: true });
    const setWhileOpening = async ({ voice }: Seated, isMuted: boolean) => {
      const { asked } = await whileWorkersHang(app.services.workerPids(), async () => {
        const opening = voice.ask('producer:create', { rtpParameters: rtpParameters() });
        // Without a microphone, muting asks nothing of the worker: it is answered first.
        await voice.ask('microphone:mute', { isMuted });
        return { asked: opening };
      });
      return media.isSending((await asked).producerId);
    };

    expect(await setWhileOpening(bob, true)).to.equal(false);
    expect(await setWhileOpening(ann, false), 'unmuted while it is being opened').to.equal(true);
  });

  it('keeps only the later of two microphones that are opened at once', async () => {
    const [, bob] = await seatTwo();

    const asked = await whileWorkersHang(app.services.workerPids(), async () => {
      const both = ['0', '1'].map((mid) =>
        bob.voice.ask('producer:create', { rtpParameters: { ...rtpParameters(), mid } }),
      );
      // The marker: the server handles the requests of a connection in order.
      await bob.voice.ask('hand:raise', { isRaised: true });
      return { both };
    });
    const ids = (await Promise.all(asked.both)).map(({ producerId }) => producerId);

    expect(await Promise.all(ids.map((id) => media.isSending(id)))).to.deep.equal([false, true]);
  });

  it('sends no sound to a deaf person, also not of a microphone that is opened while deaf', async () => {
    const [ann, bob] = await seatTwo();
    const cat = await sitDown(app, await newGuest(app), ann.joined.room.id);
    await listen(ann);
    await openMicrophone(bob);
    const ofBob = await hear(ann, bob);
    const receives = () => Promise.all(heard.map(({ consumerId }) => media.isReceiving(consumerId)));
    const heard = [ofBob];
    const before = await receives();

    await ann.voice.ask('speaker:deafen', { isDeaf: true });
    await openMicrophone(cat);
    heard.push(await hear(ann, cat));
    const whileDeaf = await receives();
    await ann.voice.ask('speaker:deafen', { isDeaf: false });

    expect({ before, whileDeaf }).to.deep.equal({ before: [true], whileDeaf: [false, false] });
    expect(await receives()).to.deep.equal([true, true]);
  });

  it('sends no sound to a listener who is not ready, even after deafening and undeafening', async () => {
    const [ann, bob] = await seatTwo();
    await listen(ann);
    await openMicrophone(bob);
    const { consumerId } = await ann.voice.next('consumer:created');

    for (const isDeaf of [true, false]) await ann.voice.ask('speaker:deafen', { isDeaf });
    const before = await media.isReceiving(consumerId);
    await ann.voice.ask('consumer:resume', { consumerId });

    expect([before, await media.isReceiving(consumerId)]).to.deep.equal([false, true]);
  });

  it('shows a reaction to the others once, and to nobody who comes later', async () => {
    const [ann, bob] = await seatTwo();

    await bob.voice.ask('reaction:send', { reaction: 'applause' });
    expect(await refusalOf(bob.voice.ask('reaction:send', { reaction: 'boo' as 'laugh' }))).to.equal('invalid_input');

    expect(await ann.voice.next('reaction:sent')).to.deep.equal({ peerId: bob.opened.peerId, reaction: 'applause' });
    const late = await sitDown(app, await newGuest(app), ann.joined.room.id);
    await bob.voice.ask('hand:raise', { isRaised: true });
    await Promise.all([ann, late].map(({ voice }) => voice.next('peer:changed', ({ hasHandUp }) => hasHandUp)));
    expect(ann.voice.all('reaction:sent')).to.deep.equal([]);
    expect(late.voice.all('reaction:sent')).to.deep.equal([]);
    expect(bob.voice.all('reaction:sent')).to.deep.equal([]);
  });

  it('mutes a person who deafens, and restores the former state afterwards', async () => {
    const [, bob] = await seatTwo();

    const deaf = await bob.voice.ask('speaker:deafen', { isDeaf: true });
    const hearing = await bob.voice.ask('speaker:deafen', { isDeaf: false });
    await bob.voice.ask('microphone:mute', { isMuted: true });
    await bob.voice.ask('speaker:deafen', { isDeaf: true });
    const stillMuted = await bob.voice.ask('speaker:deafen', { isDeaf: false });
    await bob.voice.ask('speaker:deafen', { isDeaf: true });
    const unmuted = await bob.voice.ask('microphone:mute', { isMuted: false });

    expect(deaf).to.include({ isDeaf: true, isMuted: true });
    expect(hearing).to.include({ isDeaf: false, isMuted: false });
    expect(stillMuted).to.include({ isDeaf: false, isMuted: true });
    expect(unmuted, 'unmuting ends being deaf').to.include({ isDeaf: false, isMuted: false });
  });

  it('lets nobody in beyond its capacity, and someone again when a seat is free', async () => {
    const { owner, roomId } = await newRoom();
    const seated = await sitDown(app, owner, roomId);
    const bob = await sitDown(app, await newGuest(app), roomId);
    // Three tickets for the one seat that is left: only the seat itself decides.
    const late = await Promise.all([newGuest(app), newGuest(app), newGuest(app)]);
    const tickets = await Promise.all(late.map((guest) => guest.line.ask('room:join', { roomId })));
    const voices = await Promise.all(tickets.map(({ voice }) => connectVoice(app, voice.ticket)));

    const outcomes = await Promise.allSettled(voices.map((voice) => voice.ask('voice:open', {})));

    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason.reason)).to.deep.equal(['conflict/room_full', 'conflict/room_full']);
    await insideOf(seated, roomId, 3);
    await sitDown(app, await connectGuest(app, bob.guest), roomId);
    const another = await newGuest(app);
    expect(await refusalOf(another.line.ask('room:join', { roomId }))).to.equal('conflict/room_full');
    await owner.line.ask('room:leave', { roomId });
    await insideOf(seated, roomId, 2);
    await sitDown(app, another, roomId);
  });

  it('moves a person to another device, and the others see one person who stays', async () => {
    const [ann, bob] = await seatTwo();
    await bob.voice.ask('hand:raise', { isRaised: true });
    await ann.voice.next('peer:changed', ({ hasHandUp }) => hasHandUp);

    const phone = await sitDown(app, await connectGuest(app, bob.guest), bob.joined.room.id);

    expect(await bob.voice.next('voice:closed')).to.deep.equal({ reason: 'joined_elsewhere' });
    await bob.voice.ended();
    const changed = await ann.voice.next('peer:changed');
    expect(changed).to.include({ id: phone.opened.peerId, hasHandUp: true });
    // The first device leaves: that must not end the voice of the second.
    await bob.guest.line.ask('room:leave', { roomId: bob.joined.room.id });
    await phone.voice.ask('hand:raise', { isRaised: false });
    expect(ann.voice.all('peer:left')).to.deep.equal([]);
    expect(ann.voice.all('peer:joined')).to.deep.equal([]);
  });

  it('keeps the seat and its muted state for a person who reconnects', async () => {
    const [ann, bob] = await seatTwo();
    await bob.voice.ask('microphone:mute', { isMuted: true });
    await ann.voice.next('peer:changed', ({ isMuted }) => isMuted);
    bob.voice.socket.io.engine.close();

    const back = await sitDown(app, bob.guest, bob.joined.room.id);

    const me = back.opened.peers.find(({ id }) => id === back.opened.peerId);
    expect(me).to.include({ isMuted: true, joinedAt: bob.opened.peers.at(-1)?.joinedAt });
    await ann.voice.next('peer:changed');
    expect(ann.voice.all('peer:left')).to.deep.equal([]);
  });

  it('keeps the muted state, but not the raised hand, for a person who leaves and comes back', async () => {
    const [, bob] = await seatTwo();
    const roomId = bob.joined.room.id;
    await bob.voice.ask('microphone:mute', { isMuted: true });
    await bob.voice.ask('hand:raise', { isRaised: true });
    await bob.guest.line.ask('room:leave', { roomId });
    await bob.voice.ended();

    const back = await sitDown(app, bob.guest, roomId);

    const me = back.opened.peers.find(({ id }) => id === back.opened.peerId);
    expect(me).to.include({ isMuted: true, hasHandUp: false });
  });

  it('gives up the seat of a person who does not reconnect', async () => {
    const [ann, bob] = await seatTwo();

    bob.voice.socket.io.engine.close();

    expect(await ann.voice.next('peer:left')).to.deep.equal({ peerId: bob.opened.peerId });
    await insideOf(ann, ann.joined.room.id, 1);
  });

  it('gives up the seat of a person whose connection ended while it was being prepared', async () => {
    const { owner, roomId } = await newRoom();
    const ann = await sitDown(app, owner, roomId);
    const bob = await newGuest(app);
    const joined = await bob.line.ask('room:join', { roomId });
    const voice = await connectVoice(app, joined.voice.ticket);

    await whileWorkersHang(app.services.workerPids(), async () => {
      voice.socket.emit('voice:open', {}, () => {});
      await letTheServerWork(bob, roomId);
      voice.close();
      await letTheServerWork(bob, roomId);
    });

    await ann.voice.next('peer:joined');
    expect(await ann.voice.next('peer:left')).to.deep.equal({ peerId: joined.voice.peerId });
  });

  const MEANWHILE = {
    'the session ends': { reason: 'session_ended', happen: (_: Guest, bob: Guest) => endSession(bob) },
    'the room closes': { reason: 'room_closed', happen: (ann: Guest, _: Guest, roomId: string) => close(ann, roomId) },
  };
  for (const [what, { reason, happen }] of Object.entries(MEANWHILE)) {
    it(`takes a seat away again if, while it is being prepared, ${what}`, async () => {
      const { owner, roomId } = await newRoom();
      const bob = await newGuest(app);
      const joined = await bob.line.ask('room:join', { roomId });
      const voice = await connectVoice(app, joined.voice.ticket);

      await whileWorkersHang(app.services.workerPids(), async () => {
        voice.socket.emit('voice:open', {}, () => {});
        await letTheServerWork(bob, roomId);
        await happen(owner, bob, roomId);
      });

      expect(await voice.next('voice:closed')).to.deep.equal({ reason });
      await voice.ended();
    });
  }

  it('offers no microphone of a person with whom a block began while the seat was being prepared', async () => {
    const { owner, roomId } = await newRoom();
    const [ann, cat] = [await sitDown(app, owner, roomId), await sitDown(app, await newGuest(app), roomId)];
    for (const one of [ann, cat]) await openMicrophone(one);
    const bob = await newGuest(app);
    const joined = await bob.line.ask('room:join', { roomId });
    const voice = await connectVoice(app, joined.voice.ticket);

    const { opening } = await whileWorkersHang(app.services.workerPids(), async () => {
      const answer = voice.ask('voice:open', {});
      await letTheServerWork(bob, roomId);
      await block(owner, bob);
      return { opening: answer };
    });
    const seated = { guest: bob, joined, voice, opened: await opening };
    await listen(seated);

    await hear(seated, cat);
    expect(voice.all('consumer:created')).to.deep.equal([]);
  });

  it('refuses a ticket for a room that another node carries by now', async () => {
    const { owner, roomId } = await newRoom();
    const { voice } = await owner.line.ask('room:join', { roomId });
    const rooms = app.connection.collection<{ _id: string }>('rooms');
    await rooms.updateOne({ _id: roomId }, { $set: { nodeId: 'another' } });

    const connection = await connectVoice(app, voice.ticket);

    expect(await refusalOf(connection.ask('voice:open', {}))).to.equal('unavailable/room_moved');
  });

  it('ends for everyone when the owner closes the room, and accepts nobody afterwards', async () => {
    const [ann, bob] = await seatTwo();
    const roomId = ann.joined.room.id;
    const spare = await bob.guest.line.ask('room:join', { roomId });

    await ann.guest.call('rooms.close', { params: { roomId } });

    for (const { voice } of [ann, bob]) {
      expect(await voice.next('voice:closed')).to.deep.equal({ reason: 'room_closed' });
      await voice.ended();
    }
    expect(await refusalOf(bob.guest.line.ask('room:join', { roomId }))).to.equal('conflict/room_closed');
    const late = await connectVoice(app, spare.voice.ticket);
    expect(await refusalOf(late.ask('voice:open', {}))).to.equal('conflict/room_closed');
  });

  it('ends with the session that opened it, and then refuses the tickets of that session', async () => {
    const [ann, bob] = await seatTwo();
    const spare = await bob.guest.line.ask('room:join', { roomId: bob.joined.room.id });

    await bob.guest.call('sessions.revoke', { params: { sessionId: bob.guest.sessionId } });

    expect(await bob.voice.next('voice:closed')).to.deep.equal({ reason: 'session_ended' });
    await ann.voice.next('peer:left');
    const again = await connectVoice(app, spare.voice.ticket);
    expect(await refusalOf(again.ask('voice:open', {}))).to.equal('unauthenticated/session_ended');
    await ann.voice.ask('hand:raise', { isRaised: true });
    expect(ann.voice.all('peer:joined'), 'not even for a moment').to.deep.equal([]);
  });

  it('ends with its session even if the event about the session was lost', async () => {
    const [ann, bob] = await seatTwo();
    const sessions = app.connection.collection<{ _id: string }>('sessions');
    await sessions.updateOne({ _id: bob.guest.sessionId }, { $set: { endedAt: new Date() } });

    await app.services.sweep.sweep();

    expect(await bob.voice.next('voice:closed')).to.deep.equal({ reason: 'session_ended' });
    expect(await ann.voice.next('peer:left')).to.deep.equal({ peerId: bob.opened.peerId });
    await ann.voice.ask('hand:raise', { isRaised: true });
  });

  it('takes each ticket once: not twice at once, not after the seat, and not after leaving', async () => {
    const { owner, roomId } = await newRoom();
    const join = async () => (await owner.line.ask('room:join', { roomId })).voice.ticket;
    const [ticket, spare] = [await join(), await join()];
    const voices = await Promise.all([connectVoice(app, ticket), connectVoice(app, ticket)]);
    const used = 'unauthenticated/token_invalid';

    const together = await Promise.all(voices.map((voice) => refusalOf(voice.ask('voice:open', {}))));
    const again = await refusalOf((await connectVoice(app, ticket)).ask('voice:open', {}));
    await owner.line.ask('room:leave', { roomId });
    const afterLeaving = await refusalOf((await connectVoice(app, spare)).ask('voice:open', {}));
    const fresh = await refusalOf((await connectVoice(app, await join())).ask('voice:open', {}));

    expect(together.toSorted()).to.deep.equal(['nothing was refused', used]);
    expect([again, afterLeaving, fresh]).to.deep.equal([used, used, 'nothing was refused']);
  });

  it('ends a connection that keeps trying with a wrong ticket', async () => {
    const socket = await WireSocket.open(app.url);

    expect(await socket.enter({ ticket: 'none', protocol: PROTOCOL_VERSION }, '/voice')).to.contain('unauthenticated');
    for (let more = 0; more < 10; more += 1) socket.send('40/voice,{"ticket":"none","protocol":1}');

    await socket.closed();
  });

  it('cuts a connection that does not read, and continues for the others', async () => {
    const small = await startTestApp({
      limits: { slowReaderBytes: 20_000, voiceGraceMs: 100 },
    });
    try {
      const [ann, bob] = await seatTwo(small);
      stopReading(bob);

      while (ann.voice.all('peer:left').length === 0) {
        await Promise.all(Array.from({ length: 200 }, () => ann.voice.ask('hand:raise', { isRaised: true })));
      }

      expect(await ann.voice.next('peer:left')).to.deep.equal({ peerId: bob.opened.peerId });
    } finally {
      disconnectAll();
      await small.close();
    }
  });

  it('accepts a connection into the namespace only once, even with concurrent requests', async () => {
    const { owner, roomId } = await newRoom();
    const { ticket } = (await owner.line.ask('room:join', { roomId })).voice;
    const socket = await WireSocket.open(app.url);
    await socket.next((text) => text.startsWith('0'));

    const asked = `40/voice,${JSON.stringify({ ticket, protocol: PROTOCOL_VERSION })}`;
    socket.sendTogether([asked, asked, asked]);

    const answer = () => socket.next((text) => text.startsWith('40') || text.startsWith('44'));
    const answers = [await answer(), await answer(), await answer()];
    socket.close();
    expect(answers.filter((text) => text.startsWith('40'))).to.have.length(1);
  });

  it('refuses connections without a ticket, with a forged ticket, or with an unknown protocol version', async () => {
    const { owner, roomId } = await newRoom();
    const { voice } = await owner.line.ask('room:join', { roomId });

    expect(await refusalOf(connectVoice(app, undefined))).to.equal('unauthenticated/token_missing');
    expect(await refusalOf(connectVoice(app, { $gt: '' }))).to.equal('unauthenticated/token_missing');
    expect(await refusalOf(connectVoice(app, owner.accessToken))).to.equal('unauthenticated/token_invalid');
    expect(await refusalOf(connectVoice(app, `${voice.ticket}x`))).to.equal('unauthenticated/token_invalid');
    expect(await refusalOf(connectVoice(app, voice.ticket, 99))).to.equal('incompatible_protocol/server_too_old');
    expect(await refusalOf(connectGuest(app, { ...owner, accessToken: voice.ticket }))).to.match(/^unauthenticated/);
  });

  it('refuses requests out of order and requests about things of other people', async () => {
    const [ann, bob] = await seatTwo();
    const { voice } = await bob.guest.line.ask('room:join', { roomId: bob.joined.room.id });
    const early = await connectVoice(app, voice.ticket);
    const cat = await newGuest(app);
    const joined = await cat.line.ask('room:join', { roomId: bob.joined.room.id });
    const twice = await connectVoice(app, joined.voice.ticket);

    expect(await refusalOf(early.ask('microphone:mute', { isMuted: true }))).to.equal('conflict/voice_not_open');
    const opened = [1, 2].map(() => refusalOf(twice.ask('voice:open', {})));
    expect(await Promise.all(opened)).to.deep.equal(['nothing was refused', 'conflict/voice_already_open']);
    expect(await refusalOf(bob.voice.ask('voice:open', {}))).to.equal('conflict/voice_already_open');
    const foreign = { transportId: ann.opened.receive.id };
    expect(await refusalOf(bob.voice.ask('transport:restart-ice', foreign))).to.equal('not_found');
    await listen(ann);
    await openMicrophone(bob);
    const { consumerId } = await hear(ann, bob);
    expect(await refusalOf(bob.voice.ask('consumer:resume', { consumerId })), "another's").to.equal('not_found');
  });

  it('gives new ICE parameters after a change of network', async () => {
    const [ann] = await seatTwo();

    const { iceParameters } = await ann.voice.ask('transport:restart-ice', { transportId: ann.opened.send.id });

    expect(iceParameters).to.have.keys('usernameFragment', 'password', 'iceLite');
    expect(iceParameters).not.to.deep.equal(ann.opened.send.iceParameters);
  });

  it('replaces the microphone when another one is opened', async () => {
    const [ann, bob] = await seatTwo();
    await listen(ann);
    await openMicrophone(bob);
    const first = await hear(ann, bob);

    const { producerId } = await bob.voice.ask('producer:create', {
      rtpParameters: rtpParameters(),
    });

    expect(await ann.voice.next('consumer:closed')).to.deep.equal({ consumerId: first.consumerId });
    expect((await hear(ann, bob)).producerId).to.equal(producerId);
  });

  /** Each of these requests takes the server as long as what it does before it asks a worker. */
  async function letTheServerWork(guest: Guest, roomId: string): Promise<void> {
    for (let time = 0; time < 3; time += 1) await guest.call('rooms.get', { params: { roomId } });
  }

  function endSession({ call, sessionId }: Guest) {
    return call('sessions.revoke', { params: { sessionId } });
  }

  function close(owner: Guest, roomId: string) {
    return owner.call('rooms.close', { params: { roomId } });
  }

  function block(blocker: Guest, blocked: Guest) {
    return blocker.call('blocks.create', { params: { personId: blocked.id } });
  }

  async function newRoom(where = app) {
    const owner = await newGuest(where);
    const { id: roomId } = await owner.call('rooms.create', { body: { title: 'Rust and ramen' } });
    return { owner, roomId };
  }

  async function seatTwo(where = app): Promise<[Seated, Seated]> {
    const { owner, roomId } = await newRoom(where);
    const ann = await sitDown(where, owner, roomId);
    const bob = await sitDown(where, await newGuest(where), roomId);
    await ann.voice.next('peer:joined');
    return [ann, bob];
  }

  /** Waits until this guest, who watches the list, sees this many people inside, and returns them. */
  async function insideOf(
    { guest }: Pick<Seated, 'guest'>,
    roomId: string,
    howMany: number,
    fits: (peers: Seated['opened']['peers']) => boolean = () => true,
  ) {
    // Earlier events are out of date: the same number of people may have been inside before.
    guest.line.forget('room:changed');
    const { rooms } = await guest.line.ask('rooms:watch', {});
    const now = rooms.find(({ id }) => id === roomId);
    if (now && now.peers.length === howMany && fits(now.peers)) return now.peers;
    const changed = await guest.line.next(
      'room:changed',
      (room) => room.id === roomId && room.peers.length === howMany && fits(room.peers),
    );
    return changed.peers;
  }
});

function stopReading({ voice }: Seated): void {
  const { transport } = voice.socket.io.engine as unknown as { transport: { ws: { pause(): void } } };
  transport.ws.pause();
}
