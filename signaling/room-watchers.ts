/**
 * Who watches the list of rooms. People without blocks share one channel; to others each change is told one by one, after
 * a look at whether they may see the room.
 */
import type { RoomService } from '../rooms/room-service.ts';
import type { RoomViews } from '../rooms/room-views.ts';
import { isHidden } from '../rooms/room-visibility.ts';
import type { BlockList } from '../src/moderation/block-list.ts';
import type { Room } from '../src/protocol/rooms.ts';
import { lobbyChannel, type MainSocket } from './sockets.ts';

/** Someone with blocks, and which rooms they were told of: one that becomes hidden is told to be gone, others are not. */
interface Filter {
  blocked: ReadonlySet<string>;
  visible: Set<string>;
}

export interface RoomWatchersOptions {
  rooms: Pick<RoomService, 'live'>;
  views: Pick<RoomViews, 'live'>;
  blockList: BlockList;
}

/** What a block that began or ended changes in the list of one connection. */
export interface Reconsidered {
  socket: MainSocket;
  come: Room[];
  gone: Room[];
}

export class RoomWatchers {
  readonly #parts: RoomWatchersOptions;
  /** Null for those who share the channel. */
  readonly #watchers = new Map<MainSocket, Filter | null>();
  /** Connections whose end is listened to already, however often they begin to watch. */
  readonly #followed = new WeakSet<MainSocket>();

  constructor(parts: RoomWatchersOptions) {
    this.#parts = parts;
  }

  /** From now on the connection is told of changes; returns the live rooms. */
  async watch(socket: MainSocket): Promise<Room[]> {
    const { actor } = socket.data;
    const blocked = await this.#parts.blockList.blockedWith(actor.tenantId, actor.personId);
    this.#follow(socket);
    if (socket.connected) this.#place(socket, blocked, new Set());
    // A block that was made while the list was read did not find this connection among those who watch.
    const blockedNow = await this.#parts.blockList.blockedWith(actor.tenantId, actor.personId);
    if (blockedNow !== blocked && socket.connected) this.#place(socket, blockedNow, new Set());
    const rooms = await this.#parts.rooms.live(actor);
    const filter = this.#watchers.get(socket);
    for (const { id } of rooms) filter?.visible.add(id);
    return rooms;
  }

  unwatch(socket: MainSocket): void {
    if (!this.#watchers.has(socket)) return;
    this.#watchers.delete(socket);
    void socket.leave(lobbyChannel(socket.data.actor.tenantId));
  }

  /** Whether the connection is told of every room by the channel. */
  sharesChannel(socket: MainSocket): boolean {
    return this.#watchers.get(socket) === null;
  }

  /** Of the connections that are told one by one: who sees this change, and from whom the room is gone now. */
  audience({ tenantId, room }: { tenantId: string; room: Room }): { seeing: MainSocket[]; losing: MainSocket[] } {
    const seeing: MainSocket[] = [];
    const losing: MainSocket[] = [];
    for (const [socket, filter] of this.#watchers) {
      if (!filter || socket.data.actor.tenantId !== tenantId) continue;
      if (isHidden(room, filter.blocked)) {
        if (filter.visible.delete(room.id)) losing.push(socket);
        continue;
      }
      seeing.push(socket);
      if (room.state === 'open') filter.visible.add(room.id);
      else filter.visible.delete(room.id);
    }
    return { seeing, losing };
  }

  /** A block of this person began or ended. */
  async reconsider(tenantId: string, personId: string): Promise<Reconsidered[]> {
    if (!this.#of(personId).next().value) return [];
    const blocked = await this.#parts.blockList.blockedWith(tenantId, personId);
    const live = this.#parts.views.live(tenantId);
    return [...this.#of(personId)].map((socket) => this.#reconsiderOne(socket, blocked, live));
  }

  #reconsiderOne(socket: MainSocket, blocked: ReadonlySet<string>, live: readonly Room[]): Reconsidered {
    const filter = this.#watchers.get(socket);
    const hasSeen = (room: Room) => !filter || filter.visible.has(room.id);
    const visible = live.filter((room) => !isHidden(room, blocked));
    const come = visible.filter((room) => !hasSeen(room));
    const gone = live.filter((room) => isHidden(room, blocked) && hasSeen(room));
    this.#place(socket, blocked, new Set(visible.map(({ id }) => id)));
    return { socket, come, gone };
  }

  *#of(personId: string): Generator<MainSocket> {
    for (const socket of this.#watchers.keys()) if (socket.data.actor.personId === personId) yield socket;
  }

  #place(socket: MainSocket, blocked: ReadonlySet<string>, visible: Set<string>): void {
    const channel = lobbyChannel(socket.data.actor.tenantId);
    this.#watchers.set(socket, blocked.size === 0 ? null : { blocked, visible });
    void (blocked.size === 0 ? socket.join(channel) : socket.leave(channel));
  }

  #follow(socket: MainSocket): void {
    if (this.#followed.has(socket)) return;
    this.#followed.add(socket);
    socket.once('disconnect', () => this.#watchers.delete(socket));
  }
}
