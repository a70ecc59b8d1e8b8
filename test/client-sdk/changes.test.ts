/** Edits and deletions: every list ends equal, also of devices that were away, with two processes, and after a crash in between. */
import { expect } from 'chai';
import { type LiveConversation, MeshiError } from '../../client-sdk/index.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hiddenEntry } from '../support/audit.ts';
import { holdNext, interrupting } from '../support/hold.ts';
import { runDueJobs } from '../support/jobs.ts';
import { matchedPair } from '../support/people.ts';
import { closeClients, rejection, signIn, talkingPair, whenever, whenState } from '../support/sdk.ts';
import { connect, disconnectAll } from '../support/socket-client.ts';
import { startNetwork } from './network.ts';

describe('a change of a message', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { presenceBatchMs: 1, editsPerMessage: 3, changeListMs: 0 } });
  });
  afterEach(async () => {
    disconnectAll();
    await closeClients();
  });
  after(() => app.close());

  const shown = ({ messages }: Pick<LiveConversation, 'messages'>) =>
    messages.map(({ text, isDeleted, editedAt }) => (isDeleted ? 'deleted' : editedAt ? `${text} (edited)` : text));
  const becomes = (conversation: LiveConversation, wanted: readonly string[]) =>
    whenever(conversation, (snapshot) => JSON.stringify(shown(snapshot)) === JSON.stringify(wanted));
  const stored = (conversationId: string) => app.connection.collection('messages').find({ conversationId }).toArray();

  it('reaches every device at once, keeps the earlier texts, and marks the message', async () => {
    const { alice, bob } = await talkingPair(app);
    const { seq } = await alice.conversation.send('teh best');
    await bob.conversation.send('?', { replyTo: seq });

    await alice.conversation.edit(seq, 'the best');
    await alice.conversation.edit(seq, 'the very best');

    const live = await becomes(bob.conversation, ['the very best (edited)', '?']);
    expect(live.messages[1]?.quote?.text, 'in quotes too').to.equal('the very best');
    const texts = (await bob.conversation.edits(seq)).map(({ text }) => text);
    expect(texts).to.deep.equal(['teh best', 'the best']);
    expect(bob.sdk.conversations.list().items[0]?.lastMessage?.text ?? '?').to.equal('?');
  });

  it('deletes all texts of a message, which then counts as read', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const { seq } = await alice.conversation.send('secret one');
    await alice.conversation.edit(seq, 'secret two');
    const list = bob.sdk.conversations.list();
    await whenever(list, ({ items }) => items[0]?.unreadCount === 1);

    await alice.conversation.delete(seq);

    await becomes(bob.conversation, ['deleted']);
    await whenever(list, ({ items }) => items[0]?.unreadCount === 0 && items[0]?.lastMessage?.isDeleted === true);
    expect(JSON.stringify(await stored(conversationId))).not.to.include('secret');
    expect(JSON.stringify(await app.connection.collection('messageChanges').find().toArray())).not.to.include('secret');
    expect(MeshiError.from(await rejection(bob.conversation.edits(seq))).code).to.equal('not_found');
    const later = await (await bob.secondDevice()).conversations.open(conversationId);
    expect(shown(later)).to.deep.equal(['deleted']);
  });

  it('leaves no earlier text of a message that a moderator hid', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const { seq } = await alice.conversation.send('secret one');
    await alice.conversation.edit(seq, 'secret two');

    await app.services.conversations.hideMessage({
      tenantId: PUBLIC_TENANT,
      conversationId,
      seq,
      byId: alice.me.account.id,
      entryOf: hiddenEntry,
    });

    expect(JSON.stringify(await stored(conversationId))).not.to.include('secret');
    await whenever(bob.conversation, ({ messages }) => messages[0]?.text === '');
    expect(MeshiError.from(await rejection(bob.conversation.edits(seq))).code).to.equal('not_found');
  });

  it('is made by the sender alone, of a message that is there, and not too often', async () => {
    const { alice, bob } = await talkingPair(app);
    const { seq } = await alice.conversation.send('mine');
    const code = async (tried: Promise<unknown>) => {
      const { code: refused, reason } = MeshiError.from(await rejection(tried));
      return reason ?? refused;
    };

    expect(await code(bob.conversation.edit(seq, 'yours'))).to.equal('not_found');
    expect(await code(bob.conversation.delete(seq))).to.equal('not_found');
    expect(await code(alice.conversation.edit(9, 'nothing'))).to.equal('not_found');
    for (const text of ['a', 'b', 'c']) await alice.conversation.edit(seq, text);
    expect(await code(alice.conversation.edit(seq, 'd'))).to.equal('too_many_edits');
    await alice.conversation.delete(seq);
    expect(await code(alice.conversation.edit(seq, 'e'))).to.equal('not_found');
    expect(shown(alice.conversation)).to.deep.equal(['deleted']);
  });

  it('is made once, however often it is sent', async () => {
    const pair = await matchedPair(app);
    const line = await connect(app, pair.alice);
    const { conversationId } = pair;
    await line.ask('message:send', { conversationId, clientMessageId: 'message-1', text: 'one' });
    const change = { conversationId, seq: 1, changeId: 'change-one', text: 'two' };

    const [first, second] = await Promise.all([line.ask('message:edit', change), line.ask('message:edit', change)]);
    await line.ask('message:edit', { ...change, changeId: 'change-two', text: 'three' });
    const late = await line.ask('message:edit', change);

    expect([first, second].map(({ text }) => text)).to.deep.equal(['two', 'two']);
    expect(late).to.include({ text: 'three', version: 2 });
    const entries = await app.connection.collection('messageChanges').find({ conversationId }).toArray();
    expect(entries.map(({ seq }) => seq).sort()).to.deep.equal([1, 2]);
  });

  it('reaches a device that was away, of messages that it has loaded and of those that it loads later', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const network = await startNetwork(app);
    try {
      for (let at = 1; at <= 70; at += 1) await alice.conversation.send(`line ${at}`);
      const away = await signIn(network, bob);
      const opened = await away.sdk.conversations.open(conversationId);
      network.cut();
      await whenState(away.sdk, 'reconnecting');
      // More than one answer has.
      for (let seq = 11; seq <= 70; seq += 1) await alice.conversation.edit(seq, `new ${seq}`);
      await alice.conversation.delete(70);
      await alice.conversation.send('line 71');
      network.mend();

      const wanted = Array.from({ length: 49 }, (_, at) => `new ${at + 21} (edited)`);
      await becomes(opened, [...wanted, 'deleted', 'line 71']);
      await opened.loadOlder();
      expect(shown(opened).slice(0, 11)).to.deep.equal([
        ...Array.from({ length: 10 }, (_, at) => `line ${at + 1}`),
        'new 11 (edited)',
      ]);
    } finally {
      await network.close();
    }
  });

  it('is part of a page that says that it includes its number', async () => {
    const pair = await matchedPair(app);
    const { conversationId } = pair;
    const line = await connect(app, pair.alice);
    await line.ask('message:send', { conversationId, clientMessageId: 'message-1', text: 'before' });
    const page = () => pair.bob.call('conversations.history', { params: { conversationId }, query: {} });
    await page();
    const collection = (model: string) => app.kernel.connection.model(model).collection;
    const entry = holdNext(collection('MessageChange'), 'insertMany');
    const edited = line.ask('message:edit', { conversationId, seq: 1, changeId: 'change-one', text: 'after' });
    await entry.reached;
    const announcing = holdNext(collection('Message'), 'findOne');
    entry.release();
    await announcing.reached;

    const { messages, rev } = await page();
    announcing.release();
    await edited;

    expect([messages[0]?.text, rev]).to.deep.equal(['after', 1]);
  });

  it('that a crash has left without its number gets it from the job, and then reaches everyone', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const { seq } = await alice.conversation.send('secret');
    const entries = app.kernel.connection.model('MessageChange').collection;

    const change = { conversationId, seq, changeId: 'change-lost' };
    await interrupting(entries, 'insertMany', () => rejection(alice.sdk.connection.request('message:delete', change)));
    expect(shown(bob.conversation)).to.deep.equal(['secret']);
    expect(JSON.stringify(await stored(conversationId))).not.to.include('secret');
    await runDueJobs(app);

    await becomes(bob.conversation, ['deleted']);
    expect(await entries.countDocuments({ tenantId: PUBLIC_TENANT, conversationId })).to.equal(1);
  });
});
