/** Chatting through the SDK: several devices, order, unread messages, typing, and lost connections. */
import { expect } from 'chai';
import {
  type LiveConversation,
  MemoryOutboxStore,
  MemoryTokenStore,
  MeshiError,
  type OutboxEntry,
} from '../../client-sdk/index.ts';
import { SERVED_PROTOCOLS } from '../../src/protocol/version.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  closeClients,
  createClient,
  rejection,
  talkingPair,
  waitFor,
  whenever,
  whenState,
  withClock,
} from '../support/sdk.ts';
import { type Network, startNetwork } from './network.ts';

describe('a conversation in the SDK', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { presenceBatchMs: 1 } });
  });
  afterEach(closeClients);
  after(() => app.close());

  it('delivers a message to both devices of the other person', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const phone = await bob.secondDevice();
    const onPhone = await phone.conversations.open(conversationId);
    const arrivals = [waitFor(bob.conversation, 'message:added'), waitFor(onPhone, 'message:added')];

    const sent = await alice.conversation.send('hello');

    expect(sent).to.include({ text: 'hello', seq: 1 });
    expect((await Promise.all(arrivals)).map(({ text }) => text)).to.deep.equal(['hello', 'hello']);
  });

  it('shows my message on my other device as mine, once on each', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const tablet = await (await alice.secondDevice()).conversations.open(conversationId);
    const arrived = waitFor(tablet, 'message:added');

    await alice.conversation.send('from here');
    await arrived;
    await bob.conversation.send('marker');
    await Promise.all([alice.conversation, tablet].map((it) => whenever(it, ({ messages }) => messages.length >= 2)));

    for (const conversation of [alice.conversation, tablet]) {
      const shown = conversation.messages.map(({ text, isMine, state }) => ({ text, isMine, state }));
      expect(shown).to.deep.equal([
        { text: 'from here', isMine: true, state: 'durable' },
        { text: 'marker', isMine: false, state: 'durable' },
      ]);
    }
  });

  it('shows a message at once, with the same key from queued to durable', async () => {
    const { alice } = await talkingPair(app);
    const shown: { key: string; state: string }[] = [];
    alice.conversation.on('changed', ({ messages }) => {
      for (const { key, state } of messages) shown.push({ key, state });
    });

    await alice.conversation.send('hello');

    expect([...new Set(shown.map(({ state }) => state))]).to.deep.equal(['queued', 'sending', 'durable']);
    expect(new Set(shown.map(({ key }) => key)).size).to.equal(1);
  });

  it('shows both people the same order when they write at the same time', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const writers = [alice, bob].map(({ conversation }, writer) =>
      Promise.all(Array.from({ length: 40 }, (_, index) => conversation.send(`${writer}:${index}`))),
    );

    await Promise.all(writers);
    const lists = [alice, bob].map(({ conversation }) =>
      whenever(conversation, ({ messages }) => isDone(messages, 80)),
    );
    const [ofAlice, ofBob] = (await Promise.all(lists)).map(({ messages }) => messages.map(({ text }) => text));

    expect(ofAlice).to.deep.equal(ofBob);
    const ofWriter = (writer: number) => ofAlice?.filter((text) => text.startsWith(`${writer}:`));
    for (const writer of [0, 1]) {
      expect(ofWriter(writer)).to.deep.equal(Array.from({ length: 40 }, (_, index) => `${writer}:${index}`));
    }
    const { messages, lastSeq } = await alice.sdk.conversations.history({ conversationId, limit: 100 });
    expect(lastSeq).to.equal(80);
    expect(messages.map(({ text }) => text)).to.deep.equal(ofAlice);
  });

  it('loads older messages page by page', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    await Promise.all(Array.from({ length: 120 }, (_, index) => alice.conversation.send(`line ${index}`)));
    const again = await (await bob.secondDevice()).conversations.open(conversationId);
    const before = again.messages.length;
    const unread = again.unreadCount;

    const hasMore = await again.loadOlder();
    const hasStillMore = await again.loadOlder();

    expect([before, hasMore, hasStillMore]).to.deep.equal([50, true, false]);
    expect([unread, again.unreadCount], 'counted up to 100, also before they are loaded').to.deep.equal([100, 100]);
    expect(again.messages.map(({ text }) => text)).to.deep.equal(Array.from({ length: 120 }, (_, i) => `line ${i}`));
  });

  it('counts unread messages, and shows the sender that they were read', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const [list, ofAlice] = [bob.sdk.conversations.list(), alice.sdk.conversations.list()];
    await Promise.all([list, ofAlice].map((one) => whenever(one, ({ isLoaded }) => isLoaded)));
    await alice.conversation.send('one');
    await alice.conversation.send('two');
    await whenever(ofAlice, ({ items }) => items[0]?.lastSeq === 2);
    await whenever(bob.conversation, ({ unreadCount }) => unreadCount === 2);
    await whenever(list, ({ unreadCount }) => unreadCount === 2);
    const mine = [alice.conversation.unreadCount, ofAlice.unreadCount];

    await bob.conversation.markRead(1);
    const afterOne = bob.conversation.unreadCount;
    await whenever(list, ({ unreadCount }) => unreadCount === 1);
    await bob.conversation.markRead();
    await whenever(alice.conversation, ({ messages }) => messages.every(({ state }) => state === 'read'));

    expect({ mine, afterOne }).to.deep.equal({ mine: [0, 0], afterOne: 1 });
    expect(bob.conversation.unreadCount).to.equal(0);
    expect(list.unreadCount).to.equal(0);
    const [item] = (await bob.sdk.call('conversations.list')).items;
    expect(item).to.include({ id: conversationId, unreadCount: 0, lastReadSeq: 2 });
  });

  it('reports the later of two read marks that are set at once', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    for (const text of ['one', 'two']) await alice.conversation.send(text);
    await whenever(bob.conversation, ({ messages }) => messages.length === 2);

    await Promise.all([bob.conversation.markRead(1), bob.conversation.markRead(2)]);

    expect(await bob.sdk.conversations.get({ conversationId })).to.include({ lastReadSeq: 2, unreadCount: 0 });
  });

  it('is one object for each `open`, updated until the last one is closed', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    bob.conversation.close();

    const [one, two] = await Promise.all([1, 2].map(() => bob.sdk.conversations.open(conversationId)));
    one?.close();
    await alice.conversation.send('still there?');
    await whenever(two as LiveConversation, ({ messages }) => messages.length === 1);
    two?.close();
    const later = await bob.sdk.conversations.open(conversationId);

    expect(one).to.equal(two);
    expect(later).to.not.equal(two);
  });

  it('keeps the list of conversations up to date while no conversation is open', async () => {
    const { alice, bob } = await talkingPair(app);
    bob.conversation.close();
    const list = bob.sdk.conversations.list();
    await whenever(list, ({ isLoaded }) => isLoaded);

    await alice.conversation.send('are you there?');
    const { items } = await whenever(list, ({ unreadCount }) => unreadCount === 1);

    expect(items[0]?.lastMessage?.text).to.equal('are you there?');
  });

  it('shows who is typing, until the message arrives', async () => {
    const { alice, bob } = await talkingPair(app);
    const typing = whenever(bob.conversation, ({ typists }) => typists.length > 0);

    alice.conversation.typing.start();
    const { typists } = await typing;
    await alice.conversation.send('there');
    await whenever(bob.conversation, ({ messages }) => messages.length === 1);

    expect(typists).to.deep.equal([alice.me.profile.id]);
    expect(bob.conversation.typists).to.deep.equal([]);
  });

  it('shows who is online', async () => {
    const { alice, bob } = await talkingPair(app);
    const bobId = bob.me.profile.id;
    const phone = await bob.secondDevice();
    alice.sdk.presence.track([bobId]);
    await whenever(alice.sdk.presence, ({ online }) => online.has(bobId));

    await phone.close();
    for (let time = 0; time < 10; time += 1) await bob.conversation.send('still here');
    await whenever(alice.conversation, ({ messages }) => messages.length === 10);
    const withoutPhone = alice.sdk.presence.isOnline(bobId);
    await bob.sdk.close();

    expect(withoutPhone).to.equal(true);
    await whenever(alice.sdk.presence, ({ online }) => !online.has(bobId));
  });

  it('marks a message that the server refuses as failed, and discards it on request', async () => {
    const { alice, bob, matchId } = await talkingPair(app);
    const closed = whenever(bob.conversation, ({ info }) => info.state === 'closed');
    await alice.sdk.matches.end({ matchId });
    await closed;

    const error = (await rejection(bob.conversation.send('too late'))) as MeshiError;
    const [failed] = bob.conversation.messages;
    await rejection(bob.conversation.retry(failed?.clientMessageId ?? ''));
    const [stillFailed] = bob.conversation.messages;
    await bob.conversation.discard(failed?.clientMessageId ?? '');

    expect(error).to.be.instanceOf(MeshiError);
    expect(error.isTemporary).to.equal(false);
    expect(failed).to.include({ state: 'failed', text: 'too late' });
    expect(stillFailed).to.include({ state: 'failed', clientMessageId: failed?.clientMessageId });
    expect(bob.conversation.messages).to.deep.equal([]);
  });

  it('keeps a refused message as failed over a restart of the client, until it is sent again', async () => {
    const stores = { tokenStore: new MemoryTokenStore(), outboxStore: new MemoryOutboxStore() };
    const { alice, bob, conversationId, matchId } = await talkingPair(app, { bob: stores });
    await alice.sdk.matches.end({ matchId });
    await rejection(bob.conversation.send('too late'));
    await bob.sdk.close();
    const personIds = [alice.me.profile.id, bob.me.profile.id];
    const match = { tenantId: 'public', conversationId, matchId, personIds, topic: null };
    const reopened = { ...match, matchedAt: new Date(), newFor: [] };
    await app.services.conversations.ensureMatchConversation(reopened);

    const next = createClient(app, stores);
    await next.resume();
    const conversation = await next.conversations.open(conversationId);
    // The marker: messages are sent in order, so a queued message would be sent before this one.
    await conversation.send('in time');
    const [, failed] = conversation.messages;

    expect(failed).to.include({ text: 'too late', state: 'failed' });
    expect(failed?.error).to.include({ code: 'forbidden' });
    await conversation.retry(failed?.clientMessageId ?? '');
    const { messages } = await next.conversations.history({ conversationId });
    expect(messages.map(({ text }) => text)).to.deep.equal(['in time', 'too late']);
    await outboxHolds(stores.outboxStore, bob.me.profile.id, 0);
  });

  it('shows nothing of the person who was signed in before', async () => {
    const { alice, bob, conversationId, matchId } = await talkingPair(app);
    const closed = whenever(alice.conversation, ({ info }) => info.state === 'closed');
    await bob.sdk.matches.end({ matchId });
    await closed;
    await rejection(alice.conversation.send('too late'));

    await alice.sdk.signIn({ email: bob.email, password: bob.password });
    await whenState(alice.sdk, 'online');
    const conversation = await alice.sdk.conversations.open(conversationId);

    expect(conversation.messages).to.deep.equal([]);
    expect(conversation.info.person?.id).to.equal(alice.me.profile.id);
  });

  it('refuses an empty message and one that is too long at once', async () => {
    const { alice } = await talkingPair(app);

    const errors = [
      await rejection(alice.conversation.send('  ')),
      await rejection(alice.conversation.send('\u3164\u200b')),
      await rejection(alice.conversation.send('a\uffff')),
      await rejection(alice.conversation.send('x'.repeat(4_001))),
    ];

    const problems = errors.map((error) => (error as MeshiError).details.problems?.[0]?.problem);
    expect(problems).to.deep.equal(['required', 'required', 'not_text', 'too_long']);
    expect(alice.conversation.messages).to.deep.equal([]);
    expect((await alice.conversation.send('x'.repeat(4_000))).text).to.have.length(4_000);
  });

  describe('on a bad network', () => {
    let network: Network;

    beforeEach(async () => {
      network = await startNetwork(app);
    });
    afterEach(() => network.close());

    it('loads the messages of the time without a connection', async () => {
      const { alice, bob } = await talkingPair(app, { alice: { url: network.url } });
      await bob.conversation.send('before');
      await whenever(alice.conversation, ({ messages }) => messages.length === 1);
      network.cut();
      await whenState(alice.sdk, 'reconnecting');
      for (let index = 0; index < 5; index++) await bob.conversation.send(`away ${index}`);
      const told: string[] = [];
      alice.conversation.on('message:added', ({ text }) => told.push(text));

      network.mend();
      await whenever(alice.conversation, ({ messages }) => messages.length === 6);

      expect(told).to.deep.equal([0, 1, 2, 3, 4].map((index) => `away ${index}`));
      expect(alice.conversation.messages.map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    });

    it('loads missed messages that are too long for one answer', async () => {
      const { alice, bob } = await talkingPair(app, { alice: { url: network.url } });
      network.cut();
      await whenState(alice.sdk, 'reconnecting');
      const text = 'x'.repeat(4_000);
      await Promise.all(Array.from({ length: 60 }, () => bob.conversation.send(text)));

      network.mend();

      const { messages } = await whenever(alice.conversation, (shown) => shown.messages.length === 60);
      expect(messages.map(({ seq }) => seq)).to.deep.equal(Array.from({ length: 60 }, (_, at) => at + 1));
    });

    it('loads each message whose event was lost, also the second and the third time', async () => {
      const { alice, bob } = await talkingPair(app, { alice: { url: network.url } });

      for (const count of [2, 4, 6]) {
        const lost = network.hold('"text":"lost"');
        await bob.conversation.send('lost');
        await lost;
        await bob.conversation.send('after');
        await whenever(alice.conversation, ({ messages }) => messages.length === count);
      }

      const texts = alice.conversation.messages.map(({ text }) => text);
      expect(texts).to.deep.equal(['lost', 'after', 'lost', 'after', 'lost', 'after']);
    });

    it('shows a message that arrived while the conversation was being opened', async () => {
      const { alice, bob, conversationId } = await talkingPair(app, { alice: { url: network.url } });
      alice.conversation.close();
      const history = network.hold('"hasMore"');

      const opening = alice.sdk.conversations.open(conversationId);
      const release = await history;
      const arrived = waitFor(alice.sdk.connection, 'message:created');
      await bob.conversation.send('just now');
      await arrived;
      release();

      await whenever(await opening, ({ messages }) => messages.length === 1);
    });

    it('keeps a newer message in the list when an older answer arrives', async () => {
      const { alice, bob } = await talkingPair(app, { alice: { url: network.url } });
      const list = alice.sdk.conversations.list();
      await list.refresh();
      const answer = network.hold('"nextCursor"');

      const refreshing = list.refresh();
      const release = await answer;
      await bob.conversation.send('just now');
      await whenever(list, ({ unreadCount }) => unreadCount === 1);
      release();
      await refreshing;

      expect(list.items[0]).to.include({ unreadCount: 1, lastSeq: 1 });
    });

    it('keeps a read mark in the list when an older answer arrives', async () => {
      const { alice, bob } = await talkingPair(app, { alice: { url: network.url } });
      const list = alice.sdk.conversations.list();
      await list.refresh();
      await bob.conversation.send('unread');
      await whenever(alice.conversation, ({ unreadCount }) => unreadCount === 1);
      await whenever(list, ({ unreadCount }) => unreadCount === 1);
      const answer = network.hold('"nextCursor"');

      const refreshing = list.refresh();
      const release = await answer;
      await alice.conversation.markRead();
      await whenever(list, ({ unreadCount }) => unreadCount === 0);
      release();
      await refreshing;

      expect(list.items[0]).to.include({ unreadCount: 0, lastReadSeq: 1 });
    });

    it('counts what is left unread in the list after the server has the read mark', async () => {
      const { alice, bob } = await talkingPair(app, { alice: { url: network.url } });
      const list = alice.sdk.conversations.list();
      await list.refresh();
      for (const text of ['one', 'two', 'three']) await bob.conversation.send(text);
      await whenever(alice.conversation, ({ unreadCount }) => unreadCount === 3);
      await whenever(list, ({ unreadCount }) => unreadCount === 3);
      // An answer from before the mark that arrives after it must not be the last word.
      const answer = network.hold('"nextCursor"');
      const refreshing = list.refresh();
      const release = await answer;
      const confirmed = waitFor(alice.sdk.connection, 'read:moved');
      await alice.conversation.markRead(1);
      await confirmed;
      release();
      await refreshing;

      await whenever(list, ({ unreadCount }) => unreadCount === 2);
      expect(list.items[0]).to.include({ unreadCount: 2, lastReadSeq: 1 });
    });

    it('shows who went offline during the time without a connection', async () => {
      const { alice, bob } = await talkingPair(app, { alice: { url: network.url } });
      const bobId = bob.me.profile.id;
      alice.sdk.presence.track([bobId]);
      await whenever(alice.sdk.presence, ({ online }) => online.has(bobId));
      network.cut();
      await whenState(alice.sdk, 'reconnecting');
      await bob.sdk.close();

      network.mend();

      await whenever(alice.sdk.presence, ({ online }) => !online.has(bobId));
    });

    it('sends messages that were written offline, once and in order', async () => {
      const { alice, bob, conversationId } = await talkingPair(app, { alice: { url: network.url } });
      network.cut();
      await whenState(alice.sdk, 'reconnecting');
      const sending = ['one', 'two'].map((text) => alice.conversation.send(text));
      sending.push(withClock(-3_600_000, () => alice.conversation.send('three')));
      const [states, shown] = [
        alice.conversation.messages.map(({ state }) => state),
        alice.conversation.messages.map(({ text }) => text),
      ];

      network.mend();
      await Promise.all(sending);

      expect(shown, 'although the clock was set back').to.deep.equal(['one', 'two', 'three']);
      expect(states).to.deep.equal(['queued', 'queued', 'queued']);
      const { messages } = await bob.sdk.conversations.history({ conversationId });
      expect(messages.map(({ text }) => text)).to.deep.equal(['one', 'two', 'three']);
    });

    it('sends a message only after it is stored on the device', async () => {
      const outboxStore = new SlowOutboxStore();
      const { alice, bob } = await talkingPair(app, { alice: { url: network.url, outboxStore } });
      network.cut();
      await whenState(alice.sdk, 'reconnecting');
      const sending = alice.conversation.send('keep this');

      network.mend();
      await whenState(alice.sdk, 'online');
      // The marker: the answer to a later request than the one that must not be sent yet.
      await alice.sdk.request('presence:read', { personIds: [] });
      const beforeStored = alice.conversation.messages.map(({ state }) => state);
      outboxStore.finish();
      await sending;

      expect(beforeStored).to.deep.equal(['queued']);
      await whenever(bob.conversation, ({ messages }) => messages.length === 1);
    });

    it('stores a message once if its acknowledgement was lost', async () => {
      const { alice, bob, conversationId } = await talkingPair(app, { alice: { url: network.url } });
      const stored = waitFor(bob.conversation, 'message:added');
      network.deafen();
      const sending = alice.conversation.send('did you get this?');
      await stored;

      network.cut();
      network.mend();
      const message = await sending;

      expect(message.seq).to.equal(1);
      const { messages } = await bob.sdk.conversations.history({ conversationId });
      expect(messages.map(({ text }) => text)).to.deep.equal(['did you get this?']);
      expect(alice.conversation.messages.map(({ text, state }) => ({ text, state }))).to.deep.equal([
        { text: 'did you get this?', state: 'durable' },
      ]);
    });

    it('sends unsent messages after a restart of the client', async () => {
      const stores = { tokenStore: new MemoryTokenStore(), outboxStore: new MemoryOutboxStore() };
      const { alice, bob, conversationId } = await talkingPair(app, { alice: { url: network.url, ...stores } });
      network.cut();
      await whenState(alice.sdk, 'reconnecting');
      const lost = rejection(alice.conversation.send('written in a tunnel'));
      await outboxHolds(stores.outboxStore, alice.me.account.id, 1);
      await alice.sdk.close();
      await lost;
      const arrived = waitFor(bob.conversation, 'message:added');

      const next = createClient(app, stores);
      await next.resume();

      expect((await arrived).text).to.equal('written in a tunnel');
      const conversation = await next.conversations.open(conversationId);
      await whenever(conversation, ({ messages }) => messages.length === 1 && messages[0]?.state === 'durable');
      await outboxHolds(stores.outboxStore, alice.me.account.id, 0);
    });
  });

  it('stops if client and server have different protocol versions', async () => {
    const { alice } = await talkingPair(app);
    const network = await startNetwork(app);
    const sdk = createClient({ url: network.url });
    await sdk.signIn({ email: alice.email, password: alice.password });
    await whenState(sdk, 'online');
    const served = { ...SERVED_PROTOCOLS };

    // The server is updated, and no longer supports this client's version.
    Object.assign(SERVED_PROTOCOLS, { min: 2, max: 2 });
    try {
      network.cut();
      network.mend();
      const { error } = await whenState(sdk, 'incompatible');
      const refused = (await rejection(sdk.topics.list())) as MeshiError;

      expect(error?.reason).to.equal('client_too_old');
      expect(refused.code).to.equal('incompatible_protocol');
    } finally {
      Object.assign(SERVED_PROTOCOLS, served);
      await network.close();
    }
  });
});

/** A store that needs time to put a message on the disk. */
class SlowOutboxStore extends MemoryOutboxStore {
  readonly #slow = Promise.withResolvers<void>();

  /** Lets the store finish, and be fast from now on. */
  finish(): void {
    this.#slow.resolve();
  }

  override async put(entry: OutboxEntry): Promise<void> {
    await this.#slow.promise;
    await super.put(entry);
  }
}

function isDone(messages: readonly { seq: number | null }[], count: number): boolean {
  return messages.length === count && messages.every(({ seq }) => seq !== null);
}

/** Resolves when the store has this number of messages. It polls, because a store has no events. */
async function outboxHolds(store: MemoryOutboxStore, accountId: string, count: number): Promise<void> {
  while ((await store.load(accountId)).length !== count) await new Promise((resolve) => setImmediate(resolve));
}
