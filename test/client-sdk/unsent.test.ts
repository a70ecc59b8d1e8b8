/** Messages that are not sent yet: they say why they wait, can be taken back, and end with the session of their sender. */
import { expect } from 'chai';
import {
  type ConversationMessage,
  type LiveConversation,
  MemoryOutboxStore,
  MemoryTokenStore,
  type MeshiError,
} from '../../client-sdk/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  closeClients,
  createClient,
  newPerson,
  rejection,
  type SdkPerson,
  talkingPair,
  waitFor,
  whenever,
  whenState,
} from '../support/sdk.ts';
import { startNetwork } from './network.ts';

const HOUR_S = 3_600;

describe('an unsent message', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(closeClients);
  after(() => app.close());

  describe('in slow mode', () => {
    let owner: SdkPerson;
    let member: SdkPerson;
    let communityId: string;
    let channel: LiveConversation;
    const outboxStore = new MemoryOutboxStore();

    beforeEach(async () => {
      [owner, member] = await Promise.all([newPerson(app), newPerson(app, { outboxStore })]);
      const { id, rulesVersion } = await owner.sdk.communities.create({ name: 'Slow food', language: 'en' });
      communityId = id;
      await owner.sdk.communities.edit({ communityId, slowModeSeconds: HOUR_S });
      await member.sdk.communities.join({ communityId, rulesVersion });
      const { items } = await member.sdk.communities.channels({ communityId });
      channel = await member.sdk.conversations.open(items[0]?.conversationId ?? '');
      await channel.send('first');
    });

    it('says why and until when it waits, and what comes after it waits without delaying other conversations', async () => {
      const before = Date.now();
      void channel.send('second');
      void channel.send('third');
      const second = await waiting(channel, 'second');

      expect(second.error?.reason).to.equal('slow_mode');
      const waitMs = Date.parse(second.retryAt ?? '') - before;
      expect(waitMs).to.be.within((HOUR_S - 60) * 1_000, (HOUR_S + 60) * 1_000);
      expect(shown(channel, 'third')).to.include({ state: 'queued', retryAt: null, canDiscard: true });
      const topic = await owner.sdk.topics.create({ title: 'Tofu' });
      await member.sdk.topics.createInterest({ topicId: topic.id });
      const match = await owner.sdk.matches.create({ topicId: topic.id, personId: member.me.profile.id });
      const other = await member.sdk.conversations.open(match.conversationId);
      expect((await other.send('not slow')).seq).to.equal(1);
    });

    it('can be taken back: it is never sent, and the next one takes its place', async () => {
      const sending = rejection(channel.send('second'));
      void channel.send('third');
      const { clientMessageId } = await waiting(channel, 'second');

      expect(await channel.discard(clientMessageId)).to.equal(true);

      expect(((await sending) as MeshiError).reason).to.equal('aborted');
      await waiting(channel, 'third');
      await owner.sdk.communities.edit({ communityId, slowModeSeconds: 0 });
      await durable(channel, 'third');
      expect(await textsOf(channel)).to.deep.equal(['first', 'third']);
    });

    const ENDS: { way: string; end: () => Promise<unknown> }[] = [
      { way: 'slow mode ends', end: () => owner.sdk.communities.edit({ communityId, slowModeSeconds: 0 }) },
      { way: 'its sender becomes a moderator', end: () => setRole('moderator') },
      { way: 'its sender becomes an owner', end: () => setRole('owner') },
      {
        way: 'its sender gets the community',
        end: () => owner.sdk.communities.handOver({ communityId, personId: member.me.profile.id }),
      },
    ];
    for (const { way, end } of ENDS) {
      it(`is sent at once, and the next one too, when ${way}`, async () => {
        void channel.send('second');
        void channel.send('third');
        await waiting(channel, 'second');

        await end();

        await durable(channel, 'third');
        expect(await textsOf(channel)).to.deep.equal(['first', 'second', 'third']);
      });
    }

    it('waits for the shorter time when slow mode becomes shorter', async () => {
      void channel.send('second');
      await waiting(channel, 'second');

      await owner.sdk.communities.edit({ communityId, slowModeSeconds: 60 });

      await whenever(channel, () => Date.parse(shown(channel, 'second')?.retryAt ?? '') < Date.now() + 61_000);
    });

    it('is not sent by another tab after it was taken back in this one', async () => {
      void channel.send('second');
      const { clientMessageId } = await waiting(channel, 'second');
      const tab = await member.secondDevice({ outboxStore });
      const same = await tab.conversations.open(channel.id);
      await waiting(same, 'second');

      await channel.discard(clientMessageId);
      await owner.sdk.communities.edit({ communityId, slowModeSeconds: 0 });

      await whenever(same, ({ messages }) => messages.every(({ text }) => text !== 'second'));
      expect(await textsOf(channel)).to.deep.equal(['first']);
    });

    async function setRole(role: 'moderator' | 'owner'): Promise<unknown> {
      return owner.sdk.communities.setRole({ communityId, personId: member.me.profile.id, role });
    }
  });

  it('keeps the reason of its refusal over a restart', async () => {
    const stores = { tokenStore: new MemoryTokenStore(), outboxStore: new MemoryOutboxStore() };
    const { alice, bob, matchId, conversationId } = await talkingPair(app, { alice: stores });
    await bob.sdk.matches.end({ matchId });
    await rejection(alice.conversation.send('too late'));
    await alice.sdk.close();

    const next = createClient(app, stores);
    await next.resume();
    const conversation = await next.conversations.open(conversationId);

    const failed = await whenever(conversation, ({ messages }) => messages.some(({ state }) => state === 'failed'));
    expect(failed.messages.at(-1)).to.deep.include({ text: 'too late', canDiscard: true });
    expect(failed.messages.at(-1)?.error?.reason).to.equal('conversation_closed');
  });

  it('that may have arrived cannot be taken back', async () => {
    const network = await startNetwork(app);
    const { alice, bob } = await talkingPair(app, { alice: { url: network.url } });
    const arrived = waitFor(bob.conversation, 'message:added');
    network.deafen();
    const sending = alice.conversation.send('are you there?');
    const { clientMessageId } = await arrived;

    const isDiscarded = await alice.conversation.discard(clientMessageId);
    network.cut();
    await whenever(alice.conversation, ({ messages }) => messages.at(-1)?.state === 'queued');
    const isDiscardedLater = await alice.conversation.discard(clientMessageId);
    network.mend();
    await sending;

    expect([isDiscarded, isDiscardedLater]).to.deep.equal([false, false]);
    await network.close();
  });

  it('rejects with what is true when its client is closed: the server may have it', async () => {
    const network = await startNetwork(app);
    const { alice, bob } = await talkingPair(app, { alice: { url: network.url } });
    const arrived = waitFor(bob.conversation, 'message:added');
    network.deafen();
    const sending = rejection(alice.conversation.send('good night'));
    await arrived;

    await alice.sdk.close();

    const error = (await sending) as MeshiError;
    expect(error).to.include({ code: 'unavailable', reason: 'closed', isTemporary: false });
    expect(error.message).to.contain('may have it');
    await network.close();
  });

  it('is counted, and deleted from the device by signing out', async () => {
    const network = await startNetwork(app);
    const outboxStore = new MemoryOutboxStore();
    const { alice, bob, conversationId } = await talkingPair(app, { alice: { url: network.url, outboxStore } });
    network.cut();
    await whenState(alice.sdk, 'reconnecting');
    void alice.conversation.send('one').catch(() => {});
    void alice.conversation.send('two').catch(() => {});

    expect(await alice.sdk.countUnsent()).to.equal(2);
    // The calls arrive, the connection does not: the messages stay unsent.
    const blocked = alice.sdk.connection;
    network.mend();
    blocked.stop();
    await alice.sdk.signOut();

    expect(await outboxStore.load(alice.me.profile.id)).to.deep.equal([]);
    await alice.sdk.signIn({ email: alice.email, password: alice.password });
    await whenState(alice.sdk, 'online');
    expect(await alice.sdk.countUnsent()).to.equal(0);
    const { messages } = await bob.sdk.conversations.history({ conversationId });
    expect(messages).to.deep.equal([]);
    await network.close();
  });

  it('stays on the device when its client is closed', async () => {
    const network = await startNetwork(app);
    const outboxStore = new MemoryOutboxStore();
    const { alice } = await talkingPair(app, { alice: { url: network.url, outboxStore } });
    network.cut();
    await whenState(alice.sdk, 'reconnecting');
    void alice.conversation.send('one').catch(() => {});
    await whenever(alice.conversation, ({ messages }) => messages.length === 1);
    await alice.sdk.close();

    expect(await outboxStore.load(alice.me.profile.id)).to.have.length(1);
    await network.close();
  });
});

function shown(conversation: LiveConversation, text: string): ConversationMessage | undefined {
  return conversation.messages.find((message) => message.text === text);
}

/** Resolves when the message waits because the server asked for it. */
async function waiting(conversation: LiveConversation, text: string): Promise<ConversationMessage> {
  await whenever(conversation, () => shown(conversation, text)?.retryAt != null);
  return shown(conversation, text) as ConversationMessage;
}

async function durable(conversation: LiveConversation, text: string): Promise<void> {
  await whenever(conversation, () => shown(conversation, text)?.state === 'durable');
}

async function textsOf(conversation: LiveConversation): Promise<string[]> {
  await whenever(conversation, ({ messages }) => messages.every(({ seq }) => seq !== null));
  return conversation.messages.map(({ text }) => text);
}
