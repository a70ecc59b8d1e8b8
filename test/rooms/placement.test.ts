/** Which node carries a room: the choice of a node, and the lease under concurrent requests and node failures. */
import { expect } from 'chai';
import type { Model } from 'mongoose';
import { chooseNode, Placement } from '../../rooms/placement.ts';
import { type RoomDoc, roomModel } from '../../rooms/room-model.ts';
import { RoomStore } from '../../rooms/room-store.ts';
import { newId } from '../../src/database/ids.ts';
import { model } from '../../src/database/models.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { Events } from '../../src/kernel/events.ts';
import { limits } from '../../src/kernel/limits.ts';
import { createLog } from '../../src/kernel/log.ts';
import { OneNode } from '../../src/nodes/index.ts';
import { type NodeDoc, nodeModel } from '../../src/nodes/node-model.ts';
import { SharedNodes } from '../../src/nodes/shared-nodes.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';

const TENANT = 'public';
const log = createLog({ level: 'silent' });

describe('the choice of a node', () => {
  const node = (nodeId: string, load: number) => ({ nodeId, load, url: `http://${nodeId}` });

  it('takes the node with the least load', () => {
    expect(chooseNode([node('a', 0.5), node('b', 0.1), node('c', 0.3)])?.nodeId).to.equal('b');
  });

  it('takes the same of several equal nodes on every process', () => {
    const nodes = [node('c', 0), node('a', 0), node('b', 0)];

    expect(chooseNode(nodes)?.nodeId).to.equal('a');
    expect(chooseNode(nodes.toReversed())?.nodeId).to.equal('a');
  });

  it('takes no full node, and none if there is none', () => {
    expect(chooseNode([node('a', 1), node('b', 1.5)])).to.equal(null);
    expect(chooseNode([node('a', 1), node('b', 0.99)])?.nodeId).to.equal('b');
    expect(chooseNode([])).to.equal(null);
  });
});

/** Nothing here writes an entry. */
const audit = { settle: async () => {} };

describe('the lease of a room', () => {
  let database: TestDatabase;
  let rooms: Model<RoomDoc>;
  let nodes: Model<NodeDoc>;
  let now = Date.now();
  const clock = new Clock(() => now);
  const events = new Events();
  const running: SharedNodes[] = [];

  before(async () => {
    database = await startTestDatabase();
    rooms = model(database.database.connection, roomModel);
    nodes = model(database.database.connection, nodeModel);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.close()));
    await nodes.deleteMany({});
  });
  after(() => database.close());

  it('is the same for everyone who joins at once, on every node', async () => {
    const placements = await Promise.all([start(), start(), start()]);
    const roomId = await newRoom();

    const placed = await Promise.all(
      Array.from({ length: 30 }, (_, at) => placements[at % 3]?.placement.place(TENANT, roomId)),
    );

    expect(new Set(placed.map((node) => node?.nodeId)).size).to.equal(1);
  });

  it('stays while its node is alive, even if that node is full', async () => {
    const { placement, setLoad } = await start();
    const roomId = await newRoom();
    const { nodeId } = await placement.place(TENANT, roomId);
    await setLoad(2);

    expect((await placement.place(TENANT, roomId)).nodeId).to.equal(nodeId);
    expect(await codeOf(placement.place(TENANT, await newRoom()))).to.equal('media_full');
  });

  it('moves to one other node when its node stops reporting, the same for all requests', async () => {
    const first = await start({ load: 0 });
    const roomId = await newRoom();
    await first.placement.place(TENANT, roomId);
    await first.nodes.close();
    running.splice(0);
    // As after a kill: its last heartbeat stays stored.
    const heartbeatAt = new Date(Date.now() - limits.nodeDeadMs - 1);
    await nodes.insertOne({
      _id: first.nodeId,
      url: 'http://gone',
      load: 0,
      isServing: true,
      relay: 'meshi',
      isBehind: false,
      startedAt: heartbeatAt,
      heartbeatAt,
    });
    const others = await Promise.all([start({ load: 0.5 }), start({ load: 0.6 })]);

    const placed = await Promise.all(
      others.flatMap(({ placement }) => [placement.place(TENANT, roomId), placement.place(TENANT, roomId)]),
    );

    const ids = new Set(placed.map(({ nodeId }) => nodeId));
    expect(ids.size).to.equal(1);
    expect(ids).not.to.include(first.nodeId);
  });

  it('is refused for rooms that are closed, of another tenant or unknown', async () => {
    const placement = new Placement({ rooms, nodes: new OneNode({ nodeId: newId() }), events, clock });
    const closed = await newRoom({ state: 'closed' });

    expect(await codeOf(placement.place(TENANT, closed))).to.equal('room_closed');
    expect(await codeOf(placement.place('another', await newRoom()))).to.equal('not_found');
    expect(await codeOf(placement.place(TENANT, newId()))).to.equal('not_found');
  });

  it('lets only the node that carries the room mark it as empty or occupied', async () => {
    const store = new RoomStore({ rooms, audit, clock, limits });
    const [here, elsewhere] = [newId(), newId()];
    const [lively, empty] = [
      await newRoom({ nodeId: here, emptySince: null }),
      await newRoom({ nodeId: here, emptySince: new Date(now) }),
    ];
    const isEmpty = async (roomId: string) => (await store.find(TENANT, roomId))?.emptySince !== null;

    await store.markEmpty({ roomId: lively, nodeId: elsewhere });
    await store.markOccupied({ roomIds: [empty], nodeId: elsewhere });
    const byOther = [await isEmpty(lively), await isEmpty(empty)];
    await store.markEmpty({ roomId: lively, nodeId: here });
    await store.markOccupied({ roomIds: [empty], nodeId: here });

    expect(byOther).to.deep.equal([false, true]);
    expect([await isEmpty(lively), await isEmpty(empty)]).to.deep.equal([true, false]);
  });

  it('starts the empty time again, so that a room is not closed under someone who joins', async () => {
    const store = new RoomStore({ rooms, audit, clock, limits });
    const placement = new Placement({ rooms, nodes: new OneNode({ nodeId: newId() }), events, clock });
    const roomId = await newRoom();
    await placement.place(TENANT, roomId);
    const read = await store.find(TENANT, roomId);
    now += 1;

    await placement.place(TENANT, roomId);

    expect(read && (await store.closeIfEmpty(read))).to.equal(null);
    expect(await store.find(TENANT, roomId)).to.include({ state: 'open' });
  });

  it('closes the room of a circle while someone is inside only if it need not be empty', async () => {
    const store = new RoomStore({ rooms, audit, clock, limits });
    const circle = `meal:${newId()}`;
    const openPlace = `${TENANT}:${circle}`;
    const roomId = await newRoom({ circle, openPlace, emptySince: null });

    const whileInside = await store.closeOfCircle({ tenantId: TENANT, circle, isEmpty: true });
    const forAll = await store.closeOfCircle({ tenantId: TENANT, circle, isEmpty: false });

    expect(whileInside).to.equal(null);
    expect(forAll?._id).to.equal(roomId);
  });

  async function start({ load = 0 } = {}) {
    const nodeId = newId();
    let current = load;
    const shared = new SharedNodes({
      nodeId,
      url: () => `http://${nodeId}`,
      load: () => current,
      relay: 'meshi',
      nodes,
      limits,
      log,
    });
    await shared.register();
    await shared.serve();
    running.push(shared);
    const setLoad = async (value: number) => {
      current = value;
      await nodes.updateOne({ _id: nodeId }, { $set: { load: value } });
    };
    return { nodeId, nodes: shared, setLoad, placement: new Placement({ rooms, nodes: shared, events, clock }) };
  }

  async function newRoom(change: Partial<RoomDoc> = {}): Promise<string> {
    const _id = newId();
    await rooms.create({
      _id,
      tenantId: TENANT,
      ownerId: newId(),
      title: 'A room',
      tags: [],
      language: 'en',
      conversationId: newId(),
      state: 'open',
      nodeId: null,
      emptySince: new Date(now),
      createdAt: new Date(now),
      closedAt: null,
      ...change,
    });
    return _id;
  }
});

async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof AppError) return error.details?.reason ?? error.code;
    throw error;
  }
  return 'nothing was refused';
}
