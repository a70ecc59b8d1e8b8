/** Talks and those who wait for one, in the database. Each write is one atomic step that also tells what it changed. */
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

/** More are looked at when these have been paired. */
const LOOKED_AT = 200;

export class InstantTalkStore {
  readonly #parts: InstantTalkStoreOptions;

  constructor(parts: InstantTalkStoreOptions) {
    this.#parts = parts;
  }

  /** Waits from now on, or goes on waiting, for another tag where it differs. Whether the person did not wait before. */
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

  /** Those who wait, the longest first. */
  waiting(tenantId: string): Promise<InstantTalkWaitDoc[]> {
    return this.#parts.instantTalkWaits
      .find({ tenantId })
      .sort({ createdAt: 1, _id: 1 })
      .limit(LOOKED_AT)
      .lean<InstantTalkWaitDoc[]>()
      .exec();
  }

  /** Which of these people wait, in whatever tenant. */
  whoWaits(personIds: readonly string[]): Promise<Person[]> {
    return this.#parts.instantTalkWaits
      .find({ personId: trusted({ $in: personIds }) }, { tenantId: 1, personId: 1 })
      .lean<InstantTalkWaitDoc[]>()
      .exec();
  }

  /** Takes someone out of those who wait; what was taken, to be put back. */
  takeWait({ tenantId, personId }: Person): Promise<InstantTalkWaitDoc | null> {
    return this.#parts.instantTalkWaits.findOneAndDelete({ tenantId, personId }).lean<InstantTalkWaitDoc>().exec();
  }

  /** Puts someone back in the old place. */
  async putBack({ _id, ...wait }: InstantTalkWaitDoc): Promise<void> {
    await this.addWait(wait);
  }

  /** Pairs two people: the one moment that decides. Null where one of them talks with somebody already. */
  async begin(
    talk: Pick<InstantTalkDoc, 'tenantId' | 'personIds' | 'tag' | 'createdAt'>,
  ): Promise<InstantTalkDoc | null> {
    const doc: InstantTalkDoc = {
      ...talk,
      _id: newId(),
      roomId: null,
      isRunning: true,
      endedAt: null,
      stayIds: [],
      notAgainIds: [],
    };
    return (await insertOnce(this.#parts.instantTalks, doc)) ? doc : null;
  }

  /** A talk that must never have been: one of the two had left. */
  async undo({ _id, tenantId }: InstantTalkDoc): Promise<void> {
    await this.#parts.instantTalks.deleteOne({ _id, tenantId });
  }

  async setRoom({ _id, tenantId }: InstantTalkDoc, roomId: string): Promise<void> {
    await this.#parts.instantTalks.updateOne({ _id, tenantId }, { $set: { roomId } });
  }

  /** Whether this call ended it. */
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

  /** All talks among these people, running and ended. */
  among(tenantId: string, personIds: readonly string[]): Promise<InstantTalkDoc[]> {
    return this.#parts.instantTalks
      .find({ tenantId, personIds: trusted({ $in: personIds }) })
      .lean<InstantTalkDoc[]>()
      .exec();
  }

  /** Keeps an answer of one of the two; the talk as it then stands. The later answer of a person counts. */
  answer(
    { _id, tenantId }: InstantTalkDoc,
    personId: string,
    answer: 'stay_in_touch' | 'not_again',
  ): Promise<InstantTalkDoc | null> {
    const [into, outOf] = answer === 'stay_in_touch' ? ['stayIds', 'notAgainIds'] : ['notAgainIds', 'stayIds'];
    return this.#parts.instantTalks
      .findOneAndUpdate(
        { _id, tenantId, personIds: personId },
        { $addToSet: { [into as string]: personId }, $pull: { [outOf as string]: personId } },
        { returnDocument: 'after' },
      )
      .lean<InstantTalkDoc>()
      .exec();
  }

  /** Someone began to wait. */
  async countHour(tenantId: string, at: Date): Promise<void> {
    const change = { $inc: { [`counts.h${hourOfWeek(at)}`]: 1 } };
    await upsertOnce(() => this.#parts.instantTalkHours.updateOne({ _id: tenantId }, change, { upsert: true }));
  }

  /** How often people began to wait, by hour of the week. */
  async hours(tenantId: string): Promise<Map<number, number>> {
    const found = await this.#parts.instantTalkHours.findOne({ _id: tenantId }).lean();
    return new Map(Object.entries(found?.counts ?? {}).map(([hour, count]) => [Number(hour.slice(1)), count]));
  }

  async removeOfPerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.instantTalkWaits.deleteOne({ tenantId, personId });
    await this.#parts.instantTalks.deleteMany({ tenantId, personIds: personId });
  }
}
