/** The message log on a real engine: messages are stored once, in order and without gaps. */
import { expect } from 'chai';
import { HotMessages } from '../../src/conversations/messages/hot-messages.ts';
import { MessageLog } from '../../src/conversations/messages/message-log.ts';
import { type MessageDoc, messageModel } from '../../src/conversations/messages/message-model.ts';
import { MessageReader } from '../../src/conversations/messages/message-reader.ts';
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
import { engineLoader, startTestDatabase, type TestDatabase, temporaryDirectory } from '../support/database.ts';

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
  const messageLog = new MessageLog({ messages, events, clock: new Clock(), limits: someLimits, hot });
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
    append,
    reader: new MessageReader({ messages, log: messageLog, hot, hotMessages: someLimits.hotMessages }),
    coldReader: new MessageReader({ messages, log: messageLog, hot: null, hotMessages: 0 }),
    stored: (conversationId: string) =>
      messages.find({ tenantId, conversationId }).sort({ seq: 1 }).lean<MessageDoc[]>(),
  };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}
