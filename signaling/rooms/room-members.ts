/** Which connections of this process are in which rooms. They receive the room's messages and can write in it. */

import { noSuchRoom } from '../../rooms/index.ts';
import type { ConversationService } from '../../src/conversations/index.ts';
import { type Circles, circleName } from '../../src/kernel/circles.ts';
import { ConflictError } from '../../src/kernel/errors.ts';
import type { Person } from '../../src/kernel/person.ts';
import { applyCurrent } from '../../src/kernel/remembered.ts';
import { roomChannel } from '../../src/kernel/socket-channels.ts';
import type { BlockList } from '../../src/people-lists/index.ts';
import type { Room } from '../../src/protocol/rooms.ts';
import type { MainSocket } from '../sockets.ts';

interface Membership {
  joinId: string;
  room: Pick<Room, 'id' | 'conversationId' | 'circle'>;
}

export interface RoomMembersOptions {
  conversations: Pick<ConversationService, 'admit' | 'dismiss'>;
  blockList: BlockList;
  circles: Circles;
  limits: { roomsPerConnection: number };
}

export class RoomMembers {
  readonly #conversations: RoomMembersOptions['conversations'];
  readonly #blockList: BlockList;
  readonly #circles: Circles;
  readonly #roomsPerConnection: number;
  /** Room → connection → membership. */
  readonly #rooms = new Map<string, Map<MainSocket, Membership>>();
  /** Connection → rooms. */
  readonly #joined = new Map<MainSocket, Set<string>>();
  /** Room → connection → the people whose words its person does not see there. Without any there is no entry. */
  readonly #hidden = new Map<string, Map<MainSocket, ReadonlySet<string>>>();

  constructor({ conversations, blockList, circles, limits }: RoomMembersOptions) {
    this.#conversations = conversations;
    this.#blockList = blockList;
    this.#circles = circles;
    this.#roomsPerConnection = limits.roomsPerConnection;
  }

  /** The id of this connection's join of the room; null if it is not inside. */
  joinIdOf(socket: MainSocket, roomId: string): string | null {
    return this.#rooms.get(roomId)?.get(socket)?.joinId ?? null;
  }

  /** @throws ConflictError `too_many_joined_rooms` if the connection cannot enter another room. */
  checkRoomLimit(socket: MainSocket, roomId: string): void {
    const joined = this.#joined.get(socket);
    if (!joined || joined.has(roomId) || joined.size < this.#roomsPerConnection) return;
    throw new ConflictError(
      'too_many_joined_rooms',
      `You can be in ${this.#roomsPerConnection} rooms at once. Leave another one first.`,
      { max: this.#roomsPerConnection },
    );
  }

  /**
   * Puts the connection into the room until it leaves or ends. Does nothing if it has already ended.
   * @throws NotFoundError if the person has just left the circle that the room belongs to.
   */
  async enter(socket: MainSocket, room: Membership['room'], joinId: string): Promise<void> {
    const { tenantId, personId } = socket.data.actor;
    const hiddenIds = await this.#hiddenFrom({ tenantId, personId }, room);
    if (!socket.connected) return;
    this.#memberships(room.id).set(socket, { joinId, room });
    this.#joinedOf(socket).add(room.id);
    this.#setHidden(socket, room.id, hiddenIds);
    void socket.join(roomChannel(room.id));
    try {
      await this.#conversations.admit({ tenantId, personId }, room.conversationId);
      // Re-check after entering: a block that was created during the read did not find this connection inside.
      await this.#refreshHidden(socket, room);
      // The same race exists for leaving a circle.
      const circle = room.circle && circleName(room.circle.kind, room.circle.id);
      if (!(await this.#circles.sees({ tenantId, personId }, circle))) throw noSuchRoom();
    } catch (error) {
      this.leave(socket, room.id);
      throw error;
    }
  }

  /**
   * Reads again whose words these people do not see. Call it when a block may have begun or ended, or when they may have another
   * role in a circle. Returns their connections for which that changed, each with the conversation of the room.
   */
  async refreshBlocks(personIds: ReadonlySet<string>): Promise<{ socket: MainSocket; conversationId: string }[]> {
    const inside = [...this.#joined].filter(([{ data }]) => personIds.has(data.actor.personId));
    const places = inside.flatMap(([socket, roomIds]) =>
      [...roomIds].flatMap((roomId) => {
        const room = this.#rooms.get(roomId)?.get(socket)?.room;
        return room ? [{ socket, room }] : [];
      }),
    );
    const before = places.map(({ socket, room }) => this.#hiddenOf(socket, room));
    await Promise.all(places.map(({ socket, room }) => this.#refreshHidden(socket, room)));
    const changed = places.filter(({ socket, room }, at) => {
      const [was, is] = [before[at] ?? NOBODY, this.#hiddenOf(socket, room)];
      return was.size !== is.size || [...was].some((personId) => !is.has(personId));
    });
    return changed.map(({ socket, room }) => ({ socket, conversationId: room.conversationId }));
  }

  /** People inside, on this process, who do not see the words of this person. */
  apartFrom(roomId: string, personId: string): ReadonlySet<string> {
    // This runs for every message in a room, and there is almost never a block.
    const hidden = this.#hidden.get(roomId);
    if (!hidden) return NOBODY;
    const apart = [...hidden].filter(([, hiddenIds]) => hiddenIds.has(personId));
    return new Set(apart.map(([socket]) => socket.data.actor.personId));
  }

  /** Removes the connection from the room. Returns the id of its join; null if it was not inside. */
  leave(socket: MainSocket, roomId: string): string | null {
    const memberships = this.#rooms.get(roomId);
    const membership = memberships?.get(socket);
    if (!memberships || !membership) return null;
    memberships.delete(socket);
    if (memberships.size === 0) this.#rooms.delete(roomId);
    this.#setHidden(socket, roomId, NOBODY);
    this.#joined.get(socket)?.delete(roomId);
    void socket.leave(roomChannel(roomId));
    const { tenantId, personId } = socket.data.actor;
    if (!this.#isInside(roomId, personId)) {
      this.#conversations.dismiss({ tenantId, personId }, membership.room.conversationId);
    }
    return membership.joinId;
  }

  /** Removes a person's connections from a room; with a `joinId` only the one with this join. */
  remove({ roomId, personId, joinId }: { roomId: string; personId: string; joinId: string | null }): void {
    for (const [socket, membership] of [...(this.#rooms.get(roomId) ?? [])]) {
      const isMeant = socket.data.actor.personId === personId && (joinId === null || membership.joinId === joinId);
      if (isMeant) this.leave(socket, roomId);
    }
  }

  /** Removes everyone from a room. */
  empty(roomId: string): void {
    for (const socket of [...(this.#rooms.get(roomId)?.keys() ?? [])]) this.leave(socket, roomId);
  }

  /** The rooms that connections of this process are in. `personIds` are the people inside on this process. */
  *rooms(): Generator<{ tenantId: string; roomId: string; circle: Room['circle']; personIds: Set<string> }> {
    for (const [roomId, memberships] of this.#rooms) {
      const [first] = memberships;
      if (!first) continue;
      const [{ data }, { room }] = first;
      const personIds = new Set([...memberships.keys()].map((socket) => socket.data.actor.personId));
      yield { tenantId: data.actor.tenantId, roomId, circle: room.circle, personIds };
    }
  }

  #refreshHidden(socket: MainSocket, room: Membership['room']): Promise<void> {
    return applyCurrent(
      () => this.#hiddenFrom(socket.data.actor, room),
      (hiddenIds) => this.#setHidden(socket, room.id, hiddenIds),
    );
  }

  #hiddenOf(socket: MainSocket, { id }: Membership['room']): ReadonlySet<string> {
    return this.#hidden.get(id)?.get(socket) ?? NOBODY;
  }

  #hiddenFrom(person: Person, { circle }: Membership['room']): Promise<ReadonlySet<string>> {
    return this.#blockList.hiddenFrom(person, circle && circleName(circle.kind, circle.id));
  }

  #setHidden(socket: MainSocket, roomId: string, hiddenIds: ReadonlySet<string>): void {
    const hidden = this.#hidden.get(roomId) ?? new Map<MainSocket, ReadonlySet<string>>();
    // The connection may have left while its blocks were read.
    if (hiddenIds.size > 0 && this.#rooms.get(roomId)?.has(socket)) hidden.set(socket, hiddenIds);
    else hidden.delete(socket);
    if (hidden.size > 0) this.#hidden.set(roomId, hidden);
    else this.#hidden.delete(roomId);
  }

  #memberships(roomId: string): Map<MainSocket, Membership> {
    const known = this.#rooms.get(roomId) ?? new Map<MainSocket, Membership>();
    this.#rooms.set(roomId, known);
    return known;
  }

  #joinedOf(socket: MainSocket): Set<string> {
    const known = this.#joined.get(socket);
    if (known) return known;
    const joined = new Set<string>();
    this.#joined.set(socket, joined);
    socket.once('disconnect', () => {
      for (const roomId of [...joined]) this.leave(socket, roomId);
      this.#joined.delete(socket);
    });
    return joined;
  }

  #isInside(roomId: string, personId: string): boolean {
    const sockets = this.#rooms.get(roomId)?.keys() ?? [];
    return [...sockets].some((socket) => socket.data.actor.personId === personId);
  }
}

const NOBODY: ReadonlySet<string> = new Set();
