/**
 * Blocks and rooms. A room is shared: nobody is kept out or thrown out because of a block. Two people with a block only do not hear
 * or read each other.
 */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Guest, hear, listen, newGuest, openMicrophone, type Seated, sitDown } from '../support/guest.ts';
import { refusalOf } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

// Promise A1 of docs/promises.md.
describe('rooms between people with a block', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp({ limits: { roomChangeMs: 20 } });
  });
  afterEach(disconnectAll);
  after(() => app.close());

  it('are open to both, regardless of who owns the room and who is inside', async () => {
    const [ann, bob] = await people(2);
    const roomId = await open(ann);
    await sitDown(app, ann, roomId);
    await block(ann, bob);
    const { rooms } = await bob.line.ask('rooms:watch', {});

    await sitDown(app, bob, roomId);

    expect(rooms.map(({ id }) => id)).to.include(roomId);
    expect((await bob.call('rooms.list')).items.map(({ id }) => id)).to.include(roomId);
    const { peers } = await ann.call('rooms.get', { params: { roomId } });
    expect(peers.map(({ id }) => id)).to.have.members([ann.id, bob.id]);
  });

  it('keep both inside when one blocks the other, and in the list of both', async () => {
    const [ann, bob, cat] = await people(3);
    const roomId = await open(cat);
    const [annSeated, bobSeated] = [await sitDown(app, ann, roomId), await sitDown(app, bob, roomId)];
    for (const { line } of [ann, bob]) await line.ask('rooms:watch', {});

    await block(ann, bob);

    // The last step of what a block causes.
    for (const { line } of [ann, bob]) await line.next('conversation:changed');
    for (const [one, other] of [
      [annSeated, bobSeated],
      [bobSeated, annSeated],
    ] as const) {
      await one.voice.ask('hand:raise', { isRaised: true });
      await other.voice.next('peer:changed', ({ id, hasHandUp }) => id === one.opened.peerId && hasHandUp);
      expect(one.voice.all('voice:closed')).to.deep.equal([]);
      expect(one.guest.line.all('room:changed').filter(({ state }) => state === 'closed')).to.deep.equal([]);
    }
  });

  it('offer neither of them a consumer for the microphone of the other', async () => {
    const [ann, bob, cat] = await people(3);
    await block(ann, bob);
    const roomId = await open(ann);
    const seated = [await talking(ann, roomId), await talking(bob, roomId), await talking(cat, roomId)] as const;
    const [annSeated, bobSeated, catSeated] = seated;

    for (const one of [annSeated, bobSeated]) await hear(one, catSeated);
    for (const one of [annSeated, bobSeated]) await hear(catSeated, one);

    // The consumers for Cat, who came last, have been taken from what arrived.
    expect([...heardBy(annSeated), ...heardBy(bobSeated)]).to.deep.equal([]);
  });

  it('close the consumers between two people with the block, and open them when it ends', async () => {
    const [ann, bob] = await people(2);
    const roomId = await open(ann);
    const [annSeated, bobSeated] = [await talking(ann, roomId), await talking(bob, roomId)];
    const [ofAnn, ofBob] = [await hear(bobSeated, annSeated), await hear(annSeated, bobSeated)];

    await block(ann, bob);
    const closed = [await bobSeated.voice.next('consumer:closed'), await annSeated.voice.next('consumer:closed')];
    const resumed = await refusalOf(annSeated.voice.ask('consumer:resume', { consumerId: ofBob.consumerId }));
    for (const { voice } of [annSeated, bobSeated]) voice.forget('consumer:created');
    await ann.call('blocks.remove', { params: { personId: bob.id } });

    expect(closed.map(({ consumerId }) => consumerId)).to.deep.equal([ofAnn.consumerId, ofBob.consumerId]);
    expect(resumed).to.equal('not_found');
    await hear(annSeated, bobSeated);
    await hear(bobSeated, annSeated);
  });

  it('hide the reactions of each from the other', async () => {
    const [ann, bob, cat] = await people(3);
    await block(bob, ann);
    const roomId = await open(cat);
    const [annSeated, bobSeated, catSeated] = [
      await sitDown(app, ann, roomId),
      await sitDown(app, bob, roomId),
      await sitDown(app, cat, roomId),
    ];

    await annSeated.voice.ask('reaction:send', { reaction: 'laugh' });
    await catSeated.voice.ask('reaction:send', { reaction: 'agree' });

    await bobSeated.voice.received('reaction:sent', ({ reaction }) => reaction === 'agree');
    expect(bobSeated.voice.all('reaction:sent').map(({ peerId }) => peerId)).to.deep.equal([cat.id]);
    await catSeated.voice.next('reaction:sent', ({ reaction }) => reaction === 'laugh');
  });

  it('hide the messages, typing and read marks of one from the other', async () => {
    const [ann, bob, cat] = await people(3);
    const { id: roomId, conversationId } = await cat.call('rooms.create', { body: { title: 'Three who type' } });
    await block(ann, bob);
    for (const { line } of [bob, ann, cat]) await line.ask('room:join', { roomId });

    await ann.line.ask('typing:start', { conversationId });
    await ann.line.ask('message:send', { conversationId, clientMessageId: 'not-for-bob', text: 'not for Bob' });
    await ann.line.ask('conversation:read', { conversationId, seq: 1 });
    await cat.line.ask('message:send', { conversationId, clientMessageId: 'for-all-of-us', text: 'for all of us' });

    await bob.line.next('message:created', ({ text }) => text === 'for all of us');
    const [hidden] = bob.line.all('message:created');
    expect(hidden).to.include({ seq: 1, text: '', isHidden: true });
    expect([...bob.line.all('typing:started'), ...bob.line.all('typing:stopped')]).to.deep.equal([]);
    expect(bob.line.all('read:moved')).to.deep.equal([]);
    expect((await cat.line.next('message:created', ({ seq }) => seq === 1)).text).to.equal('not for Bob');
    await ann.call('blocks.remove', { params: { personId: bob.id } });
    await ann.line.next('conversation:changed', (one) => one.conversationId === conversationId);
    await bob.line.ask('message:send', { conversationId, clientMessageId: 'after-the-block', text: 'still inside' });
    expect((await ann.line.next('message:created', ({ seq }) => seq === 3)).text).to.equal('still inside');
  });

  it('hide what was written before the block, and tell both clients to read again', async () => {
    const [ann, bob] = await people(2);
    const { id: roomId, conversationId } = await ann.call('rooms.create', { body: { title: 'Two who type' } });
    for (const { line } of [ann, bob]) await line.ask('room:join', { roomId });
    await ann.line.ask('message:send', { conversationId, clientMessageId: 'before-the-block', text: 'too late' });
    const before = await bob.call('conversations.get', { params: { conversationId } });

    await block(ann, bob);

    for (const { line } of [ann, bob])
      await line.next('conversation:changed', (one) => one.conversationId === conversationId);
    const after = await bob.call('conversations.get', { params: { conversationId } });
    expect(after.viewRevision).not.to.equal(before.viewRevision);
    expect(after.lastMessage).to.include({ text: '', isHidden: true });
  });

  async function people<const Count extends 2 | 3>(count: Count) {
    const all = await Promise.all(Array.from({ length: count }, () => newGuest(app)));
    return all as Count extends 2 ? [Guest, Guest] : [Guest, Guest, Guest];
  }

  async function open(owner: Guest): Promise<string> {
    const { id } = await owner.call('rooms.create', { body: { title: 'Open' } });
    return id;
  }

  async function talking(guest: Guest, roomId: string): Promise<Seated> {
    const seated = await sitDown(app, guest, roomId);
    await listen(seated);
    await openMicrophone(seated);
    return seated;
  }

  function heardBy({ voice }: Seated): string[] {
    return voice.all('consumer:created').map(({ peerId }) => peerId);
  }

  function block(blocker: Guest, blocked: Guest): Promise<unknown> {
    return blocker.call('blocks.create', { params: { personId: blocked.id } });
  }
});
