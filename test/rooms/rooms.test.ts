/** Stored rooms: create, list, find, edit and close them, and when they close automatically. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, type Guest, newGuest, sitDown } from '../support/guest.ts';
import { refusalOf, signUp } from '../support/people.ts';
import { connectVoice, disconnectAll } from '../support/socket-client.ts';

const HOUR_MS = 3_600_000;

describe('rooms', () => {
  let app: TestApp;
  let aheadMs: number;
  beforeEach(async () => {
    aheadMs = 0;
    app = await startTestApp({
      clock: new Clock(() => Date.now() + aheadMs),
      // Access tokens outlive the hours that pass in these tests.
      limits: { openRoomsPerPerson: 3, emptyRoomMs: 6 * HOUR_MS, roomChangeMs: 20, accessTokenMs: 20 * HOUR_MS },
    });
  });
  afterEach(async () => {
    disconnectAll();
    await app.close();
  });

  it('can be created by anyone and name their owner', async () => {
    const ann = await signUp(app);

    const room = await ann.call('rooms.create', { body: { title: ' ルーム  one ', tags: ['Rust', 'rust'] } });

    expect(room).to.include({ title: 'ルーム one', language: 'ja', state: 'open', capacity: 50 });
    expect(room.tags).to.deep.equal(['rust']);
    expect(room.owner.id).to.equal(ann.id);
    expect(room.peers).to.deep.equal([]);
    const bob = await signUp(app);
    expect(await bob.call('rooms.get', { params: { roomId: room.id } })).to.deep.equal(room);
  });

  it('are listed once each over all pages: first those with people inside, then newest first', async () => {
    const owners = await Promise.all([newGuest(app), newGuest(app), newGuest(app)]);
    const ids: string[] = [];
    for (const owner of owners) for (const title of ['one', 'two', 'three']) ids.push(await open(owner, title));
    const [ann] = owners as [Guest, Guest, Guest];
    const lively = [ids[1], ids[4]] as [string, string];
    for (const roomId of lively) await sitDown(app, ann, roomId);
    const expected = [...lively.toReversed(), ...ids.filter((id) => !lively.includes(id)).toReversed()];

    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ann.call('rooms.list', { query: { limit: 2, ...(cursor && { cursor }) } });
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);

    expect(listed).to.deep.equal(expected);
    expect(await refusalOf(ann.call('rooms.list', { query: { cursor: 'bm9wZQ' } }))).to.equal(
      'invalid_input/cursor_invalid',
    );
  });

  it('are limited in number for each person, even with concurrent requests', async () => {
    const ann = await signUp(app);

    const opened = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => ann.call('rooms.create', { body: { title: `Room ${at}` } })),
    );

    const refused = opened.filter((outcome) => outcome.status === 'rejected');
    expect(opened.length - refused.length).to.equal(3);
    expect(new Set(refused.map(({ reason }) => reason.reason))).to.deep.equal(new Set(['conflict/too_many_rooms']));
    const [first] = (await ann.call('rooms.list')).items;
    await ann.call('rooms.close', { params: { roomId: first?.id ?? '' } });
    await ann.call('rooms.create', { body: { title: 'In its place' } });
  });

  it('can be edited and closed only by their owner', async () => {
    const ann = await signUp(app);
    const bob = await newGuest(app);
    const roomId = await open(ann, 'before');
    await bob.line.ask('rooms:watch', {});
    const byBob = { params: { roomId }, body: { title: 'mine now' } };

    expect(await refusalOf(bob.call('rooms.edit', byBob))).to.equal('forbidden/not_allowed');
    expect(await refusalOf(bob.call('rooms.close', { params: { roomId } }))).to.equal('forbidden/not_allowed');
    const edited = await ann.call('rooms.edit', { params: { roomId }, body: { title: 'after' } });
    const closed = await ann.call('rooms.close', { params: { roomId } });

    expect(edited).to.include({ title: 'after', state: 'open' });
    expect(closed).to.include({ title: 'after', state: 'closed' });
    await bob.line.next('room:changed', (room) => room.title === 'after' && room.state === 'open');
    await bob.line.next('room:changed', (room) => room.title === 'after' && room.state === 'closed');
    expect((await bob.call('rooms.list')).items).to.deep.equal([]);
    expect(await ann.call('rooms.close', { params: { roomId } }), 'closing twice').to.include({ state: 'closed' });
    expect(await refusalOf(ann.call('rooms.edit', { params: { roomId }, body: {} }))).to.equal('conflict/room_closed');
  });

  it('keep the people inside when their title changes', async () => {
    const ann = await newGuest(app);
    const roomId = await open(ann, 'before');
    await sitDown(app, ann, roomId);

    const edited = await ann.call('rooms.edit', { params: { roomId }, body: { title: 'after' } });

    expect(edited.peers.map(({ person }) => person.id)).to.deep.equal([ann.id]);
    const bob = await newGuest(app);
    const { rooms } = await bob.line.ask('rooms:watch', {});
    expect(rooms.map(({ title, peers }) => [title, peers.length])).to.deep.equal([['after', 1]]);
  });

  it('close automatically after being empty for too long, and stay open while someone is inside', async () => {
    const ann = await newGuest(app);
    const empty = await open(ann, 'empty');
    const lively = await open(ann, 'lively');
    const visited = await open(ann, 'visited');
    await sitDown(app, ann, lively);

    aheadMs += 5 * HOUR_MS;
    await ann.line.ask('room:join', { roomId: visited });
    aheadMs += 2 * HOUR_MS;
    expect(await refusalOf(ann.line.ask('room:join', { roomId: empty })), 'before any sweep').to.equal(
      'conflict/room_closed',
    );
    expect((await ann.call('rooms.list')).items.map(({ id }) => id)).to.deep.equal([lively, visited]);
    await app.services.sweep.sweep();

    const states = await Promise.all(
      [empty, lively, visited].map(async (roomId) => (await ann.call('rooms.get', { params: { roomId } })).state),
    );
    expect(states).to.deep.equal(['closed', 'open', 'open']);
  });

  it('close automatically even if their process died with people inside', async () => {
    const ann = await newGuest(app);
    const roomId = await open(ann, 'abandoned');
    // As after the kill of a process: marked as occupied, on a node that does not exist.
    await app.connection
      .collection<{ _id: string }>('rooms')
      .updateOne({ _id: roomId }, { $set: { nodeId: 'gone', emptySince: null } });

    await app.services.sweep.sweep();
    aheadMs += 7 * HOUR_MS;
    await app.services.sweep.sweep();

    expect(await ann.call('rooms.get', { params: { roomId } })).to.include({ state: 'closed' });
  });

  it('have messages that people inside can write and everyone can read', async () => {
    const [ann, bob] = await Promise.all([newGuest(app), newGuest(app)]);
    const { id: roomId, conversationId } = await ann.call('rooms.create', { body: { title: 'Talk' } });
    const send = (guest: Guest, text: string) =>
      guest.line.ask('message:send', { conversationId, clientMessageId: `message-${text.replaceAll(' ', '-')}`, text });

    expect(await refusalOf(send(bob, 'early'))).to.equal('forbidden/not_in_room');
    await Promise.all([ann, bob].map(({ line }) => line.ask('room:join', { roomId })));
    await send(bob, 'hello');
    expect(await ann.line.next('message:created')).to.include({ text: 'hello', seq: 1 });
    const phone = await connectGuest(app, bob);
    await phone.line.ask('room:join', { roomId });
    await bob.line.ask('room:leave', { roomId });
    await send(phone, 'from the other device');
    await phone.line.ask('room:leave', { roomId });

    expect(await refusalOf(send(bob, 'late'))).to.equal('forbidden/not_in_room');
    const { messages } = await bob.call('conversations.history', { params: { conversationId }, query: {} });
    expect(messages.map(({ text }) => text)).to.deep.equal(['hello', 'from the other device']);
    await ann.call('rooms.close', { params: { roomId } });
    expect(await refusalOf(send(ann, 'closed'))).to.equal('forbidden/conversation_closed');
  });

  it('are limited in number for each connection that joins them', async () => {
    const owners = await Promise.all(Array.from({ length: 4 }, () => signUp(app)));
    const ids = await Promise.all(owners.flatMap((owner) => [1, 2, 3].map((number) => open(owner, `Room ${number}`))));
    const ann = await newGuest(app);

    for (const roomId of ids.slice(0, 10)) await ann.line.ask('room:join', { roomId });

    const [another = ''] = ids.slice(10);
    expect(await refusalOf(ann.line.ask('room:join', { roomId: another }))).to.equal('conflict/too_many_joined_rooms');
    await ann.line.ask('room:leave', { roomId: ids[0] ?? '' });
    await ann.line.ask('room:join', { roomId: another });
  });

  it('give tickets that are valid for a minute', async () => {
    const ann = await newGuest(app);
    const roomId = await open(ann, 'soon');
    const { voice } = await ann.line.ask('room:join', { roomId });

    aheadMs += 50_000;
    const inTime = await connectVoice(app, voice.ticket);
    aheadMs += 15_000;

    expect(await inTime.ask('voice:open', {})).to.include({ peerId: voice.peerId });
    expect(await refusalOf(connectVoice(app, voice.ticket))).to.equal('unauthenticated/token_expired');
  });

  it('close with the account of their owner, and are deleted', async () => {
    const ann = await newGuest(app);
    const bob = await newGuest(app);
    const roomId = await open(ann, 'farewell');
    const seated = await sitDown(app, bob, roomId);

    await ann.call('accounts.delete', { body: { password: ann.password } });

    expect(await seated.voice.next('voice:closed')).to.deep.equal({ reason: 'room_closed' });
    expect(await refusalOf(bob.call('rooms.get', { params: { roomId } }))).to.equal('not_found');
    expect(await refusalOf(bob.line.ask('room:join', { roomId }))).to.equal('not_found');
  });

  it('are not found under an invented id', async () => {
    const ann = await newGuest(app);

    expect(await refusalOf(ann.call('rooms.get', { params: { roomId: 'nowhere' } }))).to.equal('not_found');
    expect(await refusalOf(ann.line.ask('room:join', { roomId: 'nowhere' }))).to.equal('not_found');
    expect(await ann.line.ask('room:leave', { roomId: 'nowhere' })).to.deep.equal({});
  });

  async function open(owner: Pick<Guest, 'call'>, title: string): Promise<string> {
    const { id } = await owner.call('rooms.create', { body: { title } });
    return id;
  }
});
