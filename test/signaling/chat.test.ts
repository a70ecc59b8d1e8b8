/** Two people exchange messages over real sockets. */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { matchedPair, refusal, signUp } from '../support/people.ts';
import { connect, disconnectAll, type MainSocket, message } from '../support/socket-client.ts';

describe('chat', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { typingMs: 300 } });
  });

  afterEach(disconnectAll);

  after(() => app.close());

  function connected(...people: Parameters<typeof connect>[1][]): Promise<MainSocket[]> {
    return Promise.all(people.map((person) => connect(app, person)));
  }

  async function talking() {
    const pair = await matchedPair(app);
    const [a, b] = await connected(pair.alice, pair.bob);
    if (!a || !b) throw new Error('Two connections are needed');
    return { ...pair, a, b };
  }

  it('sends a message to every device of both people, including the sender', async () => {
    const { alice, bob, a, b, conversationId } = await talking();
    const [phone] = await connected(bob);

    const sent = await a.ask('message:send', message(conversationId, 'やあ'));

    expect(sent).to.include({ seq: 1, senderId: alice.id, text: 'やあ', conversationId });
    for (const device of [a, b, phone]) expect(await device?.received('message:created')).to.deep.equal(sent);
  });

  it('answers a resend with the message that was stored first', async () => {
    const { a, b, conversationId } = await talking();
    const draft = message(conversationId);

    const first = await a.ask('message:send', draft);
    const again = await a.ask('message:send', { ...draft, text: 'another text' });
    await a.ask('message:send', message(conversationId, 'next'));

    expect(again).to.deep.equal(first);
    const { messages } = await b.ask('conversation:sync', { conversationId, afterSeq: 0 });
    expect(messages.map(({ seq, text }) => [seq, text])).to.deep.equal([
      [1, 'hello'],
      [2, 'next'],
    ]);
  });

  it('keeps one order without gaps for four devices that send at once', async () => {
    const { alice, bob, a, b, conversationId } = await talking();
    const [a2, b2] = await connected(alice, bob);
    const devices = [a, b, a2, b2].filter((device) => device !== undefined);

    const sent = await Promise.all(
      devices.flatMap((device) =>
        Array.from({ length: 50 }, (_, at) => device.ask('message:send', message(conversationId, `${at}`))),
      ),
    );

    expect(sent.map(({ seq }) => seq).sort((x, y) => x - y)).to.deep.equal(upTo(200));
    for (const device of devices) {
      await device.received('message:created', ({ seq }) => seq === 200);
      expect(device.all('message:created').map(({ seq }) => seq)).to.deep.equal(upTo(200));
    }
  });

  it('acknowledges a message before it announces the next one', async () => {
    const { a, conversationId } = await talking();
    const order: string[] = [];
    a.socket.onAny((_name, { seq }) => order.push(`received ${seq}`));

    for (const seq of [1, 2, 3]) {
      await a.ask('message:send', message(conversationId)).then(() => order.push(`acknowledged ${seq}`));
    }
    await a.received('message:created', ({ seq }) => seq === 3);

    expect(order.indexOf('acknowledged 1')).to.be.lessThan(order.indexOf('received 2'));
    expect(order.indexOf('acknowledged 2')).to.be.lessThan(order.indexOf('received 3'));
  });

  it('returns the messages after a seq, page by page', async () => {
    const { a, b, conversationId } = await talking();
    for (const text of ['1', '2', '3', '4', '5']) await a.ask('message:send', message(conversationId, text));

    const first = await b.ask('conversation:sync', { conversationId, afterSeq: 1, limit: 3 });
    const rest = await b.ask('conversation:sync', { conversationId, afterSeq: 4, limit: 3 });
    const none = await b.ask('conversation:sync', { conversationId, afterSeq: 5 });

    expect(first.messages.map(({ seq }) => seq)).to.deep.equal([2, 3, 4]);
    expect(first).to.include({ lastSeq: 5, hasMore: true });
    expect(rest.messages.map(({ seq }) => seq)).to.deep.equal([5]);
    expect(rest).to.include({ lastSeq: 5, hasMore: false });
    expect(none).to.deep.equal({ messages: [], lastSeq: 5, hasMore: false });
  });

  it("counts the other person's unread messages after a read mark that never moves back", async () => {
    const { alice, bob, a, b, conversationId } = await talking();
    for (const text of ['1', '2', '3', '4']) await a.ask('message:send', message(conversationId, text));
    await b.ask('message:send', message(conversationId, 'mine'));

    const params = { conversationId };
    const marks = [];
    for (const seq of [3, 1]) marks.push(await b.ask('conversation:read', { conversationId, seq }));
    const between = await bob.call('conversations.get', { params });
    const listed = await bob.call('conversations.list');
    marks.push(await b.ask('conversation:read', { conversationId, seq: 1_000 }));
    const [his, hers] = await Promise.all([
      bob.call('conversations.get', { params }),
      alice.call('conversations.get', { params }),
    ]);

    expect(marks.map(({ seq }) => seq)).to.deep.equal([3, 3, 5]);
    for (const shown of [between, listed.items[0]]) {
      expect(shown, 'only the fourth message is unread').to.include({ unreadCount: 1, lastReadSeq: 3, lastSeq: 5 });
    }
    expect(await a.received('read:moved', ({ seq }) => seq === 5)).to.include({ personId: bob.id });
    expect(a.all('read:moved').map(({ seq }) => seq)).to.deep.equal([3, 5]);
    expect(his).to.include({ unreadCount: 0, lastReadSeq: 5, lastSeq: 5 });
    expect(hers).to.include({ unreadCount: 1, lastReadSeq: 0, othersReadSeq: 5 });
  });

  it('lists conversations with their last message, most recently active first', async () => {
    const { alice, a, conversationId } = await talking();
    const topic = await alice.call('topics.create', { body: { title: 'Tea', body: '', kind: 'discuss' } });
    const carol = await signUp(app);
    await carol.call('topics.createInterest', { params: { topicId: topic.id } });
    const newer = await alice.call('matches.create', { params: { topicId: topic.id, personId: carol.id } });

    const before = await alice.call('conversations.list');
    const sent = await a.ask('message:send', message(conversationId, 'last'));
    const after = await alice.call('conversations.list', { query: { limit: 1 } });

    expect(before.items.map(({ id }) => id)).to.deep.equal([newer.conversationId, conversationId]);
    expect(after.items.map(({ id }) => id)).to.deep.equal([conversationId]);
    expect(after.items[0]?.lastMessage).to.deep.equal(sent);
    expect(after.items[0]?.activeAt).to.equal(sent.createdAt);
    const rest = await alice.call('conversations.list', { query: { cursor: after.nextCursor ?? '' } });
    expect(rest.items.map(({ id }) => id)).to.deep.equal([newer.conversationId]);
  });

  it('returns the history in pages, newest message last', async () => {
    const { bob, a, conversationId } = await talking();
    for (const text of ['1', '2', '3', '4', '5']) await a.ask('message:send', message(conversationId, text));
    const params = { conversationId };

    const newest = await bob.call('conversations.history', { params, query: { limit: 3 } });
    const older = await bob.call('conversations.history', { params, query: { limit: 3, beforeSeq: 3 } });

    expect(newest.messages.map(({ text }) => text)).to.deep.equal(['3', '4', '5']);
    expect(newest).to.include({ lastSeq: 5, hasMore: true });
    expect(older.messages.map(({ text }) => text)).to.deep.equal(['1', '2']);
    expect(older).to.include({ lastSeq: 5, hasMore: false });
  });

  it('returns the history of one place only', async () => {
    const { bob, conversationId } = await talking();
    const params = { conversationId };
    const queries = [
      { beforeSeq: 3, afterSeq: 1 },
      { beforeSeq: 3, around: 'unread' },
      { afterSeq: 0, around: 'unread' },
    ] as const;

    const refused = await Promise.all(
      queries.map((query) => refusal(bob.call('conversations.history', { params, query }))),
    );

    expect(refused.map(({ reason }) => reason)).to.deep.equal(Array(3).fill('invalid_input'));
    for (const { error } of refused) expect(error.message).to.include('at most one of beforeSeq, afterSeq and around');
  });

  it('shows the others that someone types, until it times out or a message is sent', async () => {
    const { alice, a, b, conversationId } = await talking();
    const typing = { conversationId, personId: alice.id };

    await a.ask('typing:start', { conversationId });
    expect(await b.received('typing:started')).to.deep.equal(typing);
    expect(await b.received('typing:stopped')).to.deep.equal(typing);
    await a.ask('typing:start', { conversationId });
    await a.ask('message:send', message(conversationId));
    await b.received('message:created');
    // The marker: any typing event to the person who types would have arrived before this message.
    await b.ask('message:send', message(conversationId, 'marker'));
    await a.received('message:created', ({ text }) => text === 'marker');

    expect(b.heard.map(({ name }) => name).filter((name) => name.startsWith('typing'))).to.have.length(4);
    expect(a.all('typing:started')).to.deep.equal([]);
  });

  it('shows the others only so often that someone types', async () => {
    const small = await startTestApp({ limits: { typingMs: 7_200_000, typingEveryMs: 3_600_000 } });
    try {
      const { alice, bob, conversationId } = await matchedPair(small);
      const [a, b] = [await connect(small, alice), await connect(small, bob)];

      for (let at = 0; at < 10; at++) {
        await a.ask('typing:start', { conversationId });
        await a.ask('typing:start', { conversationId });
        await a.ask('typing:stop', { conversationId });
      }
      await a.ask('message:send', message(conversationId, 'marker'));
      await b.received('message:created');

      const heard = b.heard.map(({ name }) => name).filter((name) => name.startsWith('typing'));
      expect(heard).to.deep.equal(['typing:started', 'typing:stopped']);
    } finally {
      disconnectAll();
      await small.close();
    }
  });

  it('hides a conversation from strangers, and lets nobody write after the match has ended', async () => {
    const { alice, a, match, conversationId } = await talking();
    const [stranger] = await connected(await signUp(app));
    await a.ask('message:send', message(conversationId));

    for (const id of [conversationId, newId()]) {
      const refused = [
        await stranger?.answer('message:send', message(id)),
        await stranger?.answer('conversation:sync', { conversationId: id, afterSeq: 0 }),
        await stranger?.answer('conversation:read', { conversationId: id, seq: 1 }),
        await stranger?.answer('typing:start', { conversationId: id }),
      ];
      for (const result of refused) {
        expect(result).to.deep.equal({
          ok: false,
          error: { code: 'not_found', message: 'This conversation does not exist, or you cannot see it.' },
        });
      }
    }
    await alice.call('matches.end', { params: { matchId: match.id } });
    const late = await a.answer('message:send', message(conversationId));

    expect(late).to.have.nested.property('error.details.reason', 'conversation_closed');
    expect(await a.ask('conversation:sync', { conversationId, afterSeq: 0 })).to.include({ lastSeq: 1 });
  });

  it('hides a conversation from both people if one has blocked the other', async () => {
    const { alice, bob, a, b, conversationId } = await talking();
    await a.ask('message:send', message(conversationId));

    await bob.call('blocks.create', { params: { personId: alice.id } });

    for (const [person, device] of [[alice, a] as const, [bob, b] as const]) {
      expect(await device.answer('message:send', message(conversationId))).to.have.nested.property(
        'error.code',
        'not_found',
      );
      expect((await person.call('conversations.list')).items).to.deep.equal([]);
    }
  });

  it('shows who is online only to people with a match', async () => {
    const { alice, bob, a, b } = await talking();
    const carol = await signUp(app);
    const [c] = await connected(carol);

    expect(await a.received('presence:changed', ({ isOnline }) => isOnline)).to.deep.equal({
      personId: bob.id,
      isOnline: true,
    });
    b.close();
    await a.received('presence:changed', ({ isOnline }) => !isOnline);
    const seen = await a.ask('presence:read', { personIds: [bob.id, carol.id] });
    const seenByCarol = await c?.ask('presence:read', { personIds: [alice.id] });

    expect(seen.items).to.deep.equal([
      { personId: bob.id, isOnline: false },
      { personId: carol.id, isOnline: false },
    ]);
    expect(seenByCarol?.items).to.deep.equal([{ personId: alice.id, isOnline: false }]);
  });

  it('keeps the order over long polling', async () => {
    const { bob, a, conversationId } = await talking();
    const poller = await connect(app, bob, ['polling']);

    await Promise.all(Array.from({ length: 100 }, (_, at) => a.ask('message:send', message(conversationId, `${at}`))));
    await poller.received('message:created', ({ seq }) => seq === 100);

    expect(poller.all('message:created').map(({ seq }) => seq)).to.deep.equal(upTo(100));
  });
});

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}
