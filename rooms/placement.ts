/** Which node carries a room: a pure function chooses the node, and a lease in the room's document stores it. */
import type { Model } from 'mongoose';
import { trusted } from '../src/database/models.ts';
import type { Clock } from '../src/kernel/clock.ts';
import { ConflictError, NotFoundError, UnavailableError } from '../src/kernel/errors.ts';
import type { RoomDoc } from './room-model.ts';

export interface MediaNode {
  nodeId: string;
  /** Empty: the address that the client already uses. */
  url: string;
  /** 0 is empty; at 1 or more the node takes no new rooms. */
  load: number;
}

/** The nodes that carry rooms. A single process knows only itself; several find each other through the database. */
export interface Nodes {
  /** The id of this process. */
  readonly nodeId: string;
  alive(): Promise<readonly MediaNode[]>;
  /** As of the last read; asks nobody. */
  isAlive(nodeId: string): boolean;
  /** Makes this process available for rooms. Call it once the process listens. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Two concurrent takeovers of a room conflict once. More conflicts mean that nodes start and stop all the time. */
const ATTEMPTS = 5;

/** The least loaded node that still takes rooms; null if all are full. Equal loads always give the same node. */
export function chooseNode(nodes: readonly MediaNode[]): MediaNode | null {
  const free = nodes.filter(({ load }) => load < 1);
  const sorted = free.sort((one, other) => one.load - other.load || (one.nodeId < other.nodeId ? -1 : 1));
  return sorted[0] ?? null;
}

export interface PlacementOptions {
  rooms: Model<RoomDoc>;
  nodes: Nodes;
  clock: Clock;
}

export class Placement {
  readonly #rooms: Model<RoomDoc>;
  readonly #nodes: Nodes;
  readonly #clock: Clock;

  constructor({ rooms, nodes, clock }: PlacementOptions) {
    this.#rooms = rooms;
    this.#nodes = nodes;
    this.#clock = clock;
  }

  /**
   * Returns the node that carries the room. A room whose node is gone gets a new one in a single atomic update, so that
   * all people who join at once, through any process, get the same node. The empty time of the room starts again.
   * @throws NotFoundError, ConflictError `room_closed`, UnavailableError if every node is full
   */
  async place(tenantId: string, roomId: string): Promise<MediaNode> {
    const nodes = await this.#nodes.alive();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // Sequential: each attempt reads what a concurrent takeover has changed.
      const room = await this.#rooms.findOne({ _id: roomId, tenantId }, { nodeId: 1, state: 1 }).lean();
      if (!room) throw new NotFoundError('This room does not exist, or you cannot see it.');
      if (room.state !== 'open') throw roomClosed();
      const node = nodes.find(({ nodeId }) => nodeId === room.nodeId) ?? chooseNode(nodes);
      if (!node) throw allFull();
      if (await this.#lease({ tenantId, roomId, from: room.nodeId, to: node.nodeId })) return node;
    }
    throw new UnavailableError('room_moving', 'The room is moving to another node. Try again in a moment.', {
      retryAfterMs: 500,
    });
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
      return taken.matchedCount === 1;
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

function allFull(): UnavailableError {
  return new UnavailableError('media_full', 'Voice is full. Try again later.', { retryAfterMs: 5_000 });
}
