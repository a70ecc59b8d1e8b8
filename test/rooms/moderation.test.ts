/** Roles, mutes, removals and the lock of rooms: what those who manage a room can do, and what nobody can undo. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { MINUTE_MS } from '../../src/kernel/time.ts';
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
import { holdNext } from '../support/hold.ts';
import { watchMedia } from '../support/media.ts';
import { refusal, refusalOf } from '../support/people.ts';
import { connectVoice, disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

const OK = 'nothing was refused';
const NOT_ALLOWED = 'forbidden/not_allowed';
const REMOVED = 'forbidden/removed_from_room';
const MAY_NOT_SPEAK = 'forbidden/may_not_speak';

// Promise A18 of docs/promises.md.
describe('the moderation of a room', () => {
  let app: TestApp;
  let aheadMs = 0;
  const media = watchMedia();
  before(async () => {
    const clock = new Clock(() => Date.now() + aheadMs);
    app = await startTestApp({
      clock,
      limits: { roomChangeMs: 20, voiceGraceMs: 2_000, accessTokenMs: 20 * 60 * MINUTE_MS },
    });
  });
  afterEach(() => {
    aheadMs = 0;
    disconnectAll();
  });
  after(() => app.close());

  /** A room with its owner and others inside, all with an open microphone. */
  async function room(others = 1, { isStage = false } = {}) {
    const owner = await newGuest(app);
    const guests = await Promise.all(Array.from({ length: others }, () => newGuest(app)));
    const { id: roomId, conversationId } = await owner.call('rooms.create', {
      body: { title: 'At the table', isStage },
    });
    const seats: Seated[] = [];
    for (const guest of [owner, ...guests]) seats.push(await sitDown(app, guest, roomId));
    for (const seat of seats) await openMicrophone(seat);
    return { roomId, conversationId, owner, guests, seats, host: seats[0] as Seated, first: seats[1] as Seated };
  }

  const of = (roomId: string, { id: personId }: { id: string }) => ({ params: { roomId, personId } });
  const mute = (by: Guest, roomId: string, who: Guest) =>
    by.call('rooms.setVoice', { ...of(roomId, who), body: { maySpeak: false, reason: 'An open microphone' } });
  const letSpeak = (by: Guest, roomId: string, who: Guest) =>
    by.call('rooms.setVoice', { ...of(roomId, who), body: { maySpeak: true } });
  const remove = (by: Guest, roomId: string, who: Guest, minutes: number | null = null) =>
    by.call('rooms.removePerson', { ...of(roomId, who), body: { minutes, reason: 'Shouts at people' } });
  const setRole = (by: Guest, roomId: string, who: Guest, role: 'moderator' | 'guest') =>
    by.call('rooms.setRole', { ...of(roomId, who), body: { role } });
  const join = (guest: Guest, roomId: string) => guest.line.ask('room:join', { roomId });
  const peerOf = (roomId: string, { id }: Guest) => app.services.voiceRooms.find(roomId)?.findPeer(id) ?? null;
  /** As the worker itself says: a changed client may go on sending. */
  const isForwarded = (roomId: string, guest: Guest) => media.isSending(peerOf(roomId, guest)?.microphone?.id ?? '');

  describe('mutes a person', () => {
    it('on the server, whatever the client sends, and tells everyone inside', async () => {
      const { roomId, owner, guests, host, first } = await room();
      const [guest] = guests as [Guest];
      await listen(host);
      await hear(host, first);

      await mute(owner, roomId, guest);

      const muted = { id: guest.id, isMuted: true, maySpeak: false };
      await host.voice.next('peer:changed', (peer) => peer.id === guest.id && !peer.maySpeak);
      expect(await first.voice.next('peer:changed', ({ id }) => id === guest.id)).to.include(muted);
      expect(await isForwarded(roomId, guest)).to.equal(false);
      expect(await refusalOf(first.voice.ask('microphone:mute', { isMuted: false }))).to.equal(MAY_NOT_SPEAK);
      await first.voice.ask('speaker:deafen', { isDeaf: true });
      expect(await first.voice.ask('speaker:deafen', { isDeaf: false })).to.include({ isMuted: true, isDeaf: false });
      await first.voice.ask('producer:create', { rtpParameters: rtpParameters() });
      expect(await isForwarded(roomId, guest)).to.equal(false);
    });

    it('who has deafened', async () => {
      const { roomId, owner, guests, first } = await room();
      const [guest] = guests as [Guest];
      await first.voice.ask('speaker:deafen', { isDeaf: true });
      await mute(owner, roomId, guest);
      await first.voice.next('peer:changed', ({ id, maySpeak }) => id === guest.id && !maySpeak);

      expect(await first.voice.ask('speaker:deafen', { isDeaf: false })).to.include({ isMuted: true, isDeaf: false });
      expect(await isForwarded(roomId, guest)).to.equal(false);
    });

    it('also with another device, and after the room has ended on its process', async () => {
      const { roomId, owner, guests } = await room();
      const [guest] = guests as [Guest];
      await mute(owner, roomId, guest);

      const elsewhere = await sitDown(app, await connectGuest(app, guest), roomId);
      await openMicrophone(elsewhere);
      const there = elsewhere.opened.peers.find(({ id }) => id === guest.id);
      const isForwardedThere = await isForwarded(roomId, guest);
      app.services.voiceRooms.closeAll('moved');
      const back = await sitDown(app, guest, roomId);
      await openMicrophone(back);

      expect(there).to.include({ isMuted: true, maySpeak: false });
      expect([isForwardedThere, await isForwarded(roomId, guest)]).to.deep.equal([false, false]);
      expect(await refusalOf(back.voice.ask('microphone:mute', { isMuted: false }))).to.equal(MAY_NOT_SPEAK);
    });

    it('until they are let speak, and even then nobody but the person unmutes', async () => {
      const { roomId, owner, guests, first } = await room();
      const [guest] = guests as [Guest];
      await mute(owner, roomId, guest);
      await first.voice.ask('hand:raise', { isRaised: true });

      await letSpeak(owner, roomId, guest);

      const told = await first.voice.next('peer:changed', ({ id, maySpeak }) => id === guest.id && maySpeak);
      expect(told).to.include({ isMuted: true, hasHandUp: false });
      expect(await isForwarded(roomId, guest)).to.equal(false);
      await first.voice.ask('microphone:mute', { isMuted: false });
      expect(await isForwarded(roomId, guest)).to.equal(true);
    });
  });

  describe('of a stage', () => {
    it('lets guests listen until they are let speak', async () => {
      const { roomId, owner, guests, first } = await room(1, { isStage: true });
      const [guest] = guests as [Guest];
      const before = [await isForwarded(roomId, owner), await isForwarded(roomId, guest)];

      const refused = await refusalOf(first.voice.ask('microphone:mute', { isMuted: false }));
      await letSpeak(owner, roomId, guest);
      await first.voice.next('peer:changed', ({ id, maySpeak }) => id === guest.id && maySpeak);
      await first.voice.ask('microphone:mute', { isMuted: false });

      expect(before).to.deep.equal([true, false]);
      expect(refused).to.equal(MAY_NOT_SPEAK);
      expect(await isForwarded(roomId, guest)).to.equal(true);
    });

    it('begins and ends for the people inside', async () => {
      const { roomId, owner, guests, first } = await room();
      const [guest] = guests as [Guest];

      const edited = await owner.call('rooms.edit', { params: { roomId }, body: { isStage: true } });
      await first.voice.next('peer:changed', ({ id, maySpeak }) => id === guest.id && !maySpeak);
      const onStage = await isForwarded(roomId, guest);
      await owner.call('rooms.edit', { params: { roomId }, body: { isStage: false } });
      await first.voice.next('peer:changed', ({ id, maySpeak }) => id === guest.id && maySpeak);

      expect(edited).to.include({ isStage: true });
      expect(onStage).to.equal(false);
    });

    it('lets moderators speak', async () => {
      const { roomId, owner, guests, first } = await room(1, { isStage: true });
      const [guest] = guests as [Guest];

      await setRole(owner, roomId, guest, 'moderator');
      const told = await first.voice.next('peer:changed', ({ role }) => role === 'moderator');
      await setRole(owner, roomId, guest, 'guest');

      expect(told).to.include({ maySpeak: true });
      const after = await first.voice.next('peer:changed', ({ id, role }) => id === guest.id && role === 'guest');
      expect(after).to.include({ maySpeak: false, isMuted: true });
    });
  });

  describe('removes a person', () => {
    it('from voice and text on every device, and keeps them out', async () => {
      const { roomId, conversationId, owner, guests, first } = await room();
      const [guest] = guests as [Guest];
      const reading = await connectGuest(app, guest);
      await join(reading, roomId);
      const spare = (await join(guest, roomId)).voice.ticket;

      await remove(owner, roomId, guest);

      expect(await first.voice.next('voice:closed')).to.deep.equal({ reason: 'removed' });
      const again = await connectVoice(app, spare);
      expect(await refusalOf(again.ask('voice:open', {}))).to.equal(REMOVED);
      for (const device of [guest, reading, await connectGuest(app, guest)]) {
        expect(await refusalOf(join(device, roomId))).to.equal(REMOVED);
        const message = { conversationId, clientMessageId: 'after-removal', text: 'still here?' };
        expect(await refusalOf(device.line.ask('message:send', message))).to.match(/^(not_found|forbidden)/);
      }
      const { error } = await refusal(join(guest, roomId));
      expect(error.details).not.to.have.property('retryAfterMs');
    });

    it('for a time, and says for how long', async () => {
      const { roomId, owner, guests, first } = await room();
      const [guest] = guests as [Guest];

      await remove(owner, roomId, guest, 10);
      const { error } = await refusal(join(guest, roomId));
      aheadMs = 10 * MINUTE_MS;
      const back = await sitDown(app, guest, roomId);

      expect(await first.voice.next('voice:closed')).to.deep.equal({ reason: 'removed' });
      expect(error.details?.retryAfterMs).to.be.within(9 * MINUTE_MS, 10 * MINUTE_MS);
      expect(back.opened.peers.map(({ id }) => id)).to.deep.equal([owner.id, guest.id]);
    });

    it('without keeping them out', async () => {
      const { roomId, owner, guests, first } = await room();
      const [guest] = guests as [Guest];

      await remove(owner, roomId, guest, 0);

      expect(await first.voice.next('voice:closed')).to.deep.equal({ reason: 'removed' });
      expect(await refusalOf(sitDown(app, guest, roomId))).to.equal(OK);
    });

    it('who is just entering', async () => {
      const { roomId, conversationId, owner } = await room(0);
      const guest = await newGuest(app);
      const entering = holdNext(app.services.roomService, 'join');
      const joining = refusalOf(join(guest, roomId));
      await entering.reached;
      await remove(owner, roomId, guest);
      entering.release();

      expect(await joining).to.equal(REMOVED);
      const message = { conversationId, clientMessageId: 'through-the-gap', text: 'hello' };
      expect(await refusalOf(guest.line.ask('message:send', message))).to.match(/^(not_found|forbidden)/);
    });

    it('whose voice is just being connected', async () => {
      const { roomId, owner } = await room(0);
      const guest = await newGuest(app);
      const { voice } = await join(guest, roomId);
      const line = await connectVoice(app, voice.ticket);
      const admitted = holdNext(app.services.blockList, 'hiddenFrom');
      // The connection ends before or with the answer.
      const opening = line.ask('voice:open', {}).catch(() => undefined);
      await admitted.reached;
      await remove(owner, roomId, guest);
      admitted.release();

      await opening;
      expect(peerOf(roomId, guest)).to.equal(null);
    });

    it('and shows whom, why and until when, until they are let back in', async () => {
      const { roomId, owner, guests } = await room(2);
      const [ann, bob] = guests as [Guest, Guest];
      await remove(owner, roomId, ann);
      await remove(owner, roomId, bob, 60);

      const { items } = await owner.call('rooms.bans', { params: { roomId } });
      await owner.call('rooms.endBan', of(roomId, ann));
      await owner.call('rooms.endBan', of(roomId, ann));

      const shown = items.map(({ person, by, reason, until: end }) => [person.id, by.id, reason, end === null]);
      expect(shown).to.deep.equal([
        [bob.id, owner.id, 'Shouts at people', false],
        [ann.id, owner.id, 'Shouts at people', true],
      ]);
      expect(await refusalOf(join(ann, roomId))).to.equal(OK);
      const left = (await owner.call('rooms.bans', { params: { roomId } })).items;
      expect(left.map(({ person }) => person.id)).to.deep.equal([bob.id]);
    });
  });

  it('stands in the audit log, with who, whom and why', async () => {
    const { roomId, owner, guests } = await room();
    const [guest] = guests as [Guest];
    await setRole(owner, roomId, guest, 'moderator');
    await setRole(owner, roomId, guest, 'guest');
    await mute(owner, roomId, guest);
    await remove(owner, roomId, guest, 0);
    await remove(owner, roomId, guest);
    await owner.call('rooms.endBan', of(roomId, guest));

    const entries = await app.connection
      .collection('auditEntries')
      .find({ targetId: guest.id, action: /^room_/ })
      .sort({ seq: 1 })
      .toArray();
    const told = entries.map(({ action, actorId, as, reason, after }) => [
      action,
      actorId === owner.id,
      as,
      reason,
      after.roomId,
    ]);
    expect(told).to.deep.equal([
      ['room_role_set', true, 'host', '', roomId],
      ['room_role_set', true, 'host', '', roomId],
      ['room_voice_set', true, 'host', 'An open microphone', roomId],
      ['room_person_removed', true, 'host', 'Shouts at people', roomId],
      ['room_person_removed', true, 'host', 'Shouts at people', roomId],
      ['room_ban_ended', true, 'host', '', roomId],
    ]);
  });

  describe('is refused', () => {
    it('to guests, and to moderators against people who are not guests', async () => {
      const { roomId, owner, guests } = await room(4);
      const [mod, other, guest, third] = guests as [Guest, Guest, Guest, Guest];
      await setRole(owner, roomId, mod, 'moderator');
      await setRole(owner, roomId, other, 'moderator');
      const { params } = of(roomId, third);

      const byGuest = [
        mute(guest, roomId, third),
        letSpeak(guest, roomId, guest),
        remove(guest, roomId, third),
        setRole(guest, roomId, guest, 'moderator'),
        guest.call('rooms.bans', { params: { roomId } }),
        guest.call('rooms.endBan', { params }),
        guest.call('rooms.edit', { params: { roomId }, body: { isLocked: true } }),
      ];
      const byModerator = [
        ...[owner, other, mod].flatMap((who) => [mute(mod, roomId, who), remove(mod, roomId, who)]),
        setRole(mod, roomId, third, 'moderator'),
        mod.call('rooms.edit', { params: { roomId }, body: { isLocked: true } }),
      ];
      const byOwner = [mute(owner, roomId, owner), remove(owner, roomId, owner)];

      const refused = await Promise.all([...byGuest, ...byModerator, ...byOwner].map(refusalOf));
      expect(new Set(refused)).to.deep.equal(new Set([NOT_ALLOWED]));
      expect(await refusalOf(mute(mod, roomId, third))).to.equal(OK);
      expect(await refusalOf(remove(mod, roomId, third))).to.equal(OK);
    });

    it('about people who do not exist, and in rooms that are closed', async () => {
      const { roomId, owner, guests } = await room();
      const [guest] = guests as [Guest];
      const nobody = { ...guest, id: 'nobody' };

      const unknown = await refusalOf(remove(owner, roomId, nobody));
      await owner.call('rooms.close', { params: { roomId } });

      expect(unknown).to.equal('not_found');
      expect(await refusalOf(remove(owner, roomId, guest))).to.equal('conflict/room_closed');
      expect(await refusalOf(mute(owner, roomId, guest))).to.equal('conflict/room_closed');
    });
  });

  describe('locks a room', () => {
    it('for everyone who is not inside, but not for those who lost their connection, nor for moderators', async () => {
      const { roomId, owner, guests } = await room(2);
      const [guest, mod] = guests as [Guest, Guest];
      const stranger = await newGuest(app);
      await setRole(owner, roomId, mod, 'moderator');
      await mod.line.ask('room:leave', { roomId });

      const locked = await owner.call('rooms.edit', { params: { roomId }, body: { isLocked: true } });
      const refused = await refusalOf(join(stranger, roomId));
      await guest.line.ask('room:leave', { roomId });
      await until(() => peerOf(roomId, guest) === null);
      const back = [await refusalOf(sitDown(app, guest, roomId)), await refusalOf(sitDown(app, mod, roomId))];
      await owner.call('rooms.edit', { params: { roomId }, body: { isLocked: false } });

      expect(locked).to.include({ isLocked: true });
      expect(refused).to.equal('conflict/room_locked');
      expect(back).to.deep.equal([OK, OK]);
      expect(await refusalOf(sitDown(app, stranger, roomId))).to.equal(OK);
    });

    it('for people who were removed, and for tickets from before', async () => {
      const { roomId, owner, guests } = await room();
      const [guest] = guests as [Guest];
      const stranger = await newGuest(app);
      const { voice } = await join(stranger, roomId);
      await owner.call('rooms.edit', { params: { roomId }, body: { isLocked: true } });
      await remove(owner, roomId, guest, 0);
      await until(() => peerOf(roomId, guest) === null);

      const late = await connectVoice(app, voice.ticket);
      expect(await refusalOf(late.ask('voice:open', {}))).to.equal('conflict/room_locked');
      expect(await refusalOf(join(guest, roomId))).to.equal('conflict/room_locked');
    });
  });

  describe('passes on', () => {
    it('to the person who has been inside for longest, moderators first, and back to the owner', async () => {
      const { roomId, owner, guests, seats } = await room(3);
      const [muted, first, mod] = guests as [Guest, Guest, Guest];
      await mute(owner, roomId, muted);
      await setRole(owner, roomId, mod, 'moderator');
      const [, , firstSeat, modSeat] = seats as [Seated, Seated, Seated, Seated];

      await owner.line.ask('room:leave', { roomId });
      await modSeat.voice.next('peer:changed', ({ id, role }) => id === mod.id && role === 'host');
      const byMod = await refusalOf(mute(mod, roomId, first));
      await letSpeak(mod, roomId, first);
      await mod.line.ask('room:leave', { roomId });
      await firstSeat.voice.next('peer:changed', ({ id, role }) => id === first.id && role === 'host');
      firstSeat.voice.forget('peer:changed');
      const byFirst = await refusalOf(letSpeak(first, roomId, muted));
      await sitDown(app, owner, roomId);
      await firstSeat.voice.next('peer:changed', ({ id, role }) => id === first.id && role === 'guest');

      expect([byMod, byFirst]).to.deep.equal([OK, OK]);
      expect(await refusalOf(mute(first, roomId, muted))).to.equal(NOT_ALLOWED);
    });
  });
});
