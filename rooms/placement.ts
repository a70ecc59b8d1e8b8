/** Which node carries a room: a rule without input or output, and the lease that holds its answer in the room. */
import type { Model } from 'mongoose';
import { trusted } from '../src/database/models.ts';
import type { Clock } from '../src/kernel/clock.ts';
import { ConflictError, NotFoundError, UnavailableError } from '../src/kernel/errors.ts';
import type { RoomDoc } from './room-model.ts';

export interface MediaNode {
  nodeId: string;
  /** Empty: the address that the client uses already. */
  url: string;
  /** 0 is empty, 1 takes no new rooms. */
  load: number;
}

/** Who carries rooms now. One process knows itself; several tell each other through the database. */
export interface Nodes {
  /** This process. */
  readonly nodeId: string;
  alive(): Promise<readonly MediaNode[]>;
  /** As far as is known without asking. */
  isAlive(nodeId: string): boolean;
  /** From now on this process carries rooms. To be called once it listens. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Two who take a room over at once differ once; more rounds than this mean that nodes come and go every moment. */
const ATTEMPTS = 5;

/** The node with the least load that still takes rooms, always the same one of equals; null when all are full. */
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
   * The node that carries the room. A room without a living node is given one by a single atomic update, so however many
   * walk in at once, wherever, they meet on the same. An empty room counts as just used.
   * @throws NotFoundError, ConflictError `room_closed`, UnavailableError when every node is full
   */
  async place(tenantId: string, roomId: string): Promise<MediaNode> {
    const nodes = await this.#nodes.alive();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // Each round builds on what the last one found changed.
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
    // Taken over from a node that went away, it has nobody inside whatever that one wrote last.
    if (from !== to) {
      const taken = await this.#rooms.updateOne(scope, { $set: { nodeId: to, emptySince: this.#now() } });
      return taken.matchedCount === 1;
    }
    await this.#rooms.updateOne(
      { ...scope, emptySince: trusted({ $ne: null }) },
      { $set: { emptySince: this.#now() } },
    );
    return true;
  }

  #now(): Date {
    return new Date(this.#clock.now());
  }
}

export function roomClosed(): ConflictError {
  return new ConflictError('room_closed', 'This room is closed. Open another one.');
}

function allFull(): UnavailableError {
  return new UnavailableError('media_full', 'Voice is full. Try again later.', { retryAfterMs: 5_000 });
}
