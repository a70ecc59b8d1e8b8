/**
 * Who watches the list of rooms. All share one channel for the rooms that are open to everyone. Changes in the rooms of circles
 * are sent individually, after a check that the person is in the circle.
 */
import { isHidden, type RoomService, type RoomViews } from '../../rooms/index.ts';
import type { Circles } from '../../src/kernel/circles.ts';
import type { DomainEvents } from '../../src/kernel/events.ts';
import type { Person } from '../../src/kernel/person.ts';
import { lobbyChannel } from '../../src/kernel/socket-channels.ts';
import type { Room } from '../../src/protocol/rooms.ts';
import type { MainSocket } from '../sockets.ts';

/** The circles of one connection, and which of their rooms it knows: only a known room that becomes hidden is reported as gone. */
interface Filter {
  circles: ReadonlySet<string>;
  visible: Set<string>;
}

export interface RoomWatchersOptions {
  rooms: Pick<RoomService, 'live'>;
  views: Pick<RoomViews, 'live'>;
  circles: Pick<Circles, 'of'>;
}

/** How a changed circle changes the list of one connection. */
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
    const circles = await this.#parts.circles.of({ tenantId, personId });
    this.#follow(socket);
    if (socket.connected) this.#add(socket, circles);
    // Re-check after adding: a change during the read did not find this connection among the watchers.
    const now = await this.#parts.circles.of({ tenantId, personId });
    if (now !== circles && socket.connected) this.#add(socket, now);
    const rooms = await this.#parts.rooms.live(socket.data.actor);
    const filter = this.#watchers.get(socket);
    for (const { id } of rooms.filter(isOfCircle)) filter?.visible.add(id);
    return rooms;
  }

  unwatch(socket: MainSocket): void {
    if (!this.#watchers.delete(socket)) return;
    void socket.leave(lobbyChannel(socket.data.actor.tenantId));
  }

  has(socket: MainSocket): boolean {
    return this.#watchers.has(socket);
  }

  /** Who gets a change in the room of a circle: connections that may see the room, and those from whom it is now hidden. */
  audience({ tenantId, room }: { tenantId: string; room: Room }): { seeing: MainSocket[]; losing: MainSocket[] } {
    const [seeing, losing]: [MainSocket[], MainSocket[]] = [[], []];
    if (!isOfCircle(room)) return { seeing, losing };
    for (const [socket, { circles, visible }] of this.#watchers) {
      if (socket.data.actor.tenantId !== tenantId) continue;
      if (isHidden(room, circles)) {
        if (visible.delete(room.id)) losing.push(socket);
        continue;
      }
      seeing.push(socket);
      if (room.state === 'open') visible.add(room.id);
      else visible.delete(room.id);
    }
    return { seeing, losing };
  }

  /** Hides the circle's rooms from these people, who may have left it, until `refresh` has read who is in it. */
  forgetCircle({ tenantId, circle, personIds }: DomainEvents['circlesChanged']): void {
    for (const [socket, filter] of this.#watchers) {
      const { actor } = socket.data;
      if (actor.tenantId !== tenantId || !personIds.includes(actor.personId)) continue;
      const circles = new Set(filter.circles);
      if (circles.delete(circle)) filter.circles = circles;
    }
  }

  /** Reads again in which circles this person is. Returns how the list of each of the person's connections changes. */
  async refresh({ tenantId, personId }: Person): Promise<ListChange[]> {
    if (!this.#of(personId).next().value) return [];
    const circles = await this.#parts.circles.of({ tenantId, personId });
    const live = this.#parts.views.live(tenantId).filter(isOfCircle);
    return [...this.#of(personId)].map((socket) => this.#refreshOne(socket, circles, live));
  }

  #refreshOne(socket: MainSocket, circles: ReadonlySet<string>, live: readonly Room[]): ListChange {
    const known = this.#watchers.get(socket)?.visible;
    const visible = live.filter((room) => !isHidden(room, circles));
    const appeared = visible.filter(({ id }) => !known?.has(id));
    const hidden = live.filter((room) => isHidden(room, circles) && known?.has(room.id));
    this.#watchers.set(socket, { circles, visible: new Set(visible.map(({ id }) => id)) });
    return { socket, appeared, hidden };
  }

  *#of(personId: string): Generator<MainSocket> {
    for (const socket of this.#watchers.keys()) if (socket.data.actor.personId === personId) yield socket;
  }

  #add(socket: MainSocket, circles: ReadonlySet<string>): void {
    this.#watchers.set(socket, { circles, visible: new Set() });
    void socket.join(lobbyChannel(socket.data.actor.tenantId));
  }

  #follow(socket: MainSocket): void {
    if (this.#followed.has(socket)) return;
    this.#followed.add(socket);
    socket.once('disconnect', () => this.#watchers.delete(socket));
  }
}

function isOfCircle({ circle }: Room): boolean {
  return circle !== null;
}
