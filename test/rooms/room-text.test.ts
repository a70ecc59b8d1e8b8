/** Who may read what was written in a room: those who are or were inside, and after it has closed as far as they were there. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, type Guest, newGuest } from '../support/guest.ts';
import { refusalOf } from '../support/people.ts';
import { disconnectAll, message } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

// Promise A10 of docs/promises.md.
describe('the text of a public room', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(disconnectAll);
  after(() => app.close());

  interface Inside {
    owner: Guest;
    roomId: string;
    conversationId: string;
    say: (text: string) => Promise<unknown>;
  }

  /** A room whose owner is inside. */
  async function newRoom(): Promise<Inside> {
    const owner = await newGuest(app);
    const { id: roomId, conversationId } = await owner.call('rooms.create', { body: { title: 'Quiet corner' } });
    await owner.line.ask('room:join', { roomId });
    const say = (text: string) => owner.line.ask('message:send', message(conversationId, text));
    return { owner, roomId, conversationId, say };
  }

  const history = async (who: Guest, conversationId: string) => {
    const { messages } = await who.call('conversations.history', { params: { conversationId }, query: {} });
    return messages.map(({ text }) => text);
  };
  const sync = async (who: Guest, conversationId: string, afterSeq = 0) => {
    const { messages, lastSeq, hasMore } = await who.line.ask('conversation:sync', { conversationId, afterSeq });
    return { texts: messages.map(({ text }) => text), lastSeq, hasMore };
  };
  /** Everything that reads the text. */
  const readings = (who: Guest, conversationId: string) => {
    const params = { conversationId };
    return Promise.all(
      [
        who.call('conversations.get', { params }),
        who.call('conversations.history', { params, query: {} }),
        who.call('conversations.history', { params, query: { beforeSeq: 2 } }),
        who.call('conversations.mute', { params, body: { for: 'hour' } }),
        who.line.ask('conversation:sync', { conversationId, afterSeq: 0 }),
        who.line.ask('conversation:read', { conversationId, seq: 1 }),
        who.line.ask('typing:stop', { conversationId }),
      ].map(refusalOf),
    );
  };
  const leave = async (who: Guest, { roomId, conversationId }: Inside, toSeq: number) => {
    await who.line.ask('room:leave', { roomId });
    const visits = app.connection.collection('roomVisits');
    await until(() => visits.findOne({ conversationId, personId: who.id, toSeq }));
  };

  it('is refused to who was never inside, while it is open and after it closed', async () => {
    const room = await newRoom();
    await room.say('only for us');
    const stranger = await newGuest(app);

    const whileOpen = await readings(stranger, room.conversationId);
    await room.owner.call('rooms.close', { params: { roomId: room.roomId } });
    const afterwards = await readings(stranger, room.conversationId);

    const refused = Array.from({ length: 7 }, () => 'forbidden/not_in_room');
    expect([whileOpen, afterwards]).to.deep.equal([refused, refused]);
  });

  it('is read as a whole by who is inside, and by who was inside while it is open', async () => {
    const room = await newRoom();
    await room.say('before');
    const bob = await newGuest(app);
    await bob.line.ask('room:join', { roomId: room.roomId });
    const inside = await history(bob, room.conversationId);
    await leave(bob, room, 1);
    await room.say('afterwards');

    expect(inside).to.deep.equal(['before']);
    expect(await history(bob, room.conversationId)).to.deep.equal(['before', 'afterwards']);
    expect((await sync(bob, room.conversationId)).texts).to.deep.equal(['before', 'afterwards']);
  });

  it('is read after it closed as far as a person was there, however it is read', async () => {
    const room = await newRoom();
    await room.say('one');
    const bob = await newGuest(app);
    await bob.line.ask('room:join', { roomId: room.roomId });
    await room.say('two');
    await leave(bob, room, 2);
    await room.say('three');
    await room.say('four');
    await room.owner.call('rooms.close', { params: { roomId: room.roomId } });

    const params = { conversationId: room.conversationId };
    const got = await bob.call('conversations.get', { params });
    const before = await bob.call('conversations.history', { params, query: { beforeSeq: 4 } });
    const after = await bob.call('conversations.history', { params, query: { afterSeq: 1 } });
    const around = await bob.call('conversations.history', { params, query: { around: 'unread', limit: 2 } });
    const mark = await bob.line.ask('conversation:read', { conversationId: room.conversationId, seq: 4 });

    expect(await history(bob, room.conversationId)).to.deep.equal(['one', 'two']);
    expect(got.lastMessage?.text).to.equal('two');
    expect([got.lastSeq, got.unreadCount, mark.seq]).to.deep.equal([2, 2, 2]);
    expect(before.messages.map(({ text }) => text)).to.deep.equal(['one', 'two']);
    expect([after.messages.map(({ text }) => text), after.lastSeq]).to.deep.equal([['two'], 2]);
    expect(around.messages.map(({ text }) => text)).to.deep.equal(['one', 'two']);
    const whole = { texts: ['one', 'two'], lastSeq: 2, hasMore: false };
    expect(await sync(bob, room.conversationId)).to.deep.equal(whole);
    expect(await sync(bob, room.conversationId, 2)).to.deep.equal({ ...whole, texts: [] });
  });

  it('is read as a whole after it closed by who was inside then, also with a second device that had left', async () => {
    const room = await newRoom();
    const bob = await newGuest(app);
    const phone = await connectGuest(app, bob);
    for (const device of [bob, phone]) await device.line.ask('room:join', { roomId: room.roomId });
    await room.say('one');
    await phone.line.ask('room:leave', { roomId: room.roomId });
    await room.say('two');
    await room.owner.call('rooms.close', { params: { roomId: room.roomId } });

    const texts = await until(
      () => history(bob, room.conversationId),
      ({ length }) => length === 2,
    );
    expect(texts).to.deep.equal(['one', 'two']);
    expect(await history(room.owner, room.conversationId)).to.deep.equal(['one', 'two']);
  });

  it('is forgotten together with a person', async () => {
    const room = await newRoom();
    const bob = await newGuest(app);
    const visits = app.connection.collection('roomVisits');
    await bob.line.ask('room:join', { roomId: room.roomId });
    expect(await visits.countDocuments({ personId: bob.id })).to.equal(1);

    await bob.call('accounts.delete', { body: { password: bob.password } });

    await bob.line.ended();
    // The server has handled the end of the connection.
    await room.say('still here');
    await until(async () => (await visits.countDocuments({ personId: bob.id })) === 0);
  });
});
