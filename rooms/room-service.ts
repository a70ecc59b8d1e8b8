/** Creates, finds, edits and closes rooms, and lets people join them. The live side is `VoiceService`. */

import type { ConversationService } from '../src/conversations/index.ts';
import { decodeCursor, encodeCursor } from '../src/database/cursor.ts';
import type { Actor } from '../src/kernel/actor.ts';
import type { CircleRoom } from '../src/kernel/circle-rooms.ts';
import { circleOf } from '../src/kernel/circles.ts';
import type { Limits } from '../src/kernel/config.ts';
import { ForbiddenError, NotFoundError } from '../src/kernel/errors.ts';
import type { Events } from '../src/kernel/events.ts';
import type { Person } from '../src/kernel/person.ts';
import type { ProfileService } from '../src/profiles/index.ts';
import type { Page } from '../src/protocol/common.ts';
import type { CreateRoom, EditRoom, JoinedRoom, ListRooms, Room } from '../src/protocol/rooms.ts';
import { roomFull } from './live/voice-room.ts';
import { type Placement, roomClosed } from './placement.ts';
import type { RoomDoc } from './room-model.ts';
import type { RoomStore } from './room-store.ts';
import type { RoomViewers } from './room-viewers.ts';
import type { RoomViews } from './room-views.ts';
import { isHidden, type Viewer } from './room-visibility.ts';
import type { VoiceTickets } from './voice-tickets.ts';

/** At most this many live rooms are sent to someone who starts watching the list. */
const WATCHED_ROOMS = 200;
/** The two parts of the list, as numbers in its cursors. */
const LIVE = 0;
const EMPTY = 1;

export interface RoomServiceOptions {
  store: RoomStore;
  views: RoomViews;
  placement: Placement;
  tickets: VoiceTickets;
  conversations: Pick<ConversationService, 'ensureRoomConversation' | 'close'>;
  profiles: Pick<ProfileService, 'summaries'>;
  viewers: RoomViewers;
  events: Events;
  limits: Limits;
}

export class RoomService {
  readonly #parts: RoomServiceOptions;

  constructor(parts: RoomServiceOptions) {
    this.#parts = parts;
  }

  /** Creates an open room. @throws ConflictError `too_many_rooms` */
  async create(actor: Actor, input: CreateRoom): Promise<Room> {
    const doc = await this.#parts.store.insert(actor, input);
    await this.#ensureConversation(doc);
    return this.#announce(doc);
  }

  /** Open rooms that the actor can see: first those with people inside, then the empty ones; each part newest first. */
  async list({ tenantId, personId }: Actor, { cursor, limit }: ListRooms): Promise<Page<Room>> {
    const viewer = await this.#parts.viewers.of({ tenantId, personId });
    const [part, lastId] = cursor ? decodeCursor(cursor, ['number', 'string']) : [LIVE, null];
    const live = this.#parts.views.live(tenantId);
    const found = part === LIVE ? await this.#livePage({ tenantId, live, viewer, beforeId: lastId, limit }) : [];
    if (found.length <= limit) {
      const empty = await this.#parts.store.openPage({
        tenantId,
        beforeId: part === EMPTY ? lastId : null,
        exceptIds: live.map(({ id }) => id),
        exceptOwners: [...viewer.blocked],
        circles: [...viewer.circles],
        limit: limit + 1 - found.length,
      });
      found.push(...empty);
    }
    const docs = found.slice(0, limit);
    const last = docs.at(-1);
    const lastPart = live.some(({ id }) => id === last?._id) ? LIVE : EMPTY;
    const nextCursor = found.length > limit && last ? encodeCursor([lastPart, last._id]) : null;
    return { items: await this.#present(docs), nextCursor };
  }

  /** The rooms with people inside that the actor can see, at most `WATCHED_ROOMS`. */
  async live({ tenantId, personId }: Actor): Promise<Room[]> {
    const viewer = await this.#parts.viewers.of({ tenantId, personId });
    const visible = this.#parts.views.live(tenantId).filter((room) => !isHidden(room, viewer));
    return visible.slice(0, WATCHED_ROOMS);
  }

  /** An open or closed room, with the people inside. @throws NotFoundError also if the room is hidden from the actor. */
  async get(actor: Actor, roomId: string): Promise<Room> {
    const { room } = await this.#getVisible(actor, roomId);
    return room;
  }

  /** Whether the room exists and the actor can see it. */
  async sees(actor: Actor, roomId: string): Promise<boolean> {
    return (await this.#findVisible(actor, roomId)) !== null;
  }

  /** Edits a room of the actor's. @throws NotFoundError, ForbiddenError, ConflictError `room_closed` */
  async edit(actor: Actor, roomId: string, change: EditRoom): Promise<Room> {
    // First of all: the owner of a circle's room may have left the circle.
    await this.#getOwn(actor, roomId);
    const doc = await this.#parts.store.edit(actor, roomId, change);
    // It is the actor's, so it is closed.
    if (!doc) throw roomClosed();
    return this.#announce(doc);
  }

  /** Closes a room of the actor for everyone. Idempotent. @throws NotFoundError, ForbiddenError */
  async close(actor: Actor, roomId: string): Promise<Room> {
    const { room } = await this.#getOwn(actor, roomId);
    const doc = await this.#parts.store.close(actor, roomId);
    return doc ? this.#closed(doc) : room;
  }

  /**
   * Joins a room: returns it with a ticket for its voice on the node that carries it. `joinId` identifies this join:
   * `leave` ends only what this join has opened, so that leaving on one device does not end the voice of another.
   * @throws NotFoundError, ConflictError `room_closed` or `room_full`, UnavailableError
   */
  async join(actor: Actor, roomId: string, joinId: string): Promise<JoinedRoom> {
    const { doc, room } = await this.#getVisible(actor, roomId);
    if (this.#parts.store.isOver(doc)) throw roomClosed();
    const isInside = room.peers.some(({ id }) => id === actor.personId);
    if (!isInside && room.peers.length >= room.capacity) throw roomFull();
    const [node] = await Promise.all([
      this.#parts.placement.place(actor.tenantId, roomId),
      // Repeated in case a crash prevented it when the room was created.
      this.#ensureConversation(doc),
    ]);
    // One seat per person: a second device takes the seat over, and the others see one person who stays.
    const peerId = actor.personId;
    const ticket = this.#parts.tickets.issue({ ...actor, roomId, nodeId: node.nodeId, peerId, joinId });
    return { room, voice: { url: node.url, ticket, peerId } };
  }

  /** Leaves a room: ends everything that this join has opened, on any node. */
  leave({ tenantId, personId }: Actor, roomId: string, joinId: string): void {
    this.#parts.events.announce('roomLeft', { tenantId, roomId, personId, joinId, reason: 'left' });
  }

  /** Closes the rooms of a person whose account is being deleted. Idempotent. */
  async erasePerson(person: Person): Promise<void> {
    const open = await this.#parts.store.openOf(person);
    const closed = await Promise.all(open.map(({ _id }) => this.#parts.store.close(person, _id)));
    await Promise.all(closed.map((doc) => doc && this.#closed(doc)));
  }

  /** Returns the open room of a circle, and creates it if there is none. */
  async openOfCircle(circleRoom: CircleRoom): Promise<Room> {
    const { doc, isNew } = await this.#parts.store.openOfCircle(circleRoom);
    await this.#ensureConversation(doc);
    return isNew ? this.#announce(doc) : this.present(doc);
  }

  /** Closes the room of a circle; with `isEmpty` only if nobody is inside. Returns whether no open room is left. */
  async closeOfCircle(which: { tenantId: string; circle: string; isEmpty: boolean }): Promise<boolean> {
    const { store, views } = this.#parts;
    const open = await store.findOfCircle(which.tenantId, which.circle);
    if (!open) return true;
    // Someone who has just joined appears in the views before the stored room is marked as occupied.
    if (which.isEmpty && views.peersOf(open._id).length > 0) return false;
    const doc = await store.closeOfCircle(which);
    if (doc) await this.#closed(doc);
    return doc !== null || (await store.findOfCircle(which.tenantId, which.circle)) === null;
  }

  /** Closes rooms that have been empty for too long, except `exceptIds`, which are known to have people inside. */
  async closeEmpty(exceptIds: readonly string[]): Promise<void> {
    const empty = await this.#parts.store.standingEmpty(exceptIds);
    const closed = await Promise.all(empty.map((doc) => this.#parts.store.closeIfEmpty(doc)));
    await Promise.all(closed.map((doc) => doc && this.#closed(doc)));
  }

  /** The room as clients see it. */
  async present(doc: RoomDoc): Promise<Room> {
    const [room] = await this.#present([doc]);
    // One document in, one room out.
    return room as Room;
  }

  async #closed(doc: RoomDoc): Promise<Room> {
    const room = await this.#announce(doc);
    await this.#parts.conversations.close(doc.tenantId, doc.conversationId);
    return room;
  }

  async #announce(doc: RoomDoc): Promise<Room> {
    const room = await this.present(doc);
    this.#parts.events.announce('roomChanged', { tenantId: doc.tenantId, room, nodeId: null });
    return room;
  }

  #ensureConversation({ tenantId, conversationId, _id }: RoomDoc): Promise<void> {
    return this.#parts.conversations.ensureRoomConversation({ tenantId, conversationId, roomId: _id });
  }

  async #livePage({
    tenantId,
    live,
    viewer,
    beforeId,
    limit,
  }: {
    tenantId: string;
    live: readonly Room[];
    viewer: Viewer;
    beforeId: string | null;
    limit: number;
  }): Promise<RoomDoc[]> {
    const ids = live
      .filter((room) => !isHidden(room, viewer) && (beforeId === null || room.id < beforeId))
      .map(({ id }) => id)
      .sort()
      .reverse()
      .slice(0, limit + 1);
    const docs = await this.#parts.store.openAmong(tenantId, ids);
    return docs.sort((one, other) => (one._id < other._id ? 1 : -1));
  }

  async #present(docs: readonly RoomDoc[]): Promise<Room[]> {
    const byTenant = Map.groupBy(docs, ({ tenantId }) => tenantId);
    const owners = new Map<string, Room['owner']>();
    for (const [tenantId, some] of byTenant) {
      // Only the sweep passes rooms of several tenants.
      const found = await this.#parts.profiles.summaries(tenantId, new Set(some.map(({ ownerId }) => ownerId)));
      for (const [id, owner] of found) owners.set(id, owner);
    }
    return docs.map((doc) => this.#toRoom(doc, owners.get(doc.ownerId) as Room['owner']));
  }

  #toRoom(doc: RoomDoc, owner: Room['owner']): Room {
    return {
      id: doc._id,
      title: doc.title,
      tags: doc.tags,
      language: doc.language,
      owner,
      conversationId: doc.conversationId,
      circle: doc.circle ? circleOf(doc.circle) : null,
      state: doc.state,
      capacity: this.#parts.limits.roomPeers,
      peers: doc.state === 'open' ? this.#parts.views.peersOf(doc._id) : [],
      createdAt: doc.createdAt.toISOString(),
    };
  }

  async #findVisible({ tenantId, personId }: Actor, roomId: string): Promise<{ doc: RoomDoc; room: Room } | null> {
    const doc = await this.#parts.store.find(tenantId, roomId);
    if (!doc) return null;
    const [room, viewer] = await Promise.all([this.present(doc), this.#parts.viewers.of({ tenantId, personId })]);
    return isHidden(room, viewer) ? null : { doc, room };
  }

  async #getVisible(actor: Actor, roomId: string): Promise<{ doc: RoomDoc; room: Room }> {
    const found = await this.#findVisible(actor, roomId);
    if (!found) throw new NotFoundError('This room does not exist, or you cannot see it.');
    return found;
  }

  async #getOwn(actor: Actor, roomId: string): Promise<{ doc: RoomDoc; room: Room }> {
    const found = await this.#getVisible(actor, roomId);
    if (found.doc.ownerId !== actor.personId) {
      throw new ForbiddenError('not_allowed', 'Only the owner of a room can do this.');
    }
    return found;
  }
}
