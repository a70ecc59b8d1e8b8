/** Server processes that share a database: who is alive, and who is refused. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Model } from 'mongoose';
import { newId } from '../../src/database/ids.ts';
import { model } from '../../src/database/models.ts';
import { createLog } from '../../src/kernel/log.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { HOUR_MS } from '../../src/kernel/time.ts';
import { type NodeDoc, nodeModel } from '../../src/nodes/node-model.ts';
import { SharedNodes } from '../../src/nodes/shared-nodes.ts';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/app.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { holdNext } from '../support/hold.ts';
import { until } from '../support/until.ts';

const limits = { nodeHeartbeatMs: 50, nodeDeadMs: 500 };
const log = createLog({ level: 'silent' });

// Promise B2 of docs/promises.md.
describe('server processes that share a database', () => {
  let database: TestDatabase;
  let nodes: Model<NodeDoc>;
  const closing: { close(): Promise<void> }[] = [];

  before(async () => {
    database = await startTestDatabase();
    nodes = model(database.database.connection, nodeModel);
  });
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((one) => one.close()));
    await nodes.deleteMany({});
  });
  after(() => database.close());

  it('are refused if they do not exchange events, with the setting that is missing', async () => {
    await start({ relay: null });

    const refused = await startApp().catch((error: Error) => error.message);

    expect(refused).to.include('REDIS_URL').and.include('http://first');
    expect(await nodes.countDocuments({})).to.equal(1);
  });

  it('are refused if only one of them exchanges events, or with others', async () => {
    await start({ relay: 'meshi' });

    for (const relay of [null, 'another']) {
      const refused = await start({ relay }).catch((error: Error) => error.message);
      expect(refused, String(relay)).to.include('REDIS_URL');
    }
  });

  it('start if the former process was killed, whose last heartbeat is still there', async () => {
    const at = new Date();
    await nodes.create({ ...deadNode(), startedAt: at, heartbeatAt: at });

    const app = await startApp();

    expect(await app.services.nodes.alive()).to.have.length(1);
  });

  it('start one of two that start at once and do not exchange events', async () => {
    const started = await Promise.allSettled([start({ relay: null }), start({ relay: null })]);

    expect(started.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
  });

  it('know each other, whether events of the others wait, and when one stops to carry rooms', async () => {
    const [one, other] = [await start({ relay: 'meshi' }), await start({ relay: 'meshi' })];
    const ids = async () => (await one.alive()).map(({ nodeId }) => nodeId).toSorted();
    expect(await ids()).to.deep.equal([one.nodeId, other.nodeId].toSorted());
    expect(one.othersBehind()).to.equal('no');

    other.setBehind(true);
    await until(async () => (await one.alive()) && one.othersBehind() !== 'no');
    expect(other.othersBehind()).to.equal('no');
    await other.leave();

    expect(await ids()).to.deep.equal([one.nodeId]);
  });

  it('notice that a process ended while its events waited, once', async () => {
    const [one, other] = [await start({ relay: 'meshi' }), await start({ relay: 'meshi' })];
    other.setBehind(true);
    await until(async () => (await one.alive()) && one.othersBehind() !== 'no');

    await other.close();
    await until(async () => (await one.alive()).length === 1);
    const [first, second] = [one.othersBehind(), one.othersBehind()];

    expect([first, second]).to.deep.equal(['lost', 'no']);
  });

  it('notice once that a process has ended, because its last events may be missing', async () => {
    const [one, other] = [await start({ relay: 'meshi' }), await start({ relay: 'meshi' })];
    await until(async () => (await one.alive()).length === 2);

    await other.close();
    await until(async () => (await one.alive()).length === 1);
    const [first, second] = [one.othersBehind(), one.othersBehind()];

    expect([first, second]).to.deep.equal(['waiting', 'no']);
  });

  it('count another one as gone as soon as its address, which was reached before, refuses connections', async () => {
    const patient = { nodeHeartbeatMs: 50, nodeDeadMs: HOUR_MS };
    const server = await serverOn();
    const [open, closed] = [await serverOn(), await serverOn()];
    await closed.close();
    const one = await start({ relay: 'meshi', limits: patient });
    const others = [server, open, closed].map(({ url }) => ({ ...deadNode(), url }));
    const [ended] = others.map(({ _id }) => _id);
    const areAlive = () => others.map(({ _id }) => one.isAlive(_id));
    const later = new Date(Date.now() + HOUR_MS);
    await nodes.create(others.map((node) => ({ ...node, startedAt: later, heartbeatAt: later })));
    await server.reached;

    await nodes.updateMany({ startedAt: later }, { $set: { heartbeatAt: new Date(Date.now() - 10_000) } });
    await one.alive();
    expect(areAlive()).to.deep.equal([true, true, true]);
    await server.close();
    await until(async () => (await one.alive()) && !one.isAlive(ended ?? ''));

    expect(areAlive()).to.deep.equal([false, true, true]);
  });

  it('do not count others as gone right after an outage of the database', async () => {
    const one = await start({ relay: 'meshi' });
    const [former, other] = [deadNode(), deadNode()];
    const later = new Date(Date.now() + HOUR_MS);
    await nodes.create([former, other].map((node) => ({ ...node, startedAt: later, heartbeatAt: later })));
    await until(async () => (await one.alive()) && one.isAlive(former._id) && one.isAlive(other._id));
    await nodes.deleteOne({ _id: former._id });
    await until(async () => (await one.alive()) && !one.isAlive(former._id));

    const outage = holdNext(nodes, 'updateOne');
    await outage.reached;
    await nodes.updateMany({ _id: other._id }, { $set: { heartbeatAt: new Date(0) } });
    await delay(limits.nodeDeadMs * 1.5);
    outage.release();
    await one.serve();

    expect(one.isAlive(other._id)).to.equal(true);
    await until(async () => (await one.alive()) && !one.isAlive(other._id));
  });

  /** A process that accepts connections. `reached` resolves after the first one. */
  async function serverOn() {
    const server = createServer((socket) => socket.on('error', () => undefined).resume());
    const reached = once(server, 'connection');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    let isOpen = true;
    const close = async () => {
      if (isOpen) await promisify(server.close.bind(server))();
      isOpen = false;
    };
    closing.push({ close });
    return { url: `http://127.0.0.1:${port}`, reached, close };
  }

  async function start({ relay, ...own }: { relay: string | null; limits?: typeof limits }) {
    const nodeId = newId();
    const shared = new SharedNodes({
      nodeId,
      url: () => 'http://first',
      load: () => 0,
      relay,
      nodes,
      limits,
      log,
      ...own,
    });
    await shared.register();
    closing.push(shared);
    await shared.serve();
    return shared;
  }

  async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
    const { connection, kind } = database.database;
    const app = await startTestApp({
      ...options,
      limits,
      config: { mongodbUri: new Secret('mongodb://shared') },
      database: { connection, kind, state: () => database.database.state(), async close() {} },
    });
    closing.push(app);
    return app;
  }
});

function deadNode() {
  return { _id: newId(), url: 'http://gone', load: 0, isServing: true, relay: null, isBehind: false };
}
