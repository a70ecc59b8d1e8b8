/** Messages that are removed because they are kept for a limited time: numbers, unread counts, the SDK, and a crash in between. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import { type Network, startNetwork } from '../client-sdk/network.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { startTestDatabase } from '../support/database.ts';
import { holdNext, interrupting } from '../support/hold.ts';
import { matchedPair, type Pair, type Person, refusalOf } from '../support/people.ts';
import { closeClients, rejection, talkingPair, waitFor, whenever, whenState } from '../support/sdk.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';

const tokenKeys = [{ id: 'k1', secret: new Secret('9f2Kq-u1vWcZ4Lr8TtYx6BnM0PdEgHsJ') }];
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe('messages that are removed after a time', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp({ limits: { retentionBatch: 3, hotMessages: 100 } });
  });
  afterEach(async () => {
    disconnectAll();
    await closeClients();
  });
  after(() => app.close());

  /** Sends so many messages of Alice. */
  async function send(pair: Pick<Pair, 'alice' | 'conversationId'>, count: number, on: TestApp = app): Promise<void> {
    const line = await connect(on, pair.alice);
    for (let at = 0; at < count; at += 1) await line.ask('message:send', message(pair.conversationId, `text ${at}`));
  }

  /** Makes the messages up to `seq` older than the limit. */
  async function age(conversationId: string, seq: number, on: TestApp = app): Promise<void> {
    const createdAt = new Date(Date.now() - 31 * DAY_MS);
    const filter = { conversationId, seq: { $lte: seq } };
    await on.connection.collection('messages').updateMany(filter, { $set: { createdAt } });
    const conversations = on.connection.collection<{ _id: string }>('conversations');
    await conversations.updateOne({ _id: conversationId }, { $set: { createdAt } });
  }

  function sweep(on: TestApp = app): Promise<void> {
    const before = new Date(Date.now() - 30 * DAY_MS);
    return on.services.conversations.removeOlder(PUBLIC_TENANT, { messages: before, rooms: before }, () => false);
  }

  const storedSeqs = async (conversationId: string, on: TestApp = app) =>
    (await on.connection.collection('messages').find({ conversationId }).sort({ seq: 1 }).toArray()).map(
      ({ seq }) => seq,
    );
  const history = async ({ call }: Person, conversationId: string, query = {}) => {
    const { messages, ...rest } = await call('conversations.history', { params: { conversationId }, query });
    return { ...rest, seqs: messages.map(({ seq }) => seq) };
  };
  const get = ({ call }: Person, conversationId: string) => call('conversations.get', { params: { conversationId } });

  async function trimmedPair(count: number, removed: number) {
    const pair = await matchedPair(app);
    await send(pair, count);
    await age(pair.conversationId, removed);
    await sweep();
    return pair;
  }

  it('are gone in parts, and the others are read without a gap from the first one that is kept', async () => {
    const { alice, bob, conversationId } = await trimmedPair(10, 7);

    expect(await storedSeqs(conversationId)).to.deep.equal([8, 9, 10]);
    const kept = { seqs: [8, 9, 10], lastSeq: 10, hasMore: false };
    for (const reader of [alice, bob]) {
      // Twice: from the database, then from memory.
      expect(await history(reader, conversationId)).to.deep.equal(kept);
      expect(await history(reader, conversationId)).to.deep.equal(kept);
      expect(await history(reader, conversationId, { afterSeq: 0 })).to.deep.equal(kept);
      expect(await history(reader, conversationId, { around: 'unread' })).to.deep.equal(kept);
      expect(await history(reader, conversationId, { beforeSeq: 8 })).to.deep.equal({ ...kept, seqs: [] });
      expect(await history(reader, conversationId, { beforeSeq: 10, limit: 1 })).to.deep.equal({
        seqs: [9],
        lastSeq: 10,
        hasMore: true,
      });
    }
    const line = await connect(app, bob);
    const synced = await line.ask('conversation:sync', { conversationId, afterSeq: 2, limit: 200 });
    expect({ ...synced, messages: synced.messages.map(({ seq }) => seq) }).to.deep.equal({
      messages: [8, 9, 10],
      lastSeq: 10,
      hasMore: false,
      removedToSeq: 7,
    });
  });

  it('do not count as unread any longer, and nobody reads them again', async () => {
    const { bob, conversationId } = await trimmedPair(10, 7);

    expect(await get(bob, conversationId)).to.deep.include({ unreadCount: 3, lastSeq: 10, lastReadSeq: 0 });
    const line = await connect(app, bob);
    await line.ask('conversation:read', { conversationId, seq: 9 });
    expect(await get(bob, conversationId)).to.deep.include({ unreadCount: 1, lastReadSeq: 9 });
  });

  it('leave the numbers as they were when all of them are gone', async () => {
    const pair = await trimmedPair(5, 5);
    const { bob, conversationId } = pair;

    const gone = { lastMessage: null, lastSeq: 5, unreadCount: 0 };
    expect(await get(bob, conversationId)).to.deep.include(gone);
    expect((await bob.call('conversations.list')).items[0]).to.deep.include(gone);
    expect(await history(bob, conversationId)).to.deep.equal({ seqs: [], lastSeq: 5, hasMore: false });
    const line = await connect(app, bob);
    expect(await line.ask('conversation:read', { conversationId, seq: 99 })).to.deep.include({ seq: 5 });
    await send(pair, 1);
    expect(await history(bob, conversationId)).to.deep.equal({ seqs: [6], lastSeq: 6, hasMore: false });
    expect(await get(bob, conversationId)).to.deep.include({ unreadCount: 1, lastSeq: 6 });
  });

  it('leave the next number also to a process that has not seen them', async () => {
    const { database } = await startTestDatabase();
    const { connection, kind } = database;
    const shared = { connection, kind, state: () => database.state(), close: async () => undefined };
    const first = await startTestApp({ database: shared, config: { tokenKeys } });
    const pair = await matchedPair(first);
    await send(pair, 4, first);
    await age(pair.conversationId, 4, first);
    await sweep(first);
    disconnectAll();
    await first.close();

    const next = await startTestApp({
      database: { ...shared, close: () => database.close() },
      config: { tokenKeys },
    });
    const line = await connect(next, pair.bob);
    const { seq } = await line.ask('message:send', message(pair.conversationId, 'again'));

    expect(seq).to.equal(5);
    disconnectAll();
    await next.close();
  });

  it('are those before the limit only, and not those of an open room', async () => {
    const pair = await matchedPair(app);
    await send(pair, 2);
    await sweep();
    const { id: roomId, conversationId } = await pair.alice.call('rooms.create', { body: { title: 'Compilers' } });
    const line = await connect(app, pair.alice);
    await line.ask('room:join', { roomId });
    await line.ask('message:send', message(conversationId, 'in the room'));
    await age(conversationId, 1);

    await sweep();
    expect([await storedSeqs(pair.conversationId), await storedSeqs(conversationId)]).to.deep.equal([[1, 2], [1]]);
    await pair.alice.call('rooms.close', { params: { roomId } });
    await sweep();

    expect(await storedSeqs(conversationId)).to.deep.equal([]);
    expect(await history(pair.alice, conversationId)).to.deep.equal({ seqs: [], lastSeq: 1, hasMore: false });
  });

  it('are gone for readers before they are deleted: the next run deletes what a crash has left', async () => {
    const pair = await matchedPair(app);
    const { alice, bob, conversationId } = pair;
    await send(pair, 6);
    await age(conversationId, 4);
    let crash: unknown = null;
    await interrupting(app.services.audit, 'deleteMany', async () => {
      crash = await rejection(sweep());
    });

    expect(String(crash)).to.include('The process ended here');
    expect(await storedSeqs(conversationId)).to.deep.equal(upTo(6));
    expect(await history(bob, conversationId)).to.deep.equal({ seqs: [4, 5, 6], lastSeq: 6, hasMore: false });
    expect(await get(bob, conversationId)).to.deep.include({ unreadCount: 3 });
    expect(await refusalOf(reportOf(bob, conversationId, 2))).to.equal('not_found');
    // Nothing is past a limit any longer, and what was left is deleted all the same.
    await app.services.conversations.removeOlder(PUBLIC_TENANT, { messages: null, rooms: null }, () => false);
    expect(await storedSeqs(conversationId)).to.deep.equal([4, 5, 6]);
    await sweep();
    await send({ alice, conversationId }, 1);
    expect(await history(bob, conversationId)).to.deep.equal({ seqs: [5, 6, 7], lastSeq: 7, hasMore: false });
  });

  it('stay until the next run when the process stops', async () => {
    const pair = await matchedPair(app);
    await send(pair, 7);
    await age(pair.conversationId, 7);
    let asked = 0;
    const before = new Date();
    await app.services.conversations.removeOlder(PUBLIC_TENANT, { messages: before, rooms: null }, () => ++asked > 0);

    expect(await storedSeqs(pair.conversationId)).to.deep.equal(upTo(7));
  });

  describe('in the SDK', () => {
    let network: Network;
    beforeEach(async () => {
      network = await startNetwork(app);
    });
    afterEach(() => network.close());

    it('disappear from an open conversation and its list, without a request for what is missing', async () => {
      const { alice, bob, conversationId } = await talkingPair(app);
      for (let at = 0; at < 6; at += 1) await alice.conversation.send(`text ${at}`);
      await whenever(bob.conversation, ({ messages }) => messages.length === 6);
      const list = bob.sdk.conversations.list();
      await whenever(list, ({ items }) => items[0]?.unreadCount === 6);
      await age(conversationId, 4);

      await sweep();

      const shown = await whenever(bob.conversation, ({ messages, unreadCount }) => {
        return messages.length === 2 && unreadCount === 2;
      });
      expect(shown.messages.map(({ seq }) => seq)).to.deep.equal([5, 6]);
      expect(shown.hasOlder).to.equal(false);
      await whenever(list, ({ items }) => items[0]?.unreadCount === 2);
      const arrived = waitFor(bob.conversation, 'message:added');
      expect((await alice.conversation.send('after')).seq).to.equal(7);
      expect((await arrived).seq).to.equal(7);
    });

    it('are no gap for a client that was away, and what it wrote meanwhile is stored once', async () => {
      const { alice, bob, conversationId } = await talkingPair(app, { alice: { url: network.url } });
      await bob.conversation.send('before');
      await whenever(alice.conversation, ({ messages }) => messages.length === 1);
      network.cut();
      await whenState(alice.sdk, 'reconnecting');
      for (let at = 0; at < 6; at += 1) await bob.conversation.send(`away ${at}`);
      const written = alice.conversation.send('in a tunnel');
      await age(conversationId, 5);
      await sweep();
      let syncs = 0;
      countSyncs(app, conversationId, () => {
        syncs += 1;
      });

      network.mend();
      expect((await written).seq).to.equal(8);
      const { messages } = await whenever(alice.conversation, (shown) => shown.messages.at(-1)?.seq === 8);

      expect(messages.map(({ seq }) => seq)).to.deep.equal([6, 7, 8]);
      // What is behind the last answer to a later request has been answered before.
      await bob.conversation.send('marker');
      await whenever(alice.conversation, (shown) => shown.messages.at(-1)?.seq === 9);
      await alice.sdk.conversations.history({ conversationId });
      expect(syncs).to.be.within(1, 3);
      expect(await storedSeqs(conversationId)).to.deep.equal([6, 7, 8, 9]);
    });

    it('hide no message that comes while the client asks what it has missed', async () => {
      const { alice, bob, conversationId } = await talkingPair(app, { alice: { url: network.url } });
      network.cut();
      await whenState(alice.sdk, 'reconnecting');
      await bob.conversation.send('away');
      await age(conversationId, 1);
      await sweep();
      const asking = holdNext(app.services.conversations, 'sync');
      network.mend();
      await asking.reached;
      const added = waitFor(alice.conversation, 'message:added');
      const [message] = await Promise.all([waitFor(alice.sdk, 'message:created'), bob.conversation.send('again')]);

      asking.release();

      expect((await added).seq).to.equal(message.seq);
      expect(alice.conversation.messages.map(({ seq }) => seq)).to.deep.equal([2]);
    });

    it('are no gap for a client that was away until all of them were gone', async () => {
      const { alice, bob, conversationId } = await talkingPair(app, { alice: { url: network.url } });
      network.cut();
      await whenState(alice.sdk, 'reconnecting');
      for (let at = 0; at < 3; at += 1) await bob.conversation.send(`away ${at}`);
      await age(conversationId, 3);
      await sweep();

      network.mend();
      await whenState(alice.sdk, 'online');

      await whenever(alice.conversation, ({ info }) => info.lastSeq === 3);
      const arrived = waitFor(alice.conversation, 'message:added');
      await bob.conversation.send('again');
      expect((await arrived).seq).to.equal(4);
      expect(alice.conversation.messages.map(({ seq }) => seq)).to.deep.equal([4]);
      expect(alice.conversation.unreadCount).to.equal(1);
    });
  });
});

/** Calls `onSync` for each `conversation:sync` of the conversation. */
function countSyncs({ services }: TestApp, conversationId: string, onSync: () => void): void {
  const { conversations } = services;
  const sync = conversations.sync.bind(conversations);
  conversations.sync = (actor, query) => {
    if (query.conversationId === conversationId) onSync();
    return sync(actor, query);
  };
}

/** Reports a message of the conversation. */
async function reportOf({ call }: Person, conversationId: string, seq: number): Promise<unknown> {
  const id = `${conversationId}-${seq.toString(36).padStart(11, '0')}`;
  return call('reports.create', { body: { kind: 'message', id, reason: 'other', words: '' } });
}
