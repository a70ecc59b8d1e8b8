/**
 * Who watches the list of rooms. People without blocks share one channel for the rooms that are open to everyone. People
 * with blocks, and everyone for rooms of circles, get each change individually, after a check that they may see the room.
 */
import { isHidden, type RoomService, type RoomViewers, type RoomViews, type Viewer } from '../../rooms/index.ts';
import type { DomainEvents } from '../../src/kernel/events.ts';
import type { Person } from '../../src/kernel/person.ts';
import { lobbyChannel } from '../../src/kernel/socket-channels.ts';
import type { Room } from '../../src/protocol/rooms.ts';
import type { MainSocket } from '../sockets.ts';

/** What one connection may see, and which rooms it knows: only a known room that becomes hidden is reported as gone. */
interface Filter {
  viewer: Viewer;
  visible: Set<string>;
}

export interface RoomWatchersOptions {
  rooms: Pick<RoomService, 'live'>;
  views: Pick<RoomViews, 'live'>;
  viewers: RoomViewers;
}

/** How a changed block or circle changes the list of one connection. */
export interface ListChange {
  socket: MainSocket;
  appeared: Room[];
  hidden: Room[];
}

export class RoomWatchers {
  readonly #parts: RoomWatchersOptions;
  readonly #watchers = new Map<MainSocket, Filter>();
  /** Connections with a `disconnect` listener: each gets one, even if it starts watching several times. */
  readonly #followed = new WeakSet<MainSocket>();

  constructor(parts: RoomWatchersOptions) {
    this.#parts = parts;
  }

  /** Starts sending changes to the connection. Returns the live rooms. */
  async watch(socket: MainSocket): Promise<Room[]> {
    const { tenantId, personId } = socket.data.actor;
    const viewer = await this.#parts.viewers.of({ tenantId, personId });
    this.#follow(socket);
    if (socket.connected) this.#setFilter(socket, viewer, new Set());
    // Re-check after adding: a change during the read did not find this connection among the watchers.
    const now = await this.#parts.viewers.of({ tenantId, personId });
    const isSame = now.blocked === viewer.blocked && now.circles === viewer.circles;
    if (!isSame && socket.connected) this.#setFilter(socket, now, new Set());
    const rooms = await this.#parts.rooms.live(socket.data.actor);
    const filter = this.#watchers.get(socket);
    for (const { id } of rooms) filter?.visible.add(id);
    return rooms;
  }

  unwatch(socket: MainSocket): void {
    if (!this.#watchers.has(socket)) return;
    this.#watchers.delete(socket);
    void socket.leave(lobbyChannel(socket.data.actor.tenantId));
  }

  /** Whether the connection gets changes of rooms that are open to everyone on the shared channel. */
  sharesChannel(socket: MainSocket): boolean {
    const filter = this.#watchers.get(socket);
    return filter !== undefined && isShared(filter);
  }

  /** Of the connections that get this change individually: who may see the room, and from whom it is now hidden. */
  audience({ tenantId, room }: { tenantId: string; room: Room }): { seeing: MainSocket[]; losing: MainSocket[] } {
    const seeing: MainSocket[] = [];
    const losing: MainSocket[] = [];
    for (const [socket, filter] of this.#watchers) {
      if (!isSentIndividually(room, filter) || socket.data.actor.tenantId !== tenantId) continue;
      if (isHidden(room, filter.viewer)) {
        if (filter.visible.delete(room.id)) losing.push(socket);
        continue;
      }
      seeing.push(socket);
      if (room.state === 'open') filter.visible.add(room.id);
      else filter.visible.delete(room.id);
    }
    return { seeing, losing };
  }

  /** Hides the circle's rooms from these people, who may have left it, until `refresh` has read who is in it. */
  forgetCircle({ tenantId, circle, personIds }: DomainEvents['circlesChanged']): void {
    for (const [socket, filter] of this.#watchers) {
      const { actor } = socket.data;
      if (actor.tenantId !== tenantId || !personIds.includes(actor.personId)) continue;
      const circles = new Set(filter.viewer.circles);
      if (circles.delete(circle)) filter.viewer = { ...filter.viewer, circles };
    }
  }

  /** Reads again what this person may see. Returns how the list of each of the person's connections changes. */
  async refresh({ tenantId, personId }: Person): Promise<ListChange[]> {
    if (!this.#of(personId).next().value) return [];
    const viewer = await this.#parts.viewers.of({ tenantId, personId });
    const live = this.#parts.views.live(tenantId);
    return [...this.#of(personId)].map((socket) => this.#refreshOne(socket, viewer, live));
  }

  #refreshOne(socket: MainSocket, viewer: Viewer, live: readonly Room[]): ListChange {
    const filter = this.#watchers.get(socket);
    const hasSeen = (room: Room) => !filter || !isSentIndividually(room, filter) || filter.visible.has(room.id);
    const visible = live.filter((room) => !isHidden(room, viewer));
    const appeared = visible.filter((room) => !hasSeen(room));
    const hidden = live.filter((room) => isHidden(room, viewer) && hasSeen(room));
    this.#setFilter(socket, viewer, new Set(visible.map(({ id }) => id)));
    return { socket, appeared, hidden };
  }

  *#of(personId: string): Generator<MainSocket> {
    for (const socket of this.#watchers.keys()) if (socket.data.actor.personId === personId) yield socket;
  }

  #setFilter(socket: MainSocket, viewer: Viewer, visible: Set<string>): void {
    const channel = lobbyChannel(socket.data.actor.tenantId);
    const filter = { viewer, visible };
    this.#watchers.set(socket, filter);
    void (isShared(filter) ? socket.join(channel) : socket.leave(channel));
  }

  #follow(socket: MainSocket): void {
    if (this.#followed.has(socket)) return;
    this.#followed.add(socket);
    socket.once('disconnect', () => this.#watchers.delete(socket));
  }
}

function isShared({ viewer }: Filter): boolean {
  return viewer.blocked.size === 0;
}

function isSentIndividually(room: Room, filter: Filter): boolean {
  return room.circle !== null || !isShared(filter);
}
