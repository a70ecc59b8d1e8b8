/** The rooms with people inside, on whichever node, as they were last told of. Kept by events; nothing is read. */
import type { Peer, Room } from '../src/protocol/rooms.ts';

interface RoomView {
  tenantId: string;
  nodeId: string;
  room: Room;
}

export interface RoomViewsOptions {
  /** People in rooms of a node that went away are inside no more. */
  isAlive: (nodeId: string) => boolean;
}

export class RoomViews {
  readonly #views = new Map<string, RoomView>();
  readonly #isAlive: (nodeId: string) => boolean;

  constructor({ isAlive }: RoomViewsOptions) {
    this.#isAlive = isAlive;
  }

  /** Who is inside, as last heard. */
  peersOf(roomId: string): Peer[] {
    return this.#find(roomId)?.room.peers ?? [];
  }

  /** Rooms of the tenant with people inside. */
  live(tenantId: string): Room[] {
    const views = [...this.#views.values()].filter((view) => view.tenantId === tenantId && this.#isAlive(view.nodeId));
    return views.map(({ room }) => room);
  }

  #find(roomId: string): RoomView | null {
    const view = this.#views.get(roomId);
    return view && this.#isAlive(view.nodeId) ? view : null;
  }

  /** Keeps what was told of a room. */
  changed({ tenantId, room, nodeId }: { tenantId: string; room: Room; nodeId: string | null }): void {
    const known = this.#views.get(room.id);
    if (room.state === 'closed') this.#views.delete(room.id);
    // An edit told by a node that does not carry the room says nothing about who is inside.
    else if (nodeId === null) {
      if (known) this.#views.set(room.id, { ...known, room: { ...room, peers: known.room.peers } });
    } else if (room.peers.length > 0) this.#views.set(room.id, { tenantId, nodeId, room });
    // A node that lost a room must not empty it where another carries it now.
    else if (known?.nodeId === nodeId) this.#views.delete(room.id);
  }
}
