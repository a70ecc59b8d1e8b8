/** Creates, finds, edits and closes rooms, and lets people join them. The live side is `VoiceService`. */

import type { PendingAuditEntry } from '../src/audit/index.ts';
import type { ConversationService } from '../src/conversations/index.ts';
import { decodeCursor, encodeCursor } from '../src/database/cursor.ts';
import { type Actor, PUBLIC_TENANT } from '../src/kernel/actor.ts';
import type { CircleRoom } from '../src/kernel/circle-rooms.ts';
import { type Circles, circleOf, idInCircle } from '../src/kernel/circles.ts';
import type { Limits } from '../src/kernel/config.ts';
import { ForbiddenError } from '../src/kernel/errors.ts';
import type { Events } from '../src/kernel/events.ts';
import type { Person } from '../src/kernel/person.ts';
import type { ProfileService } from '../src/profiles/index.ts';
import type { Page } from '../src/protocol/common.ts';
import type { CreateRoom, EditRoom, JoinedRoom, ListRooms, Room } from '../src/protocol/rooms.ts';
import { roomFull } from './live/voice-room.ts';
import { type Placement, roomClosed } from './placement.ts';
import type { RoomDoc } from './room-model.ts';
import type { RoomStore } from './room-store.ts';
import type { RoomViews } from './room-views.ts';
import { isHidden, noSuchRoom } from './room-visibility.ts';
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
  conversations: Pick<ConversationService, 'ensureRoomConversation' | 'close' | 'remove'>;
  profiles: Pick<ProfileService, 'summaries'>;
  circles: Pick<Circles, 'of' | 'members' | 'managers' | 'isManaged' | 'sees'>;
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
    const circles = await this.#parts.circles.of({ tenantId, personId });
    const [part, lastId] = cursor ? decodeCursor(cursor, ['number', 'string']) : [LIVE, null];
    const live = this.#parts.views.live(tenantId);
    const found = part === LIVE ? await this.#livePage({ tenantId, live, circles, beforeId: lastId, limit }) : [];
    if (found.length <= limit) {
      const empty = await this.#parts.store.openPage({
        tenantId,
        beforeId: part === EMPTY ? lastId : null,
        exceptIds: live.map(({ id }) => id),
        circles: [...circles],
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

  /** The rooms with people inside that the actor can see, those with most people first, at most `WATCHED_ROOMS`. */
  async live({ tenantId, personId }: Actor): Promise<Room[]> {
    const circles = await this.#parts.circles.of({ tenantId, personId });
    const visible = this.#parts.views.live(tenantId).filter((room) => !isHidden(room, circles));
    return visible.slice(0, WATCHED_ROOMS);
  }

  /** Rooms of the open space with people inside that everyone there may join, those with most people first. Reads no database. */
  liveForVisitors(max: number): Room[] {
    const open = this.#parts.views.live(PUBLIC_TENANT).filter(({ circle }) => circle === null);
    return open.slice(0, max);
  }

  /** An open room that everyone in the open space may join; null for others. */
  async findForVisitors(roomId: string): Promise<Room | null> {
    const { store } = this.#parts;
    const doc = await store.find(PUBLIC_TENANT, roomId);
    return doc && !doc.circle && !store.isOver(doc) ? this.present(doc) : null;
  }

  /** An open or closed room, with the people inside. @throws NotFoundError also if the room is hidden from the actor. */
  async get(actor: Actor, roomId: string): Promise<Room> {
    const { room } = await this.#getVisible(actor, roomId);
    return room;
  }

  /** Whether the room exists and the actor can see it. */
  async sees(actor: Actor, roomId: string): Promise<boolean> {
    const doc = await this.#parts.store.find(actor.tenantId, roomId);
    return doc !== null && this.#parts.circles.sees(actor, doc.circle ?? null);
  }

  /** The circle whose room it is; null for other rooms and unknown ones. */
  async circleOf(tenantId: string, roomId: string): Promise<string | null> {
    return (await this.#parts.store.find(tenantId, roomId))?.circle ?? null;
  }

  /** Edits a room that the actor manages. @throws NotFoundError, ForbiddenError, ConflictError `room_closed` */
  async edit(actor: Actor, roomId: string, change: EditRoom): Promise<Room> {
    await this.#getManaged(actor, roomId);
    const doc = await this.#parts.store.edit(actor.tenantId, roomId, change);
    if (!doc) throw roomClosed();
    return this.#announce(doc);
  }

  /** Closes a room that the actor manages for everyone. Idempotent. @throws NotFoundError, ForbiddenError */
  async close(actor: Actor, roomId: string): Promise<Room> {
    const { room } = await this.#getManaged(actor, roomId);
    const doc = await this.#parts.store.close(actor.tenantId, roomId);
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

  /** Closes the rooms of a person who is being deleted, and deletes what was written in them. Idempotent. */
  async erasePerson(person: Person): Promise<void> {
    const { tenantId } = person;
    const { store, circles, conversations } = this.#parts;
    for (const { _id, circle, conversationId } of await store.allOf(person)) {
      // The room of a community belongs to the community, not to the person who opened it.
      if (circle && circles.isManaged(circle)) {
        await store.disown(tenantId, _id);
        continue;
      }
      const closed = await store.close(tenantId, _id);
      if (closed) await this.#closed(closed);
      await conversations.remove(tenantId, conversationId);
    }
  }

  /** Closes the rooms of a person, except those of communities. Idempotent. */
  async closeOf(person: Person): Promise<void> {
    for (const { _id, circle } of await this.#parts.store.allOf(person)) {
      if (circle && this.#parts.circles.isManaged(circle)) continue;
      await this.closeAnyway(person.tenantId, _id);
    }
  }

  /** Closes a room without asking who may. Returns false if it was closed before, or does not exist. */
  async closeAnyway(tenantId: string, roomId: string, entry?: PendingAuditEntry): Promise<boolean> {
    const closed = await this.#parts.store.close(tenantId, roomId, entry);
    if (closed) await this.#closed(closed);
    return closed !== null;
  }

  /** The open rooms of a tenant without those of circles, newest first, also of blocked people: for operators. */
  async listAll(tenantId: string, { cursor, limit }: ListRooms): Promise<Page<Room>> {
    const beforeId = cursor ? (decodeCursor(cursor, ['string'])[0] as string) : null;
    const found = await this.#parts.store.openPage({
      tenantId,
      beforeId,
      exceptIds: [],
      circles: [],
      limit: limit + 1,
    });
    const docs = found.slice(0, limit);
    const last = docs.at(-1);
    const nextCursor = found.length > limit && last ? encodeCursor([last._id]) : null;
    return { items: await Promise.all(docs.map((doc) => this.present(doc))), nextCursor };
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

  /** Closes the room of a circle, and deletes every room that the circle has had, with what was written in them. Idempotent. */
  async removeOfCircle(tenantId: string, circle: string): Promise<void> {
    const { store, conversations } = this.#parts;
    await this.closeOfCircle({ tenantId, circle, isEmpty: false });
    for (const { _id, conversationId } of await store.allOfCircle(tenantId, circle)) {
      await conversations.remove(tenantId, conversationId);
      // Last: a repeated call finds the conversation by it.
      await store.remove(tenantId, _id);
    }
  }

  /** Ids of the people in the room of a circle. */
  async peopleInCircle(tenantId: string, circle: string): Promise<string[]> {
    const open = await this.#parts.store.findOfCircle(tenantId, circle);
    return open ? this.#parts.views.peersOf(open._id).map(({ person }) => person.id) : [];
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
    circles,
    beforeId,
    limit,
  }: {
    tenantId: string;
    live: readonly Room[];
    circles: ReadonlySet<string>;
    beforeId: string | null;
    limit: number;
  }): Promise<RoomDoc[]> {
    const ids = live
      .filter((room) => !isHidden(room, circles) && (beforeId === null || room.id < beforeId))
      .map(({ id }) => id)
      .sort()
      .reverse()
      .slice(0, limit + 1);
    const docs = await this.#parts.store.openAmong(tenantId, ids);
    return docs.sort((one, other) => (one._id < other._id ? 1 : -1));
  }

  async #present(docs: readonly RoomDoc[]): Promise<Room[]> {
    const byTenant = Map.groupBy(docs, ({ tenantId }) => tenantId);
    const people = new Map<string, Room['owner']>();
    const pairs = new Map<string, readonly string[]>();
    for (const [tenantId, some] of byTenant) {
      for (const doc of some) pairs.set(doc._id, await this.#pairOf(doc));
      // Only the sweep passes rooms of several tenants.
      const ids = new Set(some.flatMap(({ _id, ownerId }) => [ownerId, ...(pairs.get(_id) ?? [])]));
      for (const [id, person] of await this.#parts.profiles.summaries(tenantId, ids)) people.set(id, person);
    }
    return docs.map((doc) => this.#toRoom(doc, pairs.get(doc._id) ?? [], people));
  }

  /** The two people after whom a room is named; empty if it has a title of its own, or if their talk has ended. */
  async #pairOf({ tenantId, circle }: RoomDoc): Promise<readonly string[]> {
    if (!circle || idInCircle('instant_talk', circle) === null) return [];
    return [...(await this.#parts.circles.members(tenantId, circle))];
  }

  #toRoom(doc: RoomDoc, pair: readonly string[], people: ReadonlyMap<string, Room['owner']>): Room {
    // `summaries` returns a summary for every id, also for deleted accounts.
    const owner = people.get(doc.ownerId) as Room['owner'];
    const between = pair.flatMap((id) => people.get(id) ?? []);
    return {
      id: doc._id,
      title: doc.title,
      tags: doc.tags,
      language: doc.language,
      owner,
      conversationId: doc.conversationId,
      circle: doc.circle ? circleOf(doc.circle) : null,
      between: between.length > 0 ? between : null,
      state: doc.state,
      capacity: this.#parts.limits.roomPeers,
      peers: doc.state === 'open' ? this.#parts.views.peersOf(doc._id) : [],
      createdAt: doc.createdAt.toISOString(),
    };
  }

  /** With the circles of the actor. */
  async #find({ tenantId, personId }: Actor, roomId: string) {
    const doc = await this.#parts.store.find(tenantId, roomId);
    if (!doc) return null;
    const [room, circles] = await Promise.all([this.present(doc), this.#parts.circles.of({ tenantId, personId })]);
    return { doc, room, circles };
  }

  async #getVisible(actor: Actor, roomId: string): Promise<{ doc: RoomDoc; room: Room }> {
    const found = await this.#find(actor, roomId);
    if (!found) throw noSuchRoom();
    if (isHidden(found.room, found.circles)) throw noSuchRoom().about({ isHidden: true });
    return found;
  }

  /** The room of a community or meal belongs to those who manage it, regardless of who opened it. Others belong to their owner. */
  async #getManaged(actor: Actor, roomId: string): Promise<{ doc: RoomDoc; room: Room }> {
    const { circles } = this.#parts;
    const found = await this.#getVisible(actor, roomId);
    const { circle = null, ownerId } = found.doc;
    const managers = circle && circles.isManaged(circle) ? await circles.managers(actor.tenantId, circle) : [ownerId];
    if (new Set(managers).has(actor.personId)) return found;
    throw new ForbiddenError(
      'not_allowed',
      'Only the owner of a room, the moderators of its community or the hosts of its meal can do this.',
    );
  }
}
