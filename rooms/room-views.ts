/** The rooms with people inside, on all nodes, as the last events described them. Nothing is read from the database. */
import type { LRUCache } from 'lru-cache';
import { boundedCache } from '../src/kernel/bounded-cache.ts';
import type { Limits } from '../src/kernel/config.ts';
import type { Peer, Room } from '../src/protocol/rooms.ts';

interface RoomView {
  tenantId: string;
  nodeId: string;
  room: Room;
}

/** People of all rooms who left within `peerMemoryMs`. */
const RECENT_PEOPLE = 20_000;

export interface RoomViewsOptions {
  limits: Pick<Limits, 'peerMemoryMs'>;
  /** Rooms of a node that is not alive count as empty. */
  isAlive: (nodeId: string) => boolean;
}

export class RoomViews {
  readonly #views = new Map<string, RoomView>();
  readonly #isAlive: (nodeId: string) => boolean;
  /** Room and person, for people who left a short time ago. */
  readonly #left: LRUCache<string, true>;

  constructor({ isAlive, limits }: RoomViewsOptions) {
    this.#isAlive = isAlive;
    this.#left = boundedCache(RECENT_PEOPLE, limits.peerMemoryMs);
  }

  /** Whether the person is inside, or was so a short time ago: a lost connection does not lock anybody out. */
  wasInside(roomId: string, personId: string): boolean {
    return this.#left.has(placeOf(roomId, personId)) || this.peersOf(roomId).some(({ id }) => id === personId);
  }

  /** The people inside, as of the last event. */
  peersOf(roomId: string): Peer[] {
    return this.#find(roomId)?.room.peers ?? [];
  }

  /** The tenant's rooms with people inside, those with most people first. */
  live(tenantId: string): Room[] {
    const views = [...this.#views.values()].filter((view) => view.tenantId === tenantId && this.#isAlive(view.nodeId));
    return views
      .map(({ room }) => room)
      .sort((one, other) => other.peers.length - one.peers.length || (one.id < other.id ? 1 : -1));
  }

  /** Forgets the rooms of the other nodes, which then announce them again. */
  forgetOthers(nodeId: string): void {
    for (const [roomId, view] of this.#views) if (view.nodeId !== nodeId) this.#views.delete(roomId);
  }

  #find(roomId: string): RoomView | null {
    const view = this.#views.get(roomId);
    return view && this.#isAlive(view.nodeId) ? view : null;
  }

  /** Applies a `roomChanged` event. `nodeId` is null if the event does not come from the node that carries the room. */
  changed({ tenantId, room, nodeId }: { tenantId: string; room: Room; nodeId: string | null }): void {
    const known = this.#views.get(room.id);
    for (const { id } of known?.room.peers ?? []) {
      if (!room.peers.some((peer) => peer.id === id)) this.#left.set(placeOf(room.id, id), true);
    }
    if (room.state === 'closed') this.#views.delete(room.id);
    // An edit from another node says nothing about who is inside.
    else if (nodeId === null) {
      if (known) this.#views.set(room.id, { ...known, room: { ...room, peers: known.room.peers } });
    } else if (room.peers.length > 0) this.#views.set(room.id, { tenantId, nodeId, room });
    // A node that lost the room must not empty it if another node carries it now.
    else if (known?.nodeId === nodeId) this.#views.delete(room.id);
  }
}

function placeOf(roomId: string, personId: string): string {
  return `${roomId}:${personId}`;
}
