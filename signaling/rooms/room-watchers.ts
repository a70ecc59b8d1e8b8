/**
 * Who watches the list of rooms. People without blocks share one channel for the rooms that are everyone's. To others, and
 * of the rooms of circles to everyone, each change is told one by one, after a look at whether they may see the room.
 */
import { isHidden, type RoomService, type RoomViewers, type RoomViews, type Viewer } from '../../rooms/index.ts';
import type { DomainEvents } from '../../src/kernel/events.ts';
import type { Person } from '../../src/kernel/person.ts';
import { lobbyChannel } from '../../src/kernel/socket-channels.ts';
import type { Room } from '../../src/protocol/rooms.ts';
import type { MainSocket } from '../sockets.ts';

/** What someone may see, and which rooms were told one by one: one that becomes hidden is told to be gone, others are not. */
interface Filter {
  viewer: Viewer;
  visible: Set<string>;
}

export interface RoomWatchersOptions {
  rooms: Pick<RoomService, 'live'>;
  views: Pick<RoomViews, 'live'>;
  viewers: RoomViewers;
}

/** What a block that began or ended, or a circle that was entered or left, changes in the list of one connection. */
export interface Reconsidered {
  socket: MainSocket;
  come: Room[];
  gone: Room[];
}

export class RoomWatchers {
  readonly #parts: RoomWatchersOptions;
  readonly #watchers = new Map<MainSocket, Filter>();
  /** Connections whose end is listened to already, however often they begin to watch. */
  readonly #followed = new WeakSet<MainSocket>();

  constructor(parts: RoomWatchersOptions) {
    this.#parts = parts;
  }

  /** From now on the connection is told of changes; returns the live rooms. */
  async watch(socket: MainSocket): Promise<Room[]> {
    const { tenantId, personId } = socket.data.actor;
    const viewer = await this.#parts.viewers.of({ tenantId, personId });
    this.#follow(socket);
    if (socket.connected) this.#place(socket, viewer, new Set());
    // A change that came while this was read did not find this connection among those who watch.
    const now = await this.#parts.viewers.of({ tenantId, personId });
    const isSame = now.blocked === viewer.blocked && now.circles === viewer.circles;
    if (!isSame && socket.connected) this.#place(socket, now, new Set());
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

  /** Whether the connection is told of the rooms that are everyone's by the channel. */
  sharesChannel(socket: MainSocket): boolean {
    const filter = this.#watchers.get(socket);
    return filter !== undefined && isShared(filter);
  }

  /** Of the connections that are told one by one: who sees this change, and from whom the room is gone now. */
  audience({ tenantId, room }: { tenantId: string; room: Room }): { seeing: MainSocket[]; losing: MainSocket[] } {
    const seeing: MainSocket[] = [];
    const losing: MainSocket[] = [];
    for (const [socket, filter] of this.#watchers) {
      if (!isToldAlone(room, filter) || socket.data.actor.tenantId !== tenantId) continue;
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

  /** These people may have left the circle: until it is known, they are told nothing more of it. */
  forgetCircle({ tenantId, circle, personIds }: DomainEvents['circlesChanged']): void {
    for (const [socket, filter] of this.#watchers) {
      const { actor } = socket.data;
      if (actor.tenantId !== tenantId || !personIds.includes(actor.personId)) continue;
      const circles = new Set(filter.viewer.circles);
      if (circles.delete(circle)) filter.viewer = { ...filter.viewer, circles };
    }
  }

  /** What this person may see has changed. */
  async reconsider({ tenantId, personId }: Person): Promise<Reconsidered[]> {
    if (!this.#of(personId).next().value) return [];
    const viewer = await this.#parts.viewers.of({ tenantId, personId });
    const live = this.#parts.views.live(tenantId);
    return [...this.#of(personId)].map((socket) => this.#reconsiderOne(socket, viewer, live));
  }

  #reconsiderOne(socket: MainSocket, viewer: Viewer, live: readonly Room[]): Reconsidered {
    const filter = this.#watchers.get(socket);
    const hasSeen = (room: Room) => !filter || !isToldAlone(room, filter) || filter.visible.has(room.id);
    const visible = live.filter((room) => !isHidden(room, viewer));
    const come = visible.filter((room) => !hasSeen(room));
    const gone = live.filter((room) => isHidden(room, viewer) && hasSeen(room));
    this.#place(socket, viewer, new Set(visible.map(({ id }) => id)));
    return { socket, come, gone };
  }

  *#of(personId: string): Generator<MainSocket> {
    for (const socket of this.#watchers.keys()) if (socket.data.actor.personId === personId) yield socket;
  }

  #place(socket: MainSocket, viewer: Viewer, visible: Set<string>): void {
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

function isToldAlone(room: Room, filter: Filter): boolean {
  return room.circle !== null || !isShared(filter);
}
