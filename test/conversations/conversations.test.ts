/** The message log on a real engine: messages are stored once, in order and without gaps. */
import { expect } from 'chai';
import fc from 'fast-check';
import { HotMessages } from '../../src/conversations/messages/hot-messages.ts';
import { MessageLog } from '../../src/conversations/messages/message-log.ts';
import { type MessageDoc, messageModel } from '../../src/conversations/messages/message-model.ts';
import { MessageReader } from '../../src/conversations/messages/message-reader.ts';
import { Moderation } from '../../src/conversations/messages/moderation.ts';
import { EmbeddedMongo } from '../../src/database/engine/embedded-mongo.ts';
import { newId } from '../../src/database/ids.ts';
import { ensureIndexes } from '../../src/database/indexes.ts';
import { model } from '../../src/database/models.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { UnavailableError } from '../../src/kernel/errors.ts';
import { Events } from '../../src/kernel/events.ts';
import { limits } from '../../src/kernel/limits.ts';
import { createLog } from '../../src/kernel/log.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import { auditOn, hiddenEntry } from '../support/audit.ts';
import { engineLoader, startTestDatabase, type TestDatabase, temporaryDirectory } from '../support/database.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.ts';

const log = createLog({ level: 'silent' });
const tenantId = 'public';

describe('the message log', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await startTestDatabase();
    await ensureIndexes(test.database.connection, [messageModel], log);
  });

  afterEach(() => test.close());

  it('numbers the messages of concurrent senders without gaps, in order of arrival', async () => {
    const { append, stored } = parts(test.database.connection);
    const conversationId = newId();
    const senders = [newId(), newId(), newId(), newId()];

    const acked = await Promise.all(
      Array.from({ length: 400 }, (_, at) => append({ conversationId, senderId: senders[at % 4], text: `line ${at}` })),
    );

    expect(acked.map(({ seq }) => seq)).to.deep.equal(upTo(400));
    expect((await stored(conversationId)).map(({ text }) => text)).to.deep.equal(acked.map(({ text }) => text));
  });

  it('answers a resend with the stored message: immediately, later, and in another process', async () => {
    const { append, stored } = parts(test.database.connection);
    const other = parts(test.database.connection);
    const draft = { conversationId: newId(), senderId: newId(), clientMessageId: newId() };

    const [first, simultaneous] = await Promise.all([append(draft), append({ ...draft, text: 'changed' })]);
    const later = await append({ ...draft, text: 'changed again' });
    const otherProcess = await other.append(draft);

    expect([simultaneous, later, otherProcess]).to.deep.equal([first, first, first]);
    expect(await stored(draft.conversationId)).to.have.length(1);
  });

  it('keeps the newest messages in memory when an older one is resent', async () => {
    const { append, reader, coldReader } = parts(test.database.connection);
    const place = { tenantId, conversationId: newId() };
    const draft = { conversationId: place.conversationId, senderId: newId(), clientMessageId: newId() };
    await append(draft);
    for (let at = 0; at < 3; at += 1) await append({ conversationId: place.conversationId });

    await append(draft);

    expect((await reader.last(place))?.seq).to.equal(4);
    expect(await reader.after(place, 0, 200)).to.deep.equal(await coldReader.after(place, 0, 200));
  });

  it('leaves no gap after resends within a batch', async () => {
    const { append, stored } = parts(test.database.connection);
    const conversationId = newId();
    const senderId = newId();
    const clientIds = Array.from({ length: 40 }, () => newId());
    const send = (clientMessageId: string) => append({ conversationId, senderId, clientMessageId });
    await Promise.all(clientIds.filter((_, at) => at % 3 === 0).map(send));

    const acked = await Promise.all(clientIds.map(send));

    expect(new Set(acked.map(({ clientMessageId }) => clientMessageId)).size).to.equal(40);
    expect((await stored(conversationId)).map(({ seq }) => seq)).to.deep.equal(upTo(40));
  });

  it('has no gaps and no duplicates if two processes write to the same conversations', async () => {
    const [here, there] = [parts(test.database.connection), parts(test.database.connection)];
    const conversationIds = [newId(), newId(), newId()];
    const resent = Array.from({ length: 60 }, () => newId());
    const sender = newId();

    const rounds = Array.from({ length: 20 }, async (_, round) => {
      for (const log of [here, there]) {
        await Promise.all([
          ...conversationIds.map((conversationId) => log.append({ conversationId, text: `round ${round}` })),
          // Both processes receive the same message, as when a client reconnects to another process and resends.
          log.append({
            conversationId: conversationIds[round % 3],
            senderId: sender,
            clientMessageId: resent[round],
          }),
        ]);
      }
    });
    await Promise.all(rounds);

    const all = await Promise.all(conversationIds.map((id) => here.stored(id)));
    for (const messages of all) expect(messages.map(({ seq }) => seq)).to.deep.equal(upTo(messages.length));
    expect(all.flat()).to.have.length(2 * 20 * 3 + 20);
    const lastSeqs = (reader: MessageReader) =>
      Promise.all(conversationIds.map((conversationId) => reader.lastSeq({ tenantId, conversationId })));
    const lengths = all.map(({ length }) => length);
    expect(await Promise.all([here, there].map(({ coldReader }) => lastSeqs(coldReader)))).to.deep.equal([
      lengths,
      lengths,
    ]);
  });

  it('announces each acknowledged message once, in the order of seq', async () => {
    const { append, events } = parts(test.database.connection);
    const conversationId = newId();
    const announced: number[] = [];
    events.on('messagesCreated', (batch) => announced.push(...batch.map(({ message }) => message.seq)));

    await Promise.all(Array.from({ length: 50 }, () => append({ conversationId })));

    expect(announced).to.deep.equal(upTo(50));
  });

  it('rejects messages if its queue is full, and accepts them when they are sent again', async () => {
    const { append, stored } = parts(test.database.connection, { commitQueue: 5 });
    const drafts = Array.from({ length: 8 }, () => ({
      conversationId: 'full',
      senderId: newId(),
      clientMessageId: newId(),
    }));

    const results = await Promise.allSettled(drafts.map(async (draft) => append(draft)));
    const rejected = drafts.filter((_, at) => results[at]?.status === 'rejected');
    await Promise.all(rejected.map((draft) => append(draft)));

    expect(rejected).to.have.length(3);
    expect(await stored('full')).to.have.length(8);
  });

  it('stores everything that is queued before it closes, and then accepts nothing', async () => {
    const { append, messageLog, stored } = parts(test.database.connection, { commitBatch: 10 });
    const conversationId = newId();
    const sending = Promise.all(Array.from({ length: 35 }, () => append({ conversationId })));

    await messageLog.close();
    const storedBeforeEnd = await stored(conversationId);
    await sending;

    expect(storedBeforeEnd).to.have.length(35);
    expect(() => append({ conversationId })).to.throw(UnavailableError);
  });

  it('counts unread messages only up to the last one that is shown with the number', async () => {
    const { append, reader, coldReader } = parts(test.database.connection);
    const place = { tenantId, conversationId: newId() };
    const me = newId();
    for (const senderId of [newId(), me, newId(), newId()]) await append({ ...place, senderId });

    const count = (messages: MessageReader) => (lastReadSeq: number, lastSeq: number) =>
      messages.countUnread(place, { personId: me, lastReadSeq }, lastSeq);

    for (const counted of [count(reader), count(coldReader)]) {
      const counts = await Promise.all([counted(0, 3), counted(1, 3), counted(3, 3), counted(0, 4)]);
      expect(counts).to.deep.equal([2, 1, 0, 3]);
    }
  });

  it('counts stored messages by the same rule as those in memory, for every sender and every hidden message', async () => {
    const { append, reader, coldReader, hot, moderation } = parts(test.database.connection);
    const people = [newId(), newId(), newId(), newId()];
    const personId = people[0] ?? '';
    const senderIndex = fc.nat(people.length - 1);
    const history = fc.array(fc.record({ sender: senderIndex, isHidden: fc.boolean() }), { maxLength: 25 });

    await fc.assert(
      fc.asyncProperty(history, fc.uniqueArray(senderIndex), fc.nat(25), fc.nat(25), async (sent, apart, from, to) => {
        const place = { tenantId, conversationId: newId() };
        for (const { sender } of sent) await append({ ...place, senderId: people[sender] });
        for (const [at, { isHidden }] of sent.entries()) {
          if (isHidden) await moderation.hide({ ...place, seq: at + 1, entryOf: hiddenEntry });
        }
        const withheldIds = new Set(apart.flatMap((at) => people[at] ?? []));
        const who = { personId, lastReadSeq: Math.min(from, sent.length), withheldIds };
        const lastSeq = Math.min(to, sent.length);
        const expected = sent.filter(
          ({ sender, isHidden }, at) =>
            !isHidden && sender !== 0 && !apart.includes(sender) && at + 1 > who.lastReadSeq && at + 1 <= lastSeq,
        ).length;

        expect(await coldReader.countUnread(place, who, lastSeq), 'from the database').to.equal(expected);
        expect(sent.length === 0 || hot.after(place.conversationId, 0) !== null).to.equal(true);
        expect(await reader.countUnread(place, who, lastSeq), 'from memory').to.equal(expected);
      }),
      { numRuns: 25, examples: [[[0, 1, 2, 2].map((sender) => ({ sender, isHidden: sender === 1 })), [2], 0, 4]] },
    );
  });

  it('counts up to 100 unread messages, and never reads more than the newest ones within the limit', async () => {
    const { append, coldReader } = parts(test.database.connection, { unreadScan: 120 });
    const place = { tenantId, conversationId: newId() };
    const me = newId();
    await append(place);
    await Promise.all(Array.from({ length: 119 }, () => append({ ...place, senderId: me })));

    const who = { personId: me, lastReadSeq: 0 };
    const counts = [await coldReader.countUnread(place, who, 120)];
    await append({ ...place, senderId: me });
    counts.push(await coldReader.countUnread(place, who, 121));
    await Promise.all(Array.from({ length: 130 }, () => append(place)));
    counts.push(await coldReader.countUnread(place, who, 251));

    expect(counts).to.deep.equal([1, 0, 100]);
  });

  it('ends a page early when its messages are long, and says that there are more', async () => {
    const { append, reader, coldReader } = parts(test.database.connection);
    const place = { tenantId, conversationId: newId() };
    for (let at = 0; at < 7; at += 1) await append({ ...place, text: 'あ'.repeat(40_000) });

    for (const pages of [reader, coldReader]) {
      const page = await pages.after(place, 0, 200);
      expect(page).to.include({ lastSeq: 7, hasMore: true });
      expect(seqsOf(page.messages)).to.deep.equal(upTo(5));
      expect(await pages.after(place, 5, 200)).to.include({ lastSeq: 7, hasMore: false });
    }
  });

  it('answers from memory byte-identically to the database', async () => {
    const { append, reader, hot } = parts(test.database.connection, { hotMessages: 60 });
    const cold = parts(test.database.connection);
    const place = { tenantId, conversationId: newId() };
    for (let at = 0; at < 130; at += 1) await append({ conversationId: place.conversationId, text: `日本語 "${at}"` });

    const fromMemory = reader.newestPageText(place, 50)?.text;
    const fromDatabase = JSON.stringify(await cold.coldReader.history(place, { limit: 50 }));

    expect(fromMemory).to.equal(fromDatabase);
    expect(hot.after(place.conversationId, 100)).to.deep.include({ lastSeq: 130 });
    expect(await reader.after(place, 100, 200)).to.deep.equal(await cold.coldReader.after(place, 100, 200));
    expect(await reader.after(place, 3, 20)).to.deep.equal(await cold.coldReader.after(place, 3, 20));
    expect(await reader.history(place, { beforeSeq: 20, limit: 50 })).to.deep.equal(
      await cold.coldReader.history(place, { beforeSeq: 20, limit: 50 }),
    );
  });
});

describe('the message log while an answer of the database is under way', () => {
  let test: TestDatabase;
  let proxy: DatabaseProxy;
  let place: { tenantId: string; conversationId: string };

  beforeEach(async () => {
    test = await startTestDatabase();
    await ensureIndexes(test.database.connection, [messageModel], log);
    proxy = await startDatabaseProxy(test.database);
    place = { tenantId, conversationId: newId() };
    const { append } = parts(test.database.connection);
    for (const text of ['1', '2', '3']) await append({ ...place, text });
  });

  afterEach(async () => {
    await proxy.close();
    await test.close();
  });

  it('shows no message of an unconfirmed insert, and all older ones', async () => {
    const { append, coldReader } = parts(proxy.connection);
    const insert = proxy.hold('insert', 'answer');
    const sending = Promise.all(Array.from({ length: 60 }, () => append(place)));
    await insert.arrived;

    const [synced, newest, last] = await Promise.all([
      coldReader.after(place, 0, 200),
      coldReader.history(place, { limit: 50 }),
      coldReader.last(place),
    ]);
    insert.pass();
    await sending;

    expect(synced).to.include({ lastSeq: 3, hasMore: false });
    for (const { messages } of [synced, newest]) expect(seqsOf(messages)).to.deep.equal([1, 2, 3]);
    expect(last?.seq).to.equal(3);
    expect(await coldReader.lastSeq(place)).to.equal(63);
  });

  it('shows no message of an insert that began after the query was sent', async () => {
    const { append, coldReader } = parts(proxy.connection);
    const query = proxy.hold('find', 'request');
    const reading = coldReader.history(place, { limit: 50 });
    await query.arrived;
    const insert = proxy.hold('insert', 'answer');
    const sending = append(place);
    await insert.arrived;

    query.pass();
    const { messages } = await reading;
    insert.pass();
    await sending;

    expect(seqsOf(messages)).to.deep.equal([1, 2, 3]);
  });

  it('does not keep a page in memory that was overtaken by a message', async () => {
    const { append, reader, coldReader } = parts(proxy.connection);
    const query = proxy.hold('find', 'answer');
    const reading = reader.history(place, { limit: 50 });
    await query.arrived;
    await append(place);

    query.pass();
    await reading;

    expect((await reader.last(place))?.seq).to.equal(4);
    expect(await reader.after(place, 0, 200)).to.deep.equal(await coldReader.after(place, 0, 200));
  });

  it('does not keep a page in memory that was overtaken by a moderator who hid one of its messages', async () => {
    const { reader, moderation } = parts(proxy.connection);
    const query = proxy.hold('find', 'answer');
    const reading = reader.history(place, { limit: 50 });
    await query.arrived;
    await moderation.hide({ ...place, seq: 2, entryOf: hiddenEntry });

    query.pass();
    await reading;

    const { messages } = await reader.after(place, 0, 200);
    expect(messages.map(({ text }) => text)).to.deep.equal(['1', '', '3']);
  });

  it('keeps nothing outdated in memory after an insert whose answer was lost, and stores its message once', async () => {
    const { append, reader, coldReader, stored } = parts(proxy.connection);
    await append({ ...place, text: '4' });
    await reader.history(place, { limit: 50 });
    const insert = proxy.hold('insert', 'answer');
    const sending = append({ ...place, text: '5' });
    await insert.arrived;

    insert.lose();
    const sent = await sending;

    expect(sent).to.include({ seq: 5, text: '5' });
    expect(await stored(place.conversationId)).to.have.length(5);
    expect((await reader.last(place))?.seq).to.equal(5);
    const fromMemory = reader.newestPageText(place, 50)?.text;
    const fromDatabase = JSON.stringify(await coldReader.history(place, { limit: 50 }));
    expect(fromMemory ?? fromDatabase).to.equal(fromDatabase);
    expect(await reader.after(place, 0, 200)).to.deep.equal(await coldReader.after(place, 0, 200));
  });

  it('rejects a message that waits too long, and answers its resend when the database answers', async () => {
    const { append, stored } = parts(proxy.connection, { commitWaitMs: 1 });
    const draft = { ...place, senderId: newId(), clientMessageId: newId() };
    const insert = proxy.hold('insert', 'answer');
    const rejected = await append(draft).catch((error: unknown) => error);

    // The time limit of the resend begins with its own call, so another log has the usual limit.
    const { append: resend } = parts(test.database.connection);
    const resent = await resend(draft);
    insert.pass();

    expect(rejected).to.be.instanceOf(UnavailableError);
    expect(resent).to.include({ seq: 4, clientMessageId: draft.clientMessageId });
    expect(await stored(place.conversationId)).to.have.length(4);
  });
});

describe('the newest messages in memory', () => {
  const message = (seq: number): Message => ({
    id: `m-${seq}`,
    conversationId: 'c',
    seq,
    senderId: 'alice',
    clientMessageId: `client-${seq}`,
    text: `text ${seq}`,
    createdAt: new Date(seq).toISOString(),
  });
  const from = (first: number, last: number) => {
    const hot = new HotMessages({ hotConversations: 10, hotMessages: 10 });
    for (let seq = first; seq <= last; seq += 1) hot.append(message(seq));
    return hot;
  };

  it('start again after a gap', () => {
    const hot = from(1, 3);

    hot.append(message(5));

    expect(hot.after('c', 3)).to.equal(null);
    expect(seqsOf(hot.after('c', 4)?.messages)).to.deep.equal([5]);
    expect(hot.newestPage('c', 4)).to.equal(null);
  });

  it('answer only if everything that was asked for is among them', () => {
    const hot = from(5, 9);

    expect(hot.after('c', 3)).to.equal(null);
    expect(seqsOf(hot.after('c', 4)?.messages)).to.deep.equal([5, 6, 7, 8, 9]);
    expect(hot.after('c', 9)).to.deep.equal({ messages: [], lastSeq: 9 });
    expect(hot.newestPage('c', 6)).to.equal(null);
    expect(JSON.parse(hot.newestPage('c', 5)?.text ?? '')).to.deep.include({ lastSeq: 9, hasMore: true });
    expect(JSON.parse(from(1, 3).newestPage('c', 6)?.text ?? '')).to.deep.include({ lastSeq: 3, hasMore: false });
  });

  it('are at most twice as many as configured', () => {
    const hot = from(1, 21);

    expect(hot.after('c', 10)).to.equal(null);
    expect(seqsOf(hot.after('c', 11)?.messages)).to.deep.equal([12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
  });

  it('return a page that includes a message or change since the page was last requested', () => {
    const hot = from(1, 3);
    const page = () => JSON.parse(hot.newestPage('c', 5)?.text ?? '').messages as Message[];
    page();

    hot.append(message(4));
    const withNew = page();
    hot.replace({ ...message(2), text: 'changed' });
    const withChange = page();

    expect(seqsOf(withNew)).to.deep.equal([1, 2, 3, 4]);
    expect(withChange[1]?.text).to.equal('changed');
  });
});

describe('the message log on a database that crashes', () => {
  it('acknowledges only messages that stay stored, and stores each once', async () => {
    const directory = await temporaryDirectory();
    const engine = await EmbeddedMongo.start({ directory, loader: engineLoader, log });
    const database = await openDatabase({ engine, dataDir: directory, databaseWaitMs: 500, log });
    try {
      await ensureIndexes(database.connection, [messageModel], log);
      const { append, stored } = parts(database.connection);
      const conversationIds = [newId(), newId()];
      const acked: { conversationId: string; clientMessageId: string; seq: number }[] = [];
      const sendUntilAcked = async (at: number) => {
        const draft = { conversationId: conversationIds[at % 2] ?? '', senderId: newId(), clientMessageId: newId() };
        for (;;) {
          try {
            acked.push(await append(draft));
            return;
          } catch (error) {
            if (!(error instanceof UnavailableError)) throw error;
          }
        }
      };

      for (let kill = 0; kill < 3; kill += 1) {
        const sending = Array.from({ length: 4 }, async (_, sender) => {
          for (let at = 0; at < 40; at += 1) await sendUntilAcked(sender);
        });
        await append({ conversationId: conversationIds[0] });
        const { pid } = database.engine ?? {};
        if (pid) process.kill(pid, 'SIGKILL');
        await Promise.all(sending);
      }

      for (const conversationId of conversationIds) {
        const messages = await stored(conversationId);
        expect(messages.map(({ seq }) => seq)).to.deep.equal(upTo(messages.length));
        const clientIds = messages.map(({ clientMessageId }) => clientMessageId);
        expect(new Set(clientIds).size).to.equal(clientIds.length);
        const bySeq = new Map(messages.map((message) => [message.seq, message.clientMessageId]));
        for (const one of acked.filter((ack) => ack.conversationId === conversationId)) {
          expect(bySeq.get(one.seq)).to.equal(one.clientMessageId);
        }
      }
      expect(acked).to.have.length(3 * 4 * 40);
    } finally {
      await database.close();
      await engine.close();
    }
  });
});

function parts(connection: Parameters<typeof model>[0], changed: Partial<Record<keyof typeof limits, number>> = {}) {
  const messages = model<MessageDoc>(connection, messageModel);
  const events = new Events();
  const someLimits = { ...limits, ...changed };
  const hot = new HotMessages(someLimits);
  const messageLog = new MessageLog({
    messages,
    removedToSeq: async () => 0,
    events,
    clock: new Clock(),
    limits: someLimits,
    hot,
  });
  const append = (draft: {
    conversationId?: string | undefined;
    senderId?: string | undefined;
    clientMessageId?: string | undefined;
    text?: string;
  }) =>
    messageLog.append({
      tenantId,
      conversationId: draft.conversationId ?? '',
      senderId: draft.senderId ?? newId(),
      clientMessageId: draft.clientMessageId ?? newId(),
      text: draft.text ?? 'text',
      audience: { kind: 'people', personIds: [] },
    });
  return {
    events,
    hot,
    messageLog,
    append,
    moderation: new Moderation({
      messages,
      audit: auditOn(connection),
      hooks: { sendGuardOf: () => null },
      clock: new Clock(),
      hot,
    }),
    reader: new MessageReader({ messages, log: messageLog, hot, limits: someLimits }),
    coldReader: new MessageReader({ messages, log: messageLog, hot: null, limits: someLimits }),
    stored: (conversationId: string) =>
      messages.find({ tenantId, conversationId }).sort({ seq: 1 }).lean<MessageDoc[]>(),
  };
}

function seqsOf(messages: readonly { seq: number }[] | undefined): number[] | undefined {
  return messages?.map(({ seq }) => seq);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}
