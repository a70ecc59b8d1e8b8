/** The rooms with people inside, on all nodes, as the last events described them. Nothing is read from the database. */
import type { Peer, Room } from '../src/protocol/rooms.ts';

interface RoomView {
  tenantId: string;
  nodeId: string;
  room: Room;
}

export interface RoomViewsOptions {
  /** Rooms of a node that is not alive count as empty. */
  isAlive: (nodeId: string) => boolean;
}

export class RoomViews {
  readonly #views = new Map<string, RoomView>();
  readonly #isAlive: (nodeId: string) => boolean;

  constructor({ isAlive }: RoomViewsOptions) {
    this.#isAlive = isAlive;
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
    if (room.state === 'closed') this.#views.delete(room.id);
    // An edit from another node says nothing about who is inside.
    else if (nodeId === null) {
      if (known) this.#views.set(room.id, { ...known, room: { ...room, peers: known.room.peers } });
    } else if (room.peers.length > 0) this.#views.set(room.id, { tenantId, nodeId, room });
    // A node that lost the room must not empty it if another node carries it now.
    else if (known?.nodeId === nodeId) this.#views.delete(room.id);
  }
}
