/** Calling in (ルームに呼ぶ): when a person waits alone in a room, notifies people who asked for it, all at the same time. */

import type { Model } from 'mongoose';
import { z } from 'zod';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import { boundedCache } from '../kernel/bounded-cache.ts';
import { type Circles, circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { DomainEvents } from '../kernel/events.ts';
import type { Hooks } from '../kernel/hooks.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import type { Person } from '../kernel/person.ts';
import { HOUR_MS } from '../kernel/time.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { NeverMatchList } from '../people-lists/index.ts';
import { isFreeAt, type ProfileService } from '../profiles/index.ts';
import type { CallIn } from '../protocol/call-in.ts';
import type { Room } from '../protocol/rooms.ts';
import type { CallInDoc } from './call-in-model.ts';
import { type CallCandidate, selectPeopleToCall } from './call-in-rules.ts';

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
const MAX_CANDIDATES = 500;

export class CallInService {
  readonly #parts: CallInServiceOptions;
  /** The rooms with people inside, as of the last event about each room. */
  readonly #live = new Map<string, Room>();
  /** The ids of rooms for which calling in is scheduled or done. */
  readonly #waiting = new Set<string>();
  /** People who went offline within the last hour, as far as this process knows. */
  readonly #recentlyOffline = boundedCache<true>(20_000, HOUR_MS);
  /** How often each person was called in, as far as this process knows. */
  readonly #timesCalled = boundedCache<number>(20_000);

  constructor(parts: CallInServiceOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [roomWaitingJob.handledBy(({ tenantId, data }) => this.#call(tenantId, data.roomId))];
  }

  /** Remembers for an hour that these people went offline. */
  wentOffline(personIds: readonly string[]): void {
    for (const personId of personIds) this.#recentlyOffline.set(personId, true);
  }

  /** The tags for which the actor is called in; an empty list means never. */
  async get({ tenantId, personId }: Actor): Promise<CallIn> {
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

  /** Schedules calling in when a person is alone in a room. Waits `roomWaitingMs`, because others may come on their own. */
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
    // If the job cannot be stored, nobody is called in now; the next event of the room tries again.
    jobs
      .schedule(roomWaitingJob, { key: `${roomWaitingJob.name}:${roomId}`, tenantId, dueAt, data: { roomId } })
      .catch(() => this.#waiting.delete(roomId));
  }

  async #call(tenantId: string, roomId: string): Promise<void> {
    const room = this.#live.get(roomId);
    const [waiting, ...others] = room?.peers ?? [];
    // Others have joined, or the person has left.
    if (!room || !waiting || others.length > 0) return;
    const candidates = await this.#candidates({ tenantId, personId: waiting.id }, room);
    const called = selectPeopleToCall({ ...room, ownerId: waiting.id }, candidates);
    const notifiedIds = await this.#parts.notifications.notify({
      tenantId,
      personIds: called,
      kind: 'room_waiting',
      key: `room_waiting:${roomId}`,
      byId: waiting.id,
      data: { personId: waiting.id, roomId, roomTitle: room.title, tags: room.tags },
      isSuggestion: true,
    });
    for (const id of notifiedIds) this.#timesCalled.set(id, (this.#timesCalled.get(id) ?? 0) + 1);
  }

  /** The people who can be called in. Blocks are checked by `NotificationService`. */
  async #candidates({ tenantId, personId: waitingId }: Person, room: Room): Promise<CallCandidate[]> {
    const { profiles, circles, neverMatchList } = this.#parts;
    const [callIns, apart, members] = await Promise.all([
      this.#parts.callIns
        .find({ tenantId, tags: trusted({ $in: [...room.tags] }) })
        .limit(MAX_CANDIDATES)
        .lean<CallInDoc[]>(),
      neverMatchList.of({ tenantId, personId: waitingId }),
      room.circle ? circles.members(tenantId, circleName(room.circle.kind, room.circle.id)) : null,
    ]);
    const tagsOf = new Map(
      callIns
        .filter(({ personId }) => !apart.has(personId) && (members?.has(personId) ?? true))
        .map(({ personId, tags }) => [personId, tags]),
    );
    const now = this.#parts.clock.date();
    const inRooms = new Set([...this.#live.values()].flatMap(({ peers }) => peers.map(({ id }) => id)));
    return (await profiles.traits(tenantId, tagsOf.keys())).map((person) => ({
      id: person.id,
      tags: tagsOf.get(person.id) ?? [],
      languages: person.languages,
      isOnline: this.#parts.hooks.isOnline(person.id),
      wasRecentlyOnline: this.#recentlyOffline.has(person.id),
      isFree: isFreeAt(person, now),
      isInRoom: inRooms.has(person.id),
      timesCalled: this.#timesCalled.get(person.id) ?? 0,
    }));
  }
}
