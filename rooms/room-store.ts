/** Rooms in the database: every query about them that changes or lists something. */

import type { Model, QueryFilter } from 'mongoose';
import { newId } from '../src/database/ids.ts';
import { insertOnce } from '../src/database/insert-once.ts';
import { trusted } from '../src/database/models.ts';
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
  clock: Clock;
  limits: Limits;
}

export class RoomStore {
  readonly #rooms: Model<RoomDoc>;
  readonly #clock: Clock;
  readonly #limits: Limits;

  constructor({ rooms, clock, limits }: RoomStoreOptions) {
    this.#rooms = rooms;
    this.#clock = clock;
    this.#limits = limits;
  }

  find(tenantId: string, roomId: string): Promise<RoomDoc | null> {
    return this.#rooms.findOne({ _id: roomId, tenantId }).lean<RoomDoc>().exec();
  }

  /** @throws ConflictError `too_many_rooms` when all of the person's places are taken. */
  async insert({ tenantId, personId }: Actor, input: CreateRoom): Promise<RoomDoc> {
    const taken = await this.#rooms.find({ tenantId, ownerId: personId, state: 'open' }, { openPlace: 1 }).lean();
    const takenPlaces = new Set(taken.map(({ openPlace }) => openPlace));
    const now = this.#now();
    const max = this.#limits.openRoomsPerPerson;
    for (let number = 0; number < max; number += 1) {
      const openPlace = `${tenantId}:${personId}:${number}`;
      if (takenPlaces.has(openPlace)) continue;
      const [_id, conversationId] = [newId(), newId()];
      const stored = { ...input, _id, tenantId, ownerId: personId, conversationId, openPlace };
      const room: RoomDoc = { ...stored, state: 'open', nodeId: null, emptySince: now, createdAt: now, closedAt: null };
      // One after the other: only a place that was lost to a request at the same moment leads to the next.
      if (await insertOnce(this.#rooms, room)) return room;
    }
    throw new ConflictError('too_many_rooms', `You can have ${max} open rooms. Close one first.`, { max });
  }

  /** The open room of a circle; one is made where there is none, and then it is new. */
  async openOfCircle({ tenantId, circle, ownerId, title, tags, language }: CircleRoom) {
    const openPlace = circlePlace(tenantId, circle);
    for (;;) {
      const now = this.#now();
      const stored = { _id: newId(), tenantId, ownerId, title, tags: [...tags], language, circle, openPlace };
      const fresh = { conversationId: newId(), state: 'open', nodeId: null, emptySince: now, createdAt: now } as const;
      const room: RoomDoc = { ...stored, ...fresh, closedAt: null };
      // Again only where it was closed between the two questions.
      const found = await this.findOfCircle(tenantId, circle);
      if (found) return { doc: found, isNew: false };
      if (await insertOnce(this.#rooms, room)) return { doc: room, isNew: true };
    }
  }

  findOfCircle(tenantId: string, circle: string): Promise<RoomDoc | null> {
    const openPlace = circlePlace(tenantId, circle);
    return this.#rooms.findOne({ tenantId, openPlace, state: 'open' }).lean<RoomDoc>().exec();
  }

  /** Null where there is none that is open; with `isEmpty` also where someone is inside. */
  closeOfCircle({ tenantId, circle, isEmpty }: { tenantId: string; circle: string; isEmpty: boolean }) {
    const openPlace = circlePlace(tenantId, circle);
    const emptySince = trusted({ $ne: null });
    return this.#close({ tenantId, openPlace, state: 'open', ...(isEmpty && { emptySince }) });
  }

  /** Null where the room is not open, or not the actor's. */
  edit({ tenantId, personId }: Actor, roomId: string, change: EditRoom): Promise<RoomDoc | null> {
    return this.#rooms
      .findOneAndUpdate(
        { _id: roomId, tenantId, ownerId: personId, state: 'open' },
        { $set: withoutUndefined(change) },
        { returnDocument: 'after' },
      )
      .lean<RoomDoc>()
      .exec();
  }

  /** Null where the room is not open, or not the actor's. */
  close({ tenantId, personId }: Person, roomId: string): Promise<RoomDoc | null> {
    return this.#close({ _id: roomId, tenantId, ownerId: personId, state: 'open' });
  }

  /** Closes a room that still stands empty since then; null where someone has walked in meanwhile. */
  closeIfEmpty({ _id, tenantId, emptySince }: RoomDoc): Promise<RoomDoc | null> {
    return this.#close({ _id, tenantId, state: 'open', emptySince });
  }

  openOf({ tenantId, personId: ownerId }: Person): Promise<RoomDoc[]> {
    return this.#rooms.find({ tenantId, ownerId, state: 'open' }).lean<RoomDoc[]>().exec();
  }

  /** Open rooms among these ids, in no order. */
  openAmong(tenantId: string, roomIds: readonly string[]): Promise<RoomDoc[]> {
    if (roomIds.length === 0) return Promise.resolve([]);
    return this.#rooms
      .find({ tenantId, state: 'open', _id: trusted({ $in: roomIds }) })
      .lean<RoomDoc[]>()
      .exec();
  }

  /** Open rooms, newest first, except some; those whose time is up although no sweep has come yet are left out. */
  openPage({
    tenantId,
    beforeId,
    exceptIds,
    exceptOwners,
    circles,
    limit,
  }: {
    tenantId: string;
    beforeId: string | null;
    exceptIds: readonly string[];
    exceptOwners: readonly string[];
    /** Those of these circles too. */
    circles: readonly string[];
    limit: number;
  }): Promise<RoomDoc[]> {
    const _id = trusted({ $nin: exceptIds, ...(beforeId !== null && { $lt: beforeId }) });
    const isCurrent = [
      { emptySince: null },
      { emptySince: trusted({ $gt: this.#emptySinceLimit() }) },
      { circle: trusted({ $ne: null }) },
    ];
    const [circle, ownerId] = [trusted({ $in: [null, ...circles] }), trusted({ $nin: exceptOwners })];
    return this.#rooms
      .find({ tenantId, state: 'open', circle, _id, ownerId, $or: isCurrent })
      .sort({ _id: -1 })
      .limit(limit)
      .lean<RoomDoc[]>()
      .exec();
  }

  /** Rooms of all tenants, but none of circles, that have stood empty too long, except those where people are known to be. */
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

  /** Someone is inside. Only the node that carries the room may say so. */
  async markOccupied({ roomIds, nodeId }: { roomIds: readonly string[]; nodeId: string }): Promise<void> {
    await this.#rooms.updateMany(
      { _id: trusted({ $in: roomIds }), nodeId, state: 'open', emptySince: trusted({ $ne: null }) },
      { $set: { emptySince: null } },
    );
  }

  /** Nobody is inside any more, as the node that carries it says. */
  async markEmpty({ roomId, nodeId }: { roomId: string; nodeId: string }): Promise<void> {
    await this.#rooms.updateOne({ _id: roomId, nodeId, state: 'open' }, { $set: { emptySince: this.#now() } });
  }

  /** Rooms said to have people inside by a node that went away, or by this one although it has them no more. */
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
      { $set: { emptySince: this.#now() } },
    );
  }

  /** Of these rooms those that another node carries by now, or that are closed. */
  async lostAmong({ roomIds, nodeId }: { roomIds: readonly string[]; nodeId: string }): Promise<RoomDoc[]> {
    if (roomIds.length === 0) return [];
    const found = await this.#rooms.find({ _id: trusted({ $in: roomIds }) }).lean<RoomDoc[]>();
    return found.filter((room) => room.nodeId !== nodeId || room.state === 'closed');
  }

  #close(scope: QueryFilter<RoomDoc> & { state: 'open' }): Promise<RoomDoc | null> {
    const change = {
      $set: { state: 'closed' as const, closedAt: this.#now(), emptySince: null },
      $unset: { openPlace: 1 },
    };
    return this.#rooms.findOneAndUpdate(scope, change, { returnDocument: 'after' }).lean<RoomDoc>().exec();
  }

  #now(): Date {
    return new Date(this.#clock.now());
  }

  #emptySinceLimit(): Date {
    return new Date(this.#clock.now() - this.#limits.emptyRoomMs);
  }
}

/** What only one room may hold while it is open. */
function circlePlace(tenantId: string, circle: string): string {
  return `${tenantId}:${circle}`;
}
