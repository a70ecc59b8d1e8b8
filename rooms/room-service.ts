/** Creates, finds, edits and closes rooms, and lets people join them. The live side is `VoiceService`. */

import type { PendingAuditEntry } from '../src/audit/index.ts';
import type { ConversationService } from '../src/conversations/index.ts';
import { decodeCursor, encodeCursor } from '../src/database/cursor.ts';
import { type Actor, PUBLIC_TENANT } from '../src/kernel/actor.ts';
import type { CircleRoom } from '../src/kernel/circle-rooms.ts';
import type { Circles } from '../src/kernel/circles.ts';
import type { Limits } from '../src/kernel/config.ts';
import type { Events } from '../src/kernel/events.ts';
import type { Person } from '../src/kernel/person.ts';
import type { Page } from '../src/protocol/common.ts';
import type { CreateRoom, EditRoom, JoinedRoom, ListRooms, Room } from '../src/protocol/rooms.ts';
import { roomFull } from './live/voice-room.ts';
import { requireRole } from './moderation/room-rights.ts';
import type { RoomStandings } from './moderation/room-standings.ts';
import { type Placement, roomClosed } from './placement.ts';
import type { RoomAccess } from './room-access.ts';
import type { RoomDoc } from './room-model.ts';
import type { RoomPresenter } from './room-presenter.ts';
import type { RoomStore } from './room-store.ts';
import type { RoomViews } from './room-views.ts';
import { isHidden } from './room-visibility.ts';
import type { VoiceTickets } from './voice-tickets.ts';

/** At most this many live rooms are sent to someone who starts watching the list. */
const WATCHED_ROOMS = 200;
/** The two parts of the list, as numbers in its cursors. */
const LIVE = 0;
const EMPTY = 1;

export interface RoomServiceOptions {
  store: RoomStore;
  standings: Pick<RoomStandings, 'removeOf'>;
  views: RoomViews;
  presenter: RoomPresenter;
  access: RoomAccess;
  placement: Placement;
  tickets: VoiceTickets;
  conversations: Pick<ConversationService, 'ensureRoomConversation' | 'close' | 'remove'>;
  circles: Pick<Circles, 'of' | 'isManaged' | 'sees'>;
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
    return { items: await this.#parts.presenter.presentAll(docs), nextCursor };
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
    return doc && !doc.circle && !store.isOver(doc) ? this.#parts.presenter.present(doc) : null;
  }

  /** An open or closed room, with the people inside. @throws NotFoundError also if the room is hidden from the actor. */
  async get(actor: Actor, roomId: string): Promise<Room> {
    const { room } = await this.#parts.access.visible(actor, roomId);
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
    const { doc: before } = await this.#parts.access.managed(actor, roomId);
    const { isLocked = false, isStage = false } = before;
    const changesEntry = (change.isLocked ?? isLocked) !== isLocked;
    const changesVoice = (change.isStage ?? isStage) !== isStage;
    if (changesEntry || changesVoice) {
      requireRole((await this.#parts.access.rightsOf(before, actor.personId)).role, 'host');
    }
    const doc = await this.#parts.store.edit(actor.tenantId, roomId, change);
    if (!doc) throw roomClosed();
    const room = await this.#announce(doc);
    if (changesVoice) {
      this.#parts.events.announce('roomStandingsChanged', { tenantId: actor.tenantId, roomId });
    }
    return room;
  }

  /** Closes a room that the actor manages for everyone. Idempotent. @throws NotFoundError, ForbiddenError */
  async close(actor: Actor, roomId: string): Promise<Room> {
    const { room } = await this.#parts.access.managed(actor, roomId);
    const doc = await this.#parts.store.close(actor.tenantId, roomId);
    return doc ? this.#closed(doc) : room;
  }

  /**
   * Joins a room: returns it with a ticket for its voice on the node that carries it. `joinId` identifies this join:
   * `leave` ends only what this join has opened, so that leaving on one device does not end the voice of another.
   * @throws NotFoundError, ForbiddenError `removed_from_room`, ConflictError `room_closed`, `room_locked` or `room_full`,
   * UnavailableError
   */
  async join(actor: Actor, roomId: string, joinId: string): Promise<JoinedRoom> {
    const { doc, room } = await this.#parts.access.visible(actor, roomId);
    if (this.#parts.store.isOver(doc)) throw roomClosed();
    const isInside = room.peers.some(({ id }) => id === actor.personId);
    const { access } = this.#parts;
    const wasInside = this.#parts.views.wasInside(roomId, actor.personId);
    access.checkEntry(await access.rightsOf(doc, actor.personId), { isLocked: room.isLocked, isInside, wasInside });
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

  /** Checks again after a join, during which the person may have been removed. @throws ForbiddenError `removed_from_room` */
  async recheck({ tenantId, personId }: Actor, roomId: string): Promise<void> {
    const { access, store } = this.#parts;
    const doc = await store.find(tenantId, roomId);
    if (doc) access.checkNotRemoved(await access.rightsOf(doc, personId));
  }

  /** Leaves a room: ends everything that this join has opened, on any node. */
  leave({ tenantId, personId }: Actor, roomId: string, joinId: string): void {
    this.#parts.events.announce('roomLeft', { tenantId, roomId, personId, joinId, reason: 'left' });
  }

  /** Closes the rooms of a person who is being deleted, and deletes what was written in them. Idempotent. */
  async erasePerson(person: Person): Promise<void> {
    const { tenantId } = person;
    const { store, standings, circles, conversations } = this.#parts;
    for (const { _id, circle, conversationId } of await store.allOf(person)) {
      // The room of a community belongs to the community, not to the person who opened it.
      if (circle && circles.isManaged(circle)) {
        await store.disown(tenantId, _id);
        continue;
      }
      const closed = await store.close(tenantId, _id);
      if (closed) await this.#closed(closed);
      await conversations.remove(tenantId, conversationId);
      await standings.removeOf(tenantId, _id);
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
    return { items: await Promise.all(docs.map((doc) => this.#parts.presenter.present(doc))), nextCursor };
  }

  /** Returns the open room of a circle, and creates it if there is none. */
  async openOfCircle(circleRoom: CircleRoom): Promise<Room> {
    const { doc, isNew } = await this.#parts.store.openOfCircle(circleRoom);
    await this.#ensureConversation(doc);
    return isNew ? this.#announce(doc) : this.#parts.presenter.present(doc);
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
    const { store, standings, conversations } = this.#parts;
    await this.closeOfCircle({ tenantId, circle, isEmpty: false });
    for (const { _id, conversationId } of await store.allOfCircle(tenantId, circle)) {
      await conversations.remove(tenantId, conversationId);
      await standings.removeOf(tenantId, _id);
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

  async #closed(doc: RoomDoc): Promise<Room> {
    const room = await this.#announce(doc);
    await this.#parts.conversations.close(doc.tenantId, doc.conversationId);
    return room;
  }

  async #announce(doc: RoomDoc): Promise<Room> {
    const room = await this.#parts.presenter.present(doc);
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
}
