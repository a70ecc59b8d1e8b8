/** The room of a circle: its people can see and join it; for everyone else it does not exist. */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { type CircleName, circleName } from '../../src/kernel/circles.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Guest, newGuest, sitDown } from '../support/guest.ts';
import { addMealCircles, mealChanged, type TestMeals } from '../support/meals.ts';
import { refusalOf } from '../support/people.ts';
import { connectVoice, disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

describe('the room of a circle', () => {
  let app: TestApp;
  const meals: TestMeals = new Map();

  before(async () => {
    app = await startTestApp({ limits: { roomChangeMs: 20, emptyRoomMs: 1, roomSweepMs: 60_000 } });
    addMealCircles(app, meals);
  });
  afterEach(disconnectAll);
  after(() => app.close());

  function people(howMany: number): Promise<Guest[]> {
    return Promise.all(Array.from({ length: howMany }, () => newGuest(app)));
  }

  function meal(...guests: Guest[]): { mealId: string; circle: CircleName } {
    const mealId = newId();
    meals.set(mealId, new Set(guests.map(({ id }) => id)));
    mealChanged(
      app,
      mealId,
      guests.map(({ id }) => id),
    );
    return { mealId, circle: circleName('meal', mealId) };
  }

  function open(circle: CircleName, owner: Guest) {
    const shown = { title: '夕食の席', tags: ['ramen'], language: 'ja' } as const;
    return app.services.circleRooms.open({ tenantId: 'public', circle, ownerId: owner.id, ...shown });
  }

  const listed = async (guest: Guest) => (await guest.call('rooms.list')).items.map(({ id }) => id);

  it('can be seen, listed and joined by its people, and names its circle', async () => {
    const [ann, bob] = (await people(2)) as [Guest, Guest];
    const { circle, mealId } = meal(ann, bob);

    const room = await open(circle, ann);
    await sitDown(app, bob, room.id);

    expect(room).to.deep.include({ circle: { kind: 'meal', id: mealId }, title: '夕食の席' });
    expect(await listed(ann)).to.include(room.id);
    const { rooms } = await ann.line.ask('rooms:watch', {});
    expect(rooms.map(({ id }) => id)).to.include(room.id);
  });

  it('is created once, even by concurrent requests, and created again only after it was closed', async () => {
    const [ann] = (await people(1)) as [Guest];
    const { circle } = meal(ann);

    const opened = await Promise.all(Array.from({ length: 8 }, () => open(circle, ann)));
    await app.services.circleRooms.close('public', circle);
    const later = await open(circle, ann);

    expect(new Set(opened.map(({ id }) => id)).size).to.equal(1);
    expect(later.id).not.to.equal(opened[0]?.id);
    expect((await ann.call('rooms.get', { params: { roomId: opened[0]?.id ?? '' } })).state).to.equal('closed');
  });

  it('does not exist for a stranger, on any route or request, or with a forged ticket', async () => {
    const [ann, stranger] = (await people(2)) as [Guest, Guest];
    const { circle } = meal(ann);
    await stranger.line.ask('rooms:watch', {});
    await ann.line.ask('rooms:watch', {});

    const { id: roomId, conversationId } = await open(circle, ann);
    await sitDown(app, ann, roomId);
    await ann.line.next('room:changed', ({ id, peers }) => id === roomId && peers.length === 1);

    const { rooms } = await stranger.line.ask('rooms:watch', {});
    expect(rooms.map(({ id }) => id)).not.to.include(roomId);
    expect(await listed(stranger)).not.to.include(roomId);
    const refusals = await Promise.all([
      refusalOf(stranger.call('rooms.get', { params: { roomId } })),
      refusalOf(stranger.call('rooms.edit', { params: { roomId }, body: { title: 'mine' } })),
      refusalOf(stranger.call('rooms.close', { params: { roomId } })),
      refusalOf(stranger.line.ask('room:join', { roomId })),
      refusalOf(stranger.call('conversations.get', { params: { conversationId } })),
      refusalOf(stranger.call('conversations.history', { params: { conversationId } })),
      refusalOf(stranger.line.ask('conversation:sync', { conversationId, afterSeq: 0 })),
      refusalOf(stranger.line.ask('message:send', { conversationId, clientMessageId: 'let-me-in', text: 'hello' })),
      refusalOf(stranger.line.ask('typing:start', { conversationId })),
    ]);
    expect(refusals).to.deep.equal(Array(9).fill('not_found'));
    const forged = { ...stranger, tenantId: 'public', personId: stranger.id, roomId, peerId: stranger.id };
    const ticket = app.services.tickets.issue({ ...forged, nodeId: await nodeOf(roomId), joinId: newId() });
    const voice = await connectVoice(app, ticket);
    expect(await refusalOf(voice.ask('voice:open', {}))).to.equal('not_found');
    // The marker: events arrive in order, so an event of the circle's room would have come before this one.
    const marker = await ann.call('rooms.create', { body: { title: 'For everyone' } });
    await stranger.line.next('room:changed', ({ id }) => id === marker.id);
    expect(stranger.line.all('room:changed').filter(({ id }) => id === roomId)).to.deep.equal([]);
  });

  it('removes people who leave the circle at once, from voice, text and list', async () => {
    const [ann, bob, cat] = (await people(3)) as [Guest, Guest, Guest];
    const { circle, mealId } = meal(ann, bob, cat);
    const { id: roomId, conversationId } = await open(circle, ann);
    // Inside for the text only: nothing else than this membership would end it.
    await cat.line.ask('room:join', { roomId });
    const annSeated = await sitDown(app, ann, roomId);
    const bobSeated = await sitDown(app, bob, roomId);
    await bob.line.ask('rooms:watch', {});
    const spare = (await bob.line.ask('room:join', { roomId })).voice.ticket;

    for (const { id } of [cat, bob]) {
      meals.get(mealId)?.delete(id);
      mealChanged(app, mealId, [id]);
    }

    expect(await bobSeated.voice.next('voice:closed')).to.deep.equal({ reason: 'removed' });
    await annSeated.voice.next('peer:left');
    const gone = await bob.line.next('room:changed', ({ id, state }) => id === roomId && state === 'closed');
    expect(gone.peers).to.deep.equal([]);
    bob.line.forget('room:changed');
    const text = { conversationId, clientMessageId: 'after-leaving', text: 'still here?' };
    expect(await refusalOf(bob.line.ask('message:send', text))).to.equal('not_found');
    const again = await connectVoice(app, spare);
    expect(await refusalOf(again.ask('voice:open', {}))).to.equal('not_found');
    await ann.line.ask('message:send', { ...text, text: 'among us' });
    await annSeated.voice.ask('hand:raise', { isRaised: true });
    const marker = await bob.call('rooms.create', { body: { title: 'Somewhere else' } });
    await bob.line.next('room:changed', ({ id }) => id === marker.id);
    expect(bob.line.all('room:changed')).to.deep.equal([]);
    for (const { line } of [bob, cat]) {
      await line.ask('presence:read', { personIds: [] });
      expect(line.all('message:created')).to.deep.equal([]);
    }
  });

  it('appears in the watched list of a person who enters the circle while people are inside', async () => {
    const [ann, bob] = (await people(2)) as [Guest, Guest];
    const { circle, mealId } = meal(ann);
    const { id: roomId } = await open(circle, ann);
    await sitDown(app, ann, roomId);
    await bob.line.ask('rooms:watch', {});

    meals.get(mealId)?.add(bob.id);
    mealChanged(app, mealId, [bob.id]);

    const appeared = await bob.line.next('room:changed', ({ id }) => id === roomId);
    expect(appeared.peers.map(({ person }) => person.id)).to.deep.equal([ann.id]);
    await sitDown(app, bob, roomId);
  });

  it('cannot be edited or closed by an owner who has left the circle', async () => {
    const [ann, bob] = (await people(2)) as [Guest, Guest];
    const { circle, mealId } = meal(ann, bob);
    const { id: roomId } = await open(circle, ann);

    meals.get(mealId)?.delete(ann.id);
    mealChanged(app, mealId, [ann.id]);

    const params = { roomId };
    expect(await refusalOf(ann.call('rooms.edit', { params, body: { title: 'mine' } }))).to.equal('not_found');
    expect(await refusalOf(ann.call('rooms.close', { params }))).to.equal('not_found');
    expect((await bob.call('rooms.get', { params })).state).to.equal('open');
  });

  it('stays open while it is empty, until its feature closes it', async () => {
    const [ann] = (await people(1)) as [Guest];
    const { circle } = meal(ann);
    const { id: roomId } = await open(circle, ann);
    const { circleRooms } = app.services;

    await app.services.sweep.sweep();
    const { voice } = await sitDown(app, ann, roomId);
    const whileInside = await circleRooms.closeIfEmpty('public', circle);
    const { socket } = voice;
    socket.disconnect();
    await ann.line.ask('room:leave', { roomId });
    await until(() => circleRooms.closeIfEmpty('public', circle));

    expect(whileInside).to.equal(false);
    expect((await ann.call('rooms.get', { params: { roomId } })).state).to.equal('closed');
  });

  async function nodeOf(roomId: string): Promise<string> {
    const room = await app.connection.collection<{ _id: string; nodeId: string }>('rooms').findOne({ _id: roomId });
    return room?.nodeId ?? '';
  }
});
