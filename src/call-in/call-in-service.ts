/** Call me in: who asked for it is told, once and together, when someone sits alone in a room. */

import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import { z } from 'zod';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import { type Circles, circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { DomainEvents } from '../kernel/events.ts';
import type { Hooks } from '../kernel/hooks.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import type { Person } from '../kernel/person.ts';
import type { NotificationService } from '../notifications/notification-service.ts';
import type { NeverMatchList } from '../people-lists/never-match-list.ts';
import { weekInUtc } from '../profiles/free-time.ts';
import type { ProfileService, ProfileTraits } from '../profiles/profile-service.ts';
import type { CallIn } from '../protocol/call-in.ts';
import type { Room } from '../protocol/rooms.ts';
import type { CallInDoc } from './call-in-model.ts';
import { type CallCandidate, whomToCall } from './call-in-rules.ts';

export interface CallInServiceOptions {
  callIns: Model<CallInDoc>;
  profiles: Pick<ProfileService, 'traits'>;
  circles: Pick<Circles, 'members'>;
  neverMatchList: Pick<NeverMatchList, 'of'>;
  notifications: Pick<NotificationService, 'notify'>;
  hooks: Pick<Hooks, 'isOnline'>;
  jobs: Pick<Jobs, 'schedule'>;
  clock: Clock;
  limits: { roomWaitingMs: number };
}

const roomWaitingJob = defineJob('call_in.room_waiting', z.object({ roomId: z.string() }));
const CANDIDATES = 500;
const LATELY_MS = 3_600_000;
const MINUTE = 60_000;
const WEEK_MINUTES = 7 * 24 * 60;
/** 1970 began on a Thursday. */
const FIRST_MONDAY_MINUTE = -3 * 24 * 60;

export class CallInService {
  readonly #parts: CallInServiceOptions;
  /** Rooms with people inside, as last heard. */
  readonly #live = new Map<string, Room>();
  /** Rooms in which someone waits and others will be, or were, called in. */
  readonly #waiting = new Set<string>();
  /** Who went offline within the last hour, as this process knows. */
  readonly #lately = new LRUCache<string, true>({ max: 20_000, ttl: LATELY_MS });
  /** How often people were called in, as this process knows. */
  readonly #timesCalled = new LRUCache<string, number>({ max: 20_000 });

  constructor(parts: CallInServiceOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [roomWaitingJob.handledBy(({ tenantId, data }) => this.#call(tenantId, data.roomId))];
  }

  /** Remembers for an hour who went offline. */
  wentOffline(personIds: readonly string[]): void {
    for (const personId of personIds) this.#lately.set(personId, true);
  }

  /** For which tags the person is called in; none for never. */
  async show({ tenantId, personId }: Actor): Promise<CallIn> {
    const found = await this.#parts.callIns.findOne({ tenantId, personId }).lean<CallInDoc>();
    return { tags: found?.tags ?? [] };
  }

  async set({ tenantId, personId }: Actor, { tags }: CallIn): Promise<CallIn> {
    const { callIns } = this.#parts;
    if (tags.length === 0) await callIns.deleteOne({ tenantId, personId });
    else {
      const change = { $set: { tags }, $setOnInsert: { _id: newId() } };
      await upsertOnce(() => callIns.updateOne({ tenantId, personId }, change, { upsert: true }));
    }
    return { tags };
  }

  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.callIns.deleteMany({ tenantId, personId });
  }

  /** Someone who has sat down alone is given a moment before others are called in, all together. */
  roomChanged({ tenantId, room }: DomainEvents['roomChanged']): void {
    const { jobs, clock, limits } = this.#parts;
    const roomId = room.id;
    if (room.state === 'closed' || room.peers.length === 0) {
      this.#live.delete(roomId);
      this.#waiting.delete(roomId);
      return;
    }
    this.#live.set(roomId, room);
    if (room.peers.length > 1 || room.tags.length === 0 || this.#waiting.has(roomId)) return;
    this.#waiting.add(roomId);
    const dueAt = new Date(clock.now() + limits.roomWaitingMs);
    // A suggestion that is lost with the database is none that anyone misses.
    jobs
      .schedule(roomWaitingJob, { key: `${roomWaitingJob.name}:${roomId}`, tenantId, dueAt, data: { roomId } })
      .catch(() => this.#waiting.delete(roomId));
  }

  async #call(tenantId: string, roomId: string): Promise<void> {
    const room = this.#live.get(roomId);
    const [waiting, ...others] = room?.peers ?? [];
    // No longer alone, or gone.
    if (!room || !waiting || others.length > 0) return;
    const candidates = await this.#candidates(tenantId, room, waiting.id);
    const called = whomToCall({ ...room, ownerId: waiting.id }, candidates);
    const told = await this.#parts.notifications.notify({
      tenantId,
      personIds: called,
      kind: 'room_waiting',
      key: `room_waiting:${roomId}`,
      data: { personId: waiting.id, roomId, roomTitle: room.title, tags: room.tags },
      isSuggestion: true,
    });
    for (const id of told) this.#timesCalled.set(id, (this.#timesCalled.get(id) ?? 0) + 1);
  }

  /** Blocks are looked at by the notifications. */
  async #candidates(tenantId: string, room: Room, waitingId: string): Promise<CallCandidate[]> {
    const { callIns, profiles, circles, neverMatchList } = this.#parts;
    const [asked, apart, members] = await Promise.all([
      callIns
        .find({ tenantId, tags: trusted({ $in: [...room.tags] }) })
        .limit(CANDIDATES)
        .lean<CallInDoc[]>(),
      neverMatchList.of(tenantId, waitingId),
      room.circle ? circles.members(tenantId, circleName(room.circle.kind, room.circle.id)) : null,
    ]);
    const tagsOf = new Map(
      asked
        .filter(({ personId }) => !apart.has(personId) && (members?.has(personId) ?? true))
        .map(({ personId, tags }) => [personId, tags]),
    );
    const inRooms = new Set([...this.#live.values()].flatMap(({ peers }) => peers.map(({ id }) => id)));
    return (await profiles.traits(tenantId, tagsOf.keys())).map((person) => ({
      id: person.id,
      tags: tagsOf.get(person.id) ?? [],
      languages: person.languages,
      isOnline: this.#parts.hooks.isOnline(person.id),
      wasHereLately: this.#lately.has(person.id),
      isFree: isFreeAt(person, this.#parts.clock.now()),
      isInRoom: inRooms.has(person.id),
      timesCalled: this.#timesCalled.get(person.id) ?? 0,
    }));
  }
}

/** Whether the person is free now by the free hours of the week; null where none are given. */
function isFreeAt({ weekly, timeZone }: ProfileTraits, nowMs: number): boolean | null {
  if (weekly.length === 0) return null;
  const sinceMonday = nowMs / MINUTE - FIRST_MONDAY_MINUTE;
  const minute = sinceMonday - Math.floor(sinceMonday / WEEK_MINUTES) * WEEK_MINUTES;
  return weekInUtc({ weekly, timeZone }, nowMs).some(({ start, end }) => start <= minute && minute < end);
}
