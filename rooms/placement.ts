/** Which node carries a room: a pure function chooses the node, and a lease in the room's document stores it. */
import type { Model } from 'mongoose';
import { trusted } from '../src/database/models.ts';
import type { Clock } from '../src/kernel/clock.ts';
import { ConflictError, UnavailableError } from '../src/kernel/errors.ts';
import type { Events } from '../src/kernel/events.ts';
import type { Node, Nodes } from '../src/nodes/index.ts';
import type { RoomDoc } from './room-model.ts';
import { noSuchRoom } from './room-visibility.ts';

/** Two concurrent takeovers of a room conflict once. More conflicts mean that nodes start and stop all the time. */
const ATTEMPTS = 5;

/** The least loaded node that still takes rooms; null if all are full. Equal loads always give the same node. */
export function chooseNode(nodes: readonly Node[]): Node | null {
  const free = nodes.filter(({ load }) => load < 1);
  const sorted = free.sort((one, other) => one.load - other.load || (one.nodeId < other.nodeId ? -1 : 1));
  return sorted[0] ?? null;
}

export interface PlacementOptions {
  rooms: Model<RoomDoc>;
  nodes: Nodes;
  events: Events;
  clock: Clock;
}

export class Placement {
  readonly #rooms: Model<RoomDoc>;
  readonly #nodes: Nodes;
  readonly #events: Events;
  readonly #clock: Clock;

  constructor({ rooms, nodes, events, clock }: PlacementOptions) {
    this.#rooms = rooms;
    this.#nodes = nodes;
    this.#events = events;
    this.#clock = clock;
  }

  /**
   * Returns the node that carries the room. A room whose node is gone gets a new one in a single atomic update, so that
   * all people who join at once, through any process, get the same node. The empty time of the room starts again.
   * @throws NotFoundError, ConflictError `room_closed`, UnavailableError if every node is full
   */
  async place(tenantId: string, roomId: string): Promise<Node> {
    const nodes = await this.#nodes.alive();
    if (nodes.length === 0) throw moving();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // Sequential: each attempt reads what a concurrent takeover has changed.
      const room = await this.#rooms.findOne({ _id: roomId, tenantId }, { nodeId: 1, state: 1 }).lean();
      if (!room) throw noSuchRoom();
      if (room.state !== 'open') throw roomClosed();
      const node = nodes.find(({ nodeId }) => nodeId === room.nodeId) ?? chooseNode(nodes);
      if (!node) throw allFull();
      if (await this.#lease({ tenantId, roomId, from: room.nodeId, to: node.nodeId })) return node;
    }
    throw moving();
  }

  async #lease({
    tenantId,
    roomId,
    from,
    to,
  }: {
    tenantId: string;
    roomId: string;
    from: string | null;
    to: string;
  }): Promise<boolean> {
    const scope = { _id: roomId, tenantId, state: 'open' as const, nodeId: from };
    // After a takeover nobody is inside, whatever the former node wrote last.
    if (from !== to) {
      const taken = await this.#rooms.updateOne(scope, { $set: { nodeId: to, emptySince: this.#clock.date() } });
      if (taken.matchedCount !== 1) return false;
      if (from !== null) this.#events.announce('roomMoved', { tenantId, roomId, nodeId: to });
      return true;
    }
    await this.#rooms.updateOne(
      { ...scope, emptySince: trusted({ $ne: null }) },
      { $set: { emptySince: this.#clock.date() } },
    );
    return true;
  }
}

export function roomClosed(): ConflictError {
  return new ConflictError('room_closed', 'This room is closed. Open another one.');
}

function moving(): UnavailableError {
  return new UnavailableError('room_moving', 'The room is moving to another node. Try again in a moment.', {
    retryAfterMs: 500,
  });
}

function allFull(): UnavailableError {
  return new UnavailableError('media_full', 'Voice is full. Try again later.', { retryAfterMs: 5_000 });
}
