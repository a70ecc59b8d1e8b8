/** Messages that answer others: the number on the wire, and the quote that the SDK shows for it. */
import { expect } from 'chai';
import { MeshiError } from '../../client-sdk/index.ts';
import { MemoryOutboxStore } from '../../client-sdk/outbox-store.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hiddenEntry } from '../support/audit.ts';
import { matchedPair } from '../support/people.ts';
import { closeClients, rejection, signIn, talkingPair, whenever, whenState } from '../support/sdk.ts';
import { startNetwork } from './network.ts';

describe('an answer to a message', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { presenceBatchMs: 1 } });
  });
  afterEach(closeClients);
  after(() => app.close());

  const hide = (conversationId: string, seq: number, byId: string) =>
    app.services.conversations.hideMessage({
      tenantId: PUBLIC_TENANT,
      conversationId,
      seq,
      byId,
      entryOf: hiddenEntry,
    });

  it('quotes the message on every device, at once and when it is read later', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const asked = await alice.conversation.send('which editor?');

    const sent = await bob.conversation.send('vim', { replyTo: asked.seq });
    const live = await whenever(alice.conversation, ({ messages }) => messages.length === 2);
    const later = await (await alice.secondDevice()).conversations.open(conversationId);

    expect(sent.replyTo).to.equal(1);
    const quote = {
      seq: 1,
      state: 'loaded',
      senderId: asked.senderId,
      isMine: true,
      text: 'which editor?',
      isHidden: false,
      isDeleted: false,
    };
    expect(live.messages[1]?.quote).to.deep.equal(quote);
    expect(later.messages[1]?.quote).to.deep.equal(quote);
    expect(bob.conversation.messages[1]?.quote).to.deep.equal({ ...quote, isMine: false });
    expect(bob.conversation.messages[0]?.quote).to.equal(null);
  });

  it('reads the quoted message if it is not loaded, loses its text when it is hidden, and leads to it', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const asked = await alice.conversation.send('which editor?');
    for (let at = 0; at < 120; at += 1) await bob.conversation.send(`line ${at}`);
    await bob.conversation.send('vim', { replyTo: asked.seq });

    const phone = await (await alice.secondDevice()).conversations.open(conversationId);
    expect(phone.messages.at(-1)?.quote?.state).to.equal('loading');
    await whenever(phone, ({ messages }) => messages.at(-1)?.quote?.text === 'which editor?');
    await hide(conversationId, asked.seq, asked.senderId);
    await whenever(phone, ({ messages }) => messages.at(-1)?.quote?.isHidden === true);

    expect(phone.messages.at(-1)?.quote?.text).to.equal('');
    expect(await phone.showMessage(60)).to.equal(true);
    expect(phone.snapshot).to.include({ hasOlder: true, hasNewer: true });
    expect(phone.messages.map(({ seq }) => seq)).to.deep.equal(Array.from({ length: 50 }, (_, at) => at + 36));
    expect(await phone.showMessage(500)).to.equal(false);
  });

  it('says that a removed message is missing, and may still be sent', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const asked = await alice.conversation.send('which editor?');
    await alice.conversation.send('or terminal?');
    const collection = app.connection.collection<{ _id: string }>('conversations');
    await collection.updateOne({ _id: conversationId }, { $set: { removedToSeq: 1 } });
    app.services.conversations.forget({ tenantId: PUBLIC_TENANT, conversationId });

    await bob.conversation.send('vim', { replyTo: asked.seq });

    const phone = await (await bob.secondDevice()).conversations.open(conversationId);
    await whenever(phone, ({ messages }) => messages.at(-1)?.quote?.state === 'missing');
  });

  it('is refused if there is no such message', async () => {
    const { alice } = await talkingPair(app);
    await alice.conversation.send('one');

    const refused = MeshiError.from(await rejection(alice.conversation.send('two', { replyTo: 2 })));

    expect(refused.code).to.equal('invalid_input');
    expect(refused.details.problems?.[0]?.path).to.equal('replyTo');
    expect(alice.conversation.messages.at(-1)).to.include({ state: 'failed', text: 'two' });
  });

  it('waits with its quote on the device while there is no connection, also over a restart', async () => {
    const { alice, bob, conversationId } = await matchedPair(app);
    const network = await startNetwork(app);
    const outboxStore = new MemoryOutboxStore();
    try {
      const ofBob = await (await signIn(app, bob)).sdk.conversations.open(conversationId);
      await ofBob.send('which editor?');
      const first = await signIn(network, alice, { outboxStore });
      const opened = await first.sdk.conversations.open(conversationId);
      network.cut();
      await whenState(first.sdk, 'reconnecting');
      opened.send('vim', { replyTo: 1 }).catch(() => undefined);
      const waiting = await whenever(opened, ({ messages }) => messages.length === 2);
      await first.sdk.close();
      network.mend();
      await signIn(network, alice, { outboxStore });

      expect(waiting.messages[1]?.quote?.text).to.equal('which editor?');
      const { messages } = await whenever(ofBob, (snapshot) => snapshot.messages.length === 2);
      expect(messages[1]?.quote?.text).to.equal('which editor?');
    } finally {
      await network.close();
    }
  });
});
