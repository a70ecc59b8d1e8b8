/** Blocks and rooms: two people with a block do not see each other's rooms, nor rooms that the other is in. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Guest, newGuest, sitDown } from '../support/guest.ts';
import { refusalOf } from '../support/people.ts';
import { connectVoice, disconnectAll } from '../support/socket-client.ts';

describe('rooms between people with a block', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp({ limits: { roomChangeMs: 20 } });
  });
  afterEach(disconnectAll);
  after(() => app.close());

  it('are hidden from both if one of them owns the room', async () => {
    const [ann, bob] = await people(2);
    const roomId = await open(ann);
    await block(ann, bob);

    expect(await refusalOf(bob.call('rooms.get', { params: { roomId } }))).to.equal('not_found');
    expect(await refusalOf(bob.line.ask('room:join', { roomId }))).to.equal('not_found');
    expect((await bob.call('rooms.list')).items.map(({ id }) => id)).not.to.include(roomId);
    const bobs = await open(bob);
    expect(await refusalOf(ann.call('rooms.get', { params: { roomId: bobs } }))).to.equal('not_found');
  });

  it('are hidden while the other is inside, and visible again afterwards', async () => {
    const [ann, bob, cat] = await people(3);
    const roomId = await open(cat);
    await block(ann, bob);
    await sitDown(app, cat, roomId);
    const { rooms } = await bob.line.ask('rooms:watch', {});
    expect(rooms.map(({ id }) => id)).to.include(roomId);

    await sitDown(app, ann, roomId);

    const gone = await bob.line.next('room:changed', ({ id, state }) => id === roomId && state === 'closed');
    expect(gone.peers).to.deep.equal([]);
    expect(await refusalOf(bob.line.ask('room:join', { roomId }))).to.equal('not_found');
    await ann.line.ask('room:leave', { roomId });
    const back = await bob.line.next('room:changed', ({ id, state }) => id === roomId && state === 'open');
    expect(back.peers.map(({ person }) => person.id)).to.deep.equal([cat.id]);
  });

  it('lose the blocked person at once, with voice and text', async () => {
    const [ann, bob, cat] = await people(3);
    const { id: roomId, conversationId } = await cat.call('rooms.create', { body: { title: 'Three of us' } });
    const annSeated = await sitDown(app, ann, roomId);
    const bobSeated = await sitDown(app, bob, roomId);
    const spare = bobSeated.joined.voice.ticket;

    await block(ann, bob);

    expect(await bobSeated.voice.next('voice:closed')).to.deep.equal({ reason: 'removed' });
    expect(await annSeated.voice.next('peer:left')).to.deep.equal({ peerId: bobSeated.opened.peerId });
    const message = { conversationId, clientMessageId: 'after-the-block', text: 'still here?' };
    expect(await refusalOf(bob.line.ask('message:send', message))).to.equal('not_found');
    const again = await connectVoice(app, spare);
    annSeated.voice.forget('peer:joined');
    expect(await refusalOf(again.ask('voice:open', {}))).to.equal('not_found');
    await annSeated.voice.ask('hand:raise', { isRaised: true });
    expect(annSeated.voice.all('peer:joined'), 'not even for a moment').to.deep.equal([]);
  });

  it('keep their owner, even if the owner was blocked', async () => {
    const [ann, bob] = await people(2);
    const roomId = await open(bob);
    const annSeated = await sitDown(app, ann, roomId);
    const bobSeated = await sitDown(app, bob, roomId);

    await block(ann, bob);

    expect(await annSeated.voice.next('voice:closed')).to.deep.equal({ reason: 'removed' });
    await bobSeated.voice.next('peer:left');
    await bobSeated.voice.ask('hand:raise', { isRaised: true });
  });

  it('disappear from a watched list with the block, and come back when it ends', async () => {
    const [ann, bob] = await people(2);
    const roomId = await open(ann);
    await sitDown(app, ann, roomId);
    await bob.line.ask('rooms:watch', {});

    await block(bob, ann);
    await bob.line.next('room:changed', ({ id, state }) => id === roomId && state === 'closed');
    await bob.call('blocks.remove', { params: { personId: ann.id } });

    const back = await bob.line.next('room:changed', ({ id, state }) => id === roomId && state === 'open');
    expect(back.peers).to.have.length(1);
  });

  it('hide the messages, typing and read marks of one from the other if both are inside for the text only', async () => {
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
    await bob.line.ask('message:send', { conversationId, clientMessageId: 'after-the-block', text: 'still inside' });
    expect((await ann.line.next('message:created', ({ seq }) => seq === 3)).text).to.equal('still inside');
  });

  it('look closed to someone inside for the text only, as soon as the other takes a seat', async () => {
    const [ann, bob, cat] = await people(3);
    const { id: roomId, conversationId } = await cat.call('rooms.create', { body: { title: 'Some who type' } });
    await bob.line.ask('room:join', { roomId });
    await block(ann, bob);

    await sitDown(app, ann, roomId);
    await ann.line.ask('message:send', { conversationId, clientMessageId: 'not-for-bob', text: 'not for Bob' });

    const gone = await bob.line.next('room:changed', ({ id, state }) => id === roomId && state === 'closed');
    expect(gone.peers).to.deep.equal([]);
    expect(await bob.line.next('message:created')).to.include({ text: '', isHidden: true });
    expect(bob.line.all('room:changed').flatMap(({ peers }) => peers)).to.deep.equal([]);
  });

  async function people<const Count extends 2 | 3>(count: Count) {
    const all = await Promise.all(Array.from({ length: count }, () => newGuest(app)));
    return all as Count extends 2 ? [Guest, Guest] : [Guest, Guest, Guest];
  }

  async function open(owner: Guest): Promise<string> {
    const { id } = await owner.call('rooms.create', { body: { title: 'Open' } });
    return id;
  }

  function block(blocker: Guest, blocked: Guest): Promise<unknown> {
    return blocker.call('blocks.create', { params: { personId: blocked.id } });
  }
});
