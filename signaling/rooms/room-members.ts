/** Which connections of this process are in which rooms. They receive the room's messages and can write in it. */

import type { ConversationService } from '../../src/conversations/index.ts';
import { type Circles, circleName } from '../../src/kernel/circles.ts';
import { ConflictError, NotFoundError } from '../../src/kernel/errors.ts';
import type { Person } from '../../src/kernel/person.ts';
import { roomChannel } from '../../src/kernel/socket-channels.ts';
import type { BlockList } from '../../src/people-lists/index.ts';
import type { Room } from '../../src/protocol/rooms.ts';
import type { MainSocket } from '../sockets.ts';

interface Membership {
  joinId: string;
  room: Pick<Room, 'id' | 'conversationId' | 'owner' | 'circle'>;
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
  /** Connection in a room → the people with whom its person shares a block. Without blocks there is no entry. */
  readonly #blocked = new Map<MainSocket, ReadonlySet<string>>();

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
    const blocked = await this.#blockList.blockedWith({ tenantId, personId });
    if (!socket.connected) return;
    this.#memberships(room.id).set(socket, { joinId, room });
    this.#joinedOf(socket).add(room.id);
    this.#keepBlocks(socket, blocked);
    void socket.join(roomChannel(room.id));
    this.#conversations.admit({ tenantId, personId }, room.conversationId);
    // Re-check after entering: a block that was created during the read did not find this connection inside.
    await this.refreshBlocks({ tenantId, personId });
    // The same race exists for leaving a circle.
    if (!room.circle) return;
    const circle = circleName(room.circle.kind, room.circle.id);
    if (await this.#circles.sees({ tenantId, personId }, circle)) return;
    this.leave(socket, room.id);
    throw new NotFoundError('This room does not exist, or you cannot see it.');
  }

  /** Reads the blocks of this person again. Call it when one may have begun or ended. */
  async refreshBlocks({ tenantId, personId }: Person): Promise<void> {
    const blockedNow = () => this.#blockList.blockedWith({ tenantId, personId });
    const isInside = [...this.#joined.keys()].some(({ data }) => data.actor.personId === personId);
    if (!isInside) return;
    // Repeat until the list is unchanged after storing it: of two concurrent reads, the older result may arrive last.
    for (let kept: ReadonlySet<string> | null = null, blocked = await blockedNow(); kept !== blocked; ) {
      for (const socket of this.#joined.keys()) {
        if (socket.data.actor.personId === personId) this.#keepBlocks(socket, blocked);
      }
      kept = blocked;
      blocked = await blockedNow();
    }
  }

  /** The people with whom the person of a connection in a room shares a block. */
  blockedOf(socket: MainSocket): ReadonlySet<string> {
    return this.#blocked.get(socket) ?? NOBODY;
  }

  /** People inside, on this process, who share a block with this person. */
  apartFrom(roomId: string, personId: string): ReadonlySet<string> {
    // This runs for every message in a room, and there is almost never a block.
    if (this.#blocked.size === 0) return NOBODY;
    const apart = new Set<string>();
    for (const socket of this.#rooms.get(roomId)?.keys() ?? []) {
      if (this.#blocked.get(socket)?.has(personId)) apart.add(socket.data.actor.personId);
    }
    return apart;
  }

  /** Removes the connection from the room. Returns the id of its join; null if it was not inside. */
  leave(socket: MainSocket, roomId: string): string | null {
    const memberships = this.#rooms.get(roomId);
    const membership = memberships?.get(socket);
    if (!memberships || !membership) return null;
    memberships.delete(socket);
    if (memberships.size === 0) this.#rooms.delete(roomId);
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
  *rooms(): Generator<{ roomId: string; ownerId: string; circle: Room['circle']; personIds: Set<string> }> {
    for (const [roomId, memberships] of this.#rooms) {
      const [first] = memberships.values();
      const personIds = new Set([...memberships.keys()].map((socket) => socket.data.actor.personId));
      if (first) yield { roomId, ownerId: first.room.owner.id, circle: first.room.circle, personIds };
    }
  }

  #keepBlocks(socket: MainSocket, blocked: ReadonlySet<string>): void {
    if (blocked.size > 0) this.#blocked.set(socket, blocked);
    else this.#blocked.delete(socket);
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
      this.#blocked.delete(socket);
    });
    return joined;
  }

  #isInside(roomId: string, personId: string): boolean {
    const sockets = this.#rooms.get(roomId)?.keys() ?? [];
    return [...sockets].some((socket) => socket.data.actor.personId === personId);
  }
}

const NOBODY: ReadonlySet<string> = new Set();
