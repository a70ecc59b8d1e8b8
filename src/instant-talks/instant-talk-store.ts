/** Instant talks and waiting people in the database. Each write is one atomic step. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertOnce, upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Person } from '../kernel/person.ts';
import type { InstantTalkHoursDoc } from './instant-talk-hours-model.ts';
import type { InstantTalkDoc } from './instant-talk-model.ts';
import type { InstantTalkWaitDoc } from './instant-talk-wait-model.ts';
import { hourOfWeek } from './usual-times.ts';

export interface InstantTalkStoreOptions {
  instantTalkWaits: Model<InstantTalkWaitDoc>;
  instantTalks: Model<InstantTalkDoc>;
  instantTalkHours: Model<InstantTalkHoursDoc>;
}

/** The most waiting people that one run considers; later runs consider the others. */
const MAX_WAITING = 200;

export class InstantTalkStore {
  readonly #parts: InstantTalkStoreOptions;

  constructor(parts: InstantTalkStoreOptions) {
    this.#parts = parts;
  }

  /** Starts to wait, or changes the tag of a person who is waiting. Returns whether the person was not waiting before. */
  async addWait({ tenantId, personId, tag, languages, createdAt }: Omit<InstantTalkWaitDoc, '_id'>): Promise<boolean> {
    const change = { $set: { tag, languages }, $setOnInsert: { _id: newId(), createdAt } };
    const written = await upsertOnce(() =>
      this.#parts.instantTalkWaits.updateOne({ tenantId, personId }, change, { upsert: true }),
    );
    return written.upsertedCount === 1;
  }

  findWait({ tenantId, personId }: Person): Promise<InstantTalkWaitDoc | null> {
    return this.#parts.instantTalkWaits.findOne({ tenantId, personId }).lean<InstantTalkWaitDoc>().exec();
  }

  /** The waiting people of a tenant, longest waiting first. */
  listWaiting(tenantId: string): Promise<InstantTalkWaitDoc[]> {
    return this.#parts.instantTalkWaits
      .find({ tenantId })
      .sort({ createdAt: 1, _id: 1 })
      .limit(MAX_WAITING)
      .lean<InstantTalkWaitDoc[]>()
      .exec();
  }

  /** Which of these people are waiting, in any tenant. */
  findWaiting(personIds: readonly string[]): Promise<Person[]> {
    return this.#parts.instantTalkWaits
      .find({ personId: trusted({ $in: personIds }) }, { tenantId: 1, personId: 1 })
      .lean<InstantTalkWaitDoc[]>()
      .exec();
  }

  /** Removes a person's wait and returns it, for `restoreWait`. */
  takeWait({ tenantId, personId }: Person): Promise<InstantTalkWaitDoc | null> {
    return this.#parts.instantTalkWaits.findOneAndDelete({ tenantId, personId }).lean<InstantTalkWaitDoc>().exec();
  }

  /** Restores a removed wait with its original place in the order. */
  async restoreWait({ tenantId, personId, tag, languages, createdAt }: Omit<InstantTalkWaitDoc, '_id'>): Promise<void> {
    await this.addWait({ tenantId, personId, tag, languages, createdAt });
  }

  /** Pairs two people in one atomic step. Returns null if one of them is in a running instant talk. */
  async insert(
    instantTalk: Pick<InstantTalkDoc, 'tenantId' | 'personIds' | 'tag' | 'waits' | 'createdAt'>,
  ): Promise<InstantTalkDoc | null> {
    const doc: InstantTalkDoc = {
      ...instantTalk,
      _id: newId(),
      roomId: null,
      isRunning: true,
      endedAt: null,
      stayIds: [],
      notAgainIds: [],
    };
    return (await insertOnce(this.#parts.instantTalks, doc)) ? doc : null;
  }

  /** Deletes an instant talk that must not take place, because one of the two has left or has blocked the other. */
  async undo({ _id, tenantId }: InstantTalkDoc): Promise<void> {
    await this.#parts.instantTalks.deleteOne({ _id, tenantId });
  }

  async setRoom({ _id, tenantId }: InstantTalkDoc, roomId: string): Promise<void> {
    await this.#parts.instantTalks.updateOne({ _id, tenantId }, { $set: { roomId } });
  }

  /** Ends an instant talk. Returns whether this call ended it. */
  async end({ _id, tenantId }: Pick<InstantTalkDoc, '_id' | 'tenantId'>, at: Date): Promise<boolean> {
    const written = await this.#parts.instantTalks.updateOne(
      { _id, tenantId, isRunning: true },
      { $set: { isRunning: false, endedAt: at } },
    );
    return written.modifiedCount === 1;
  }

  findRunning({ tenantId, personId }: Person): Promise<InstantTalkDoc | null> {
    return this.#parts.instantTalks
      .findOne({ tenantId, personIds: personId, isRunning: true })
      .lean<InstantTalkDoc>()
      .exec();
  }

  findById(tenantId: string, id: string): Promise<InstantTalkDoc | null> {
    return this.#parts.instantTalks.findOne({ _id: id, tenantId }).lean<InstantTalkDoc>().exec();
  }

  /** All instant talks of any of these people, running and ended. */
  among(tenantId: string, personIds: readonly string[]): Promise<InstantTalkDoc[]> {
    return this.#parts.instantTalks
      .find({ tenantId, personIds: trusted({ $in: personIds }) })
      .lean<InstantTalkDoc[]>()
      .exec();
  }

  /** Stores an answer of one of the two, replacing an earlier one. Returns the updated instant talk. */
  answer(
    { _id, tenantId }: InstantTalkDoc,
    personId: string,
    answer: 'stay_in_touch' | 'not_again',
  ): Promise<InstantTalkDoc | null> {
    const [addTo, removeFrom] = answer === 'stay_in_touch' ? ['stayIds', 'notAgainIds'] : ['notAgainIds', 'stayIds'];
    return this.#parts.instantTalks
      .findOneAndUpdate(
        { _id, tenantId, personIds: personId },
        { $addToSet: { [addTo as string]: personId }, $pull: { [removeFrom as string]: personId } },
        { returnDocument: 'after' },
      )
      .lean<InstantTalkDoc>()
      .exec();
  }

  /** Counts that a person started to wait in this hour of the week. */
  async countHour(tenantId: string, at: Date): Promise<void> {
    const change = { $inc: { [`counts.h${hourOfWeek(at)}`]: 1 } };
    await upsertOnce(() => this.#parts.instantTalkHours.updateOne({ _id: tenantId }, change, { upsert: true }));
  }

  /** How often people started to wait, by hour of the week. */
  async hourCounts(tenantId: string): Promise<Map<number, number>> {
    const found = await this.#parts.instantTalkHours.findOne({ _id: tenantId }).lean();
    return new Map(Object.entries(found?.counts ?? {}).map(([hour, count]) => [Number(hour.slice(1)), count]));
  }
}
