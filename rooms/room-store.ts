/** Reads and writes rooms in the database. */

import type { Model, QueryFilter } from 'mongoose';
import { type AuditTrail, type PendingAuditEntry, withEntries } from '../src/audit/index.ts';
import { newId } from '../src/database/ids.ts';
import { insertOnce } from '../src/database/insert-once.ts';
import { trusted } from '../src/database/models.ts';
import { DELETED_PERSON_ID } from '../src/database/personal-fields.ts';
import type { Actor } from '../src/kernel/actor.ts';
import type { CircleRoom } from '../src/kernel/circle-rooms.ts';
import type { Clock } from '../src/kernel/clock.ts';
import type { Limits } from '../src/kernel/config.ts';
import { ConflictError } from '../src/kernel/errors.ts';
import type { Person } from '../src/kernel/person.ts';
import { withoutUndefined } from '../src/kernel/without-undefined.ts';
import type { CreateRoom, EditRoom } from '../src/protocol/rooms.ts';
import type { RoomDoc } from './room-model.ts';

const SWEEP_BATCH = 200;

export interface RoomStoreOptions {
  rooms: Model<RoomDoc>;
  audit: Pick<AuditTrail, 'settle'>;
  clock: Clock;
  limits: Limits;
}

export class RoomStore {
  readonly #rooms: Model<RoomDoc>;
  readonly #audit: Pick<AuditTrail, 'settle'>;
  readonly #clock: Clock;
  readonly #limits: Limits;

  constructor({ rooms, audit, clock, limits }: RoomStoreOptions) {
    this.#rooms = rooms;
    this.#audit = audit;
    this.#clock = clock;
    this.#limits = limits;
  }

  find(tenantId: string, roomId: string): Promise<RoomDoc | null> {
    return this.#rooms.findOne({ _id: roomId, tenantId }).lean<RoomDoc>().exec();
  }

  /** Stores a new room. @throws ConflictError `too_many_rooms` if the person has as many open rooms as allowed. */
  async insert({ tenantId, personId }: Actor, input: CreateRoom): Promise<RoomDoc> {
    const taken = await this.#rooms.find({ tenantId, ownerId: personId, state: 'open' }, { openPlace: 1 }).lean();
    const takenPlaces = new Set(taken.map(({ openPlace }) => openPlace));
    const now = this.#clock.date();
    const max = this.#limits.openRoomsPerPerson;
    for (let number = 0; number < max; number += 1) {
      const openPlace = `${tenantId}:${personId}:${number}`;
      if (takenPlaces.has(openPlace)) continue;
      const [_id, conversationId] = [newId(), newId()];
      const stored = { ...input, _id, tenantId, ownerId: personId, conversationId, openPlace };
      const room: RoomDoc = { ...stored, state: 'open', nodeId: null, emptySince: now, createdAt: now, closedAt: null };
      // Sequential: the next place is only tried if a concurrent request has taken this one.
      if (await insertOnce(this.#rooms, room)) return room;
    }
    throw new ConflictError('too_many_rooms', `You can have ${max} open rooms. Close one first.`, { max });
  }

  /** Returns the open room of a circle, or creates one; `isNew` says which. */
  async openOfCircle({ tenantId, circle, ownerId, title, tags, language }: CircleRoom) {
    const openPlace = circlePlace(tenantId, circle);
    for (;;) {
      const now = this.#clock.date();
      const stored = { _id: newId(), tenantId, ownerId, title, tags: [...tags], language, circle, openPlace };
      const fresh = { conversationId: newId(), state: 'open', nodeId: null, emptySince: now, createdAt: now } as const;
      const room: RoomDoc = { ...stored, ...fresh, closedAt: null };
      // The loop repeats only if another process created the room and closed it between these two steps.
      const found = await this.findOfCircle(tenantId, circle);
      if (found) return { doc: found, isNew: false };
      if (await insertOnce(this.#rooms, room)) return { doc: room, isNew: true };
    }
  }

  findOfCircle(tenantId: string, circle: string): Promise<RoomDoc | null> {
    const openPlace = circlePlace(tenantId, circle);
    return this.#rooms.findOne({ tenantId, openPlace, state: 'open' }).lean<RoomDoc>().exec();
  }

  /** Closes the open room of a circle. Null if there is none; with `isEmpty` also if someone is inside. */
  closeOfCircle({ tenantId, circle, isEmpty }: { tenantId: string; circle: string; isEmpty: boolean }) {
    const openPlace = circlePlace(tenantId, circle);
    const emptySince = trusted({ $ne: null });
    return this.#close({ tenantId, openPlace, state: 'open', ...(isEmpty && { emptySince }) });
  }

  /** Null if the room is not open. */
  edit(tenantId: string, roomId: string, change: EditRoom): Promise<RoomDoc | null> {
    return this.#rooms
      .findOneAndUpdate(
        { _id: roomId, tenantId, state: 'open' },
        { $set: withoutUndefined(change) },
        { returnDocument: 'after' },
      )
      .lean<RoomDoc>()
      .exec();
  }

  /** Null if the room is not open. */
  close(tenantId: string, roomId: string, entry?: PendingAuditEntry): Promise<RoomDoc | null> {
    return this.#close({ _id: roomId, tenantId, state: 'open' }, entry);
  }

  /** Closes a room if its `emptySince` is unchanged; null if someone has joined since the room was read. */
  closeIfEmpty({ _id, tenantId, emptySince }: RoomDoc): Promise<RoomDoc | null> {
    return this.#close({ _id, tenantId, state: 'open', emptySince });
  }

  /** Open and closed rooms. */
  allOf({ tenantId, personId: ownerId }: Person): Promise<RoomDoc[]> {
    return this.#rooms.find({ tenantId, ownerId }).lean<RoomDoc[]>().exec();
  }

  /** Open and closed rooms. */
  allOfCircle(tenantId: string, circle: string): Promise<RoomDoc[]> {
    return this.#rooms.find({ tenantId, circle }).lean<RoomDoc[]>().exec();
  }

  async remove(tenantId: string, roomId: string): Promise<void> {
    await this.#rooms.deleteOne({ _id: roomId, tenantId });
  }

  /** Names a deleted person as the owner. */
  async disown(tenantId: string, roomId: string): Promise<void> {
    await this.#rooms.updateOne({ _id: roomId, tenantId }, { $set: { ownerId: DELETED_PERSON_ID } });
  }

  /** The open rooms among these ids, in any order. */
  openAmong(tenantId: string, roomIds: readonly string[]): Promise<RoomDoc[]> {
    if (roomIds.length === 0) return Promise.resolve([]);
    return this.#rooms
      .find({ tenantId, state: 'open', _id: trusted({ $in: roomIds }) })
      .lean<RoomDoc[]>()
      .exec();
  }

  /** Open rooms, newest first. Rooms that have been empty for too long are left out, even before the sweep closes them. */
  openPage({
    tenantId,
    beforeId,
    exceptIds,
    circles,
    limit,
  }: {
    tenantId: string;
    beforeId: string | null;
    exceptIds: readonly string[];
    /** Includes the rooms of these circles. */
    circles: readonly string[];
    limit: number;
  }): Promise<RoomDoc[]> {
    const _id = trusted({ $nin: exceptIds, ...(beforeId !== null && { $lt: beforeId }) });
    const isCurrent = [
      { emptySince: null },
      { emptySince: trusted({ $gt: this.#emptySinceLimit() }) },
      { circle: trusted({ $ne: null }) },
    ];
    return this.#rooms
      .find({ tenantId, state: 'open', circle: trusted({ $in: [null, ...circles] }), _id, $or: isCurrent })
      .sort({ _id: -1 })
      .limit(limit)
      .lean<RoomDoc[]>()
      .exec();
  }

  /**
   * Open rooms of all tenants that have been empty for too long, at most `SWEEP_BATCH`. Rooms of circles are not included.
   * `exceptIds` are rooms that are known to have people inside.
   */
  standingEmpty(exceptIds: readonly string[]): Promise<RoomDoc[]> {
    return this.#rooms
      .find({
        state: 'open',
        circle: null,
        emptySince: trusted({ $lte: this.#emptySinceLimit() }),
        _id: trusted({ $nin: exceptIds }),
      })
      .limit(SWEEP_BATCH)
      .lean<RoomDoc[]>()
      .exec();
  }

  isOver({ state, circle, emptySince }: RoomDoc): boolean {
    return state === 'closed' || (!circle && emptySince !== null && emptySince <= this.#emptySinceLimit());
  }

  /** Names who hosts a room while its owner is away; null: the owner is back. Only the node that carries the room can do this. */
  async passHost({
    tenantId,
    roomId,
    nodeId,
    to,
  }: {
    tenantId: string;
    roomId: string;
    nodeId: string;
    to: string | null;
  }) {
    await this.#rooms.updateOne({ _id: roomId, tenantId, nodeId, state: 'open' }, { $set: { hostId: to } });
  }

  /** Marks rooms as occupied. Only the node that carries a room can do this. */
  async markOccupied({ roomIds, nodeId }: { roomIds: readonly string[]; nodeId: string }): Promise<void> {
    await this.#rooms.updateMany(
      { _id: trusted({ $in: roomIds }), nodeId, state: 'open', emptySince: trusted({ $ne: null }) },
      { $set: { emptySince: null } },
    );
  }

  /** Marks a room as empty from now on. Only the node that carries the room can do this. */
  async markEmpty({ roomId, nodeId }: { roomId: string; nodeId: string }): Promise<void> {
    await this.#rooms.updateOne({ _id: roomId, nodeId, state: 'open' }, { $set: { emptySince: this.#clock.date() } });
  }

  /** Marks rooms as empty whose node is gone, or whose node is this one although the room is not live here. */
  async markAbandoned({
    liveIds,
    nodeId,
    aliveNodeIds,
  }: {
    liveIds: readonly string[];
    nodeId: string;
    aliveNodeIds: readonly string[];
  }): Promise<void> {
    const others = aliveNodeIds.filter((id) => id !== nodeId);
    await this.#rooms.updateMany(
      { state: 'open', emptySince: null, nodeId: trusted({ $nin: others }), _id: trusted({ $nin: liveIds }) },
      { $set: { emptySince: this.#clock.date() } },
    );
  }

  /** Those of these rooms that are closed, or that another node has taken over. */
  async lostAmong({ roomIds, nodeId }: { roomIds: readonly string[]; nodeId: string }): Promise<RoomDoc[]> {
    if (roomIds.length === 0) return [];
    const found = await this.#rooms.find({ _id: trusted({ $in: roomIds }) }).lean<RoomDoc[]>();
    return found.filter((room) => room.nodeId !== nodeId || room.state === 'closed');
  }

  async #close(scope: QueryFilter<RoomDoc> & { state: 'open' }, entry?: PendingAuditEntry): Promise<RoomDoc | null> {
    const change = {
      $set: { state: 'closed' as const, closedAt: this.#clock.date(), emptySince: null },
      $unset: { openPlace: 1 },
    };
    const update = entry ? withEntries<RoomDoc>(change, [entry]) : change;
    const closed = await this.#rooms.findOneAndUpdate(scope, update, { returnDocument: 'after' }).lean<RoomDoc>();
    if (entry && closed) await this.#audit.settle(this.#rooms, [entry]);
    return closed;
  }

  #emptySinceLimit(): Date {
    return new Date(this.#clock.now() - this.#limits.emptyRoomMs);
  }
}

/** The unique `openPlace` of a circle's room: a circle has at most one open room. */
function circlePlace(tenantId: string, circle: string): string {
  return `${tenantId}:${circle}`;
}
