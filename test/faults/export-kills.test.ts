/**
 * The server is killed while it makes the archive of a person with many messages, on a heap that could not hold them. The archive is
 * complete afterwards, and has each message once.
 */
import { expect } from 'chai';
import type { Connection } from 'mongoose';
import { openConfigured } from '../../src/app.ts';
import { messageId } from '../../src/conversations/messages/message-model.ts';
import { readConfig } from '../../src/kernel/config.ts';
import { createLog } from '../../src/kernel/log.ts';
import type { DataExport } from '../../src/protocol/index.ts';
import { generous } from '../support/app.ts';
import { jsonIn, readArchive } from '../support/archive.ts';
import { matchedPair, type Person } from '../support/people.ts';
import { ServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';

const KILLS = 2;
const MESSAGES = 30_000;
/** Together 120 MB in memory. With the server itself, the heap cannot hold that. */
const TEXT = '食'.repeat(500) + 'x'.repeat(1_500);
const HEAP_MB = 128;
const LIMIT_MS = 8 * 60_000;

const silent = createLog({ level: 'silent' });

// Promise A13 of docs/promises.md.
describe('a kill of the server while it makes an archive', () => {
  it(`loses and repeats nothing of ${MESSAGES} messages, ${KILLS} times, and needs little memory`, async function () {
    this.timeout(LIMIT_MS);
    const server = await ServerProcess.prepare({
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
      // A file a job, and jobs that another start takes over at once.
      LIMITS: JSON.stringify({ ...generous, dataExportSliceMs: 0, jobLeaseMs: 5_000 }),
    });
    try {
      await server.startAgain();
      const { alice, bob, conversationId } = await matchedPair(server);
      await server.stop();
      await inDatabase(server, (connection) => fill(connection, conversationId, [alice, bob]));
      await server.startAgain();

      await alice.call('dataExport.request', { body: { language: 'ja' } });
      for (let kill = 1; kill <= KILLS; kill++) {
        await inTheMiddle(alice);
        await server.kill();
        await server.startAgain();
      }
      await ready(alice);
      const zip = Buffer.from(await (await alice.call('dataExport.download')).arrayBuffer());

      const entries = readArchive(zip);
      const files = [...entries.keys()].filter((name) => name.startsWith(`data/conversations/${conversationId}`));
      const messages = files.flatMap((name) => jsonIn(entries, name).messages as { seq: number; text: string }[]);
      const seqs = messages.map(({ seq }) => seq).toSorted((a, b) => a - b);
      expect(files.length).to.be.greaterThan(40);
      expect(seqs).to.deep.equal(Array.from({ length: MESSAGES }, (_, at) => at + 1));
      expect(messages.every(({ text }) => text.endsWith(TEXT))).to.equal(true);
      expect(entries.has('index.html')).to.equal(true);
    } catch (error) {
      throw new Error(`The server said:\n${server.output}`, { cause: error });
    } finally {
      await server.close();
    }
  });
});

/** Waits until the server is at the messages, which are most of the archive, and then for some of its files. */
async function inTheMiddle({ call }: Person): Promise<void> {
  const isAtMessages = ({ progress }: DataExport) => progress > 0.8;
  for (let seen = 0; seen < 5; seen++) {
    const { state } = await until(() => call('dataExport.get'), isAtMessages);
    expect(state).to.equal('making');
  }
}

/** On a busy machine it takes longer than other things that tests wait for. */
async function ready({ call }: Person): Promise<void> {
  const wait = () =>
    until(
      () => call('dataExport.get'),
      ({ state }) => state === 'ready',
    );
  await wait().catch(wait).catch(wait);
}

async function fill(connection: Connection, conversationId: string, people: readonly Person[]): Promise<void> {
  const messages = connection.collection<{ _id: string; tenantId: string }>('messages');
  const batch = 2_000;
  for (let from = 0; from < MESSAGES; from += batch) {
    const docs = Array.from({ length: batch }, (_, at) => {
      const seq = from + at + 1;
      return {
        _id: messageId(conversationId, seq),
        tenantId: 'public',
        conversationId,
        seq,
        senderId: people[seq % 2]?.id,
        clientMessageId: `client-message-${seq}`,
        text: `${seq} ${TEXT}`,
        createdAt: new Date(),
      };
    });
    await messages.insertMany(docs);
  }
}

async function inDatabase(server: ServerProcess, act: (connection: Connection) => Promise<void>): Promise<void> {
  const database = await openConfigured(readConfig({ ...process.env, DATA_DIR: server.dataDir }), silent);
  try {
    await act(database.connection);
  } finally {
    await database.close();
  }
}
