/** Talks and those who wait for one, in the database. Each write is one atomic step that also tells what it changed. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertOnce, upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Person } from '../kernel/person.ts';
import type { TalkHoursDoc } from './instant-talk-hours-model.ts';
import type { TalkDoc } from './instant-talk-model.ts';
import type { TalkWaitDoc } from './instant-talk-wait-model.ts';
import { hourOfWeek } from './usual-times.ts';

export interface TalkStoreOptions {
  talkWaits: Model<TalkWaitDoc>;
  talks: Model<TalkDoc>;
  talkHours: Model<TalkHoursDoc>;
}

/** More are looked at when these have been paired. */
const LOOKED_AT = 200;

export class TalkStore {
  readonly #parts: TalkStoreOptions;

  constructor(parts: TalkStoreOptions) {
    this.#parts = parts;
  }

  /** Waits from now on, or goes on waiting, for another tag where it differs. Whether the person did not wait before. */
  async addWait({ tenantId, personId, tag, languages, createdAt }: Omit<TalkWaitDoc, '_id'>): Promise<boolean> {
    const change = { $set: { tag, languages }, $setOnInsert: { _id: newId(), createdAt } };
    const written = await upsertOnce(() =>
      this.#parts.talkWaits.updateOne({ tenantId, personId }, change, { upsert: true }),
    );
    return written.upsertedCount === 1;
  }

  findWait({ tenantId, personId }: Person): Promise<TalkWaitDoc | null> {
    return this.#parts.talkWaits.findOne({ tenantId, personId }).lean<TalkWaitDoc>().exec();
  }

  /** Those who wait, the longest first. */
  waiting(tenantId: string): Promise<TalkWaitDoc[]> {
    return this.#parts.talkWaits
      .find({ tenantId })
      .sort({ createdAt: 1, _id: 1 })
      .limit(LOOKED_AT)
      .lean<TalkWaitDoc[]>()
      .exec();
  }

  /** Which of these people wait, in whatever tenant. */
  whoWaits(personIds: readonly string[]): Promise<Person[]> {
    return this.#parts.talkWaits
      .find({ personId: trusted({ $in: personIds }) }, { tenantId: 1, personId: 1 })
      .lean<TalkWaitDoc[]>()
      .exec();
  }

  /** Takes someone out of those who wait; what was taken, to be put back. */
  takeWait({ tenantId, personId }: Person): Promise<TalkWaitDoc | null> {
    return this.#parts.talkWaits.findOneAndDelete({ tenantId, personId }).lean<TalkWaitDoc>().exec();
  }

  /** Puts someone back in the old place. */
  async putBack({ _id, ...wait }: TalkWaitDoc): Promise<void> {
    await this.addWait(wait);
  }

  /** Pairs two people: the one moment that decides. Null where one of them talks with somebody already. */
  async begin(talk: Pick<TalkDoc, 'tenantId' | 'personIds' | 'tag' | 'createdAt'>): Promise<TalkDoc | null> {
    const doc: TalkDoc = {
      ...talk,
      ...{ _id: newId(), roomId: null, isRunning: true, endedAt: null, stayIds: [], notAgainIds: [] },
    };
    return (await insertOnce(this.#parts.talks, doc)) ? doc : null;
  }

  /** A talk that must never have been: one of the two had left. */
  async undo({ _id, tenantId }: TalkDoc): Promise<void> {
    await this.#parts.talks.deleteOne({ _id, tenantId });
  }

  async setRoom({ _id, tenantId }: TalkDoc, roomId: string): Promise<void> {
    await this.#parts.talks.updateOne({ _id, tenantId }, { $set: { roomId } });
  }

  /** Whether this call ended it. */
  async end({ _id, tenantId }: Pick<TalkDoc, '_id' | 'tenantId'>, at: Date): Promise<boolean> {
    const written = await this.#parts.talks.updateOne(
      { _id, tenantId, isRunning: true },
      { $set: { isRunning: false, endedAt: at } },
    );
    return written.modifiedCount === 1;
  }

  findRunning({ tenantId, personId }: Person): Promise<TalkDoc | null> {
    return this.#parts.talks.findOne({ tenantId, personIds: personId, isRunning: true }).lean<TalkDoc>().exec();
  }

  findById(tenantId: string, id: string): Promise<TalkDoc | null> {
    return this.#parts.talks.findOne({ _id: id, tenantId }).lean<TalkDoc>().exec();
  }

  /** All talks among these people, running and ended. */
  among(tenantId: string, personIds: readonly string[]): Promise<TalkDoc[]> {
    return this.#parts.talks
      .find({ tenantId, personIds: trusted({ $in: personIds }) })
      .lean<TalkDoc[]>()
      .exec();
  }

  /** Keeps an answer of one of the two; the talk as it then stands. The later answer of a person counts. */
  answer({ _id, tenantId }: TalkDoc, personId: string, answer: 'stay_in_touch' | 'not_again'): Promise<TalkDoc | null> {
    const [into, outOf] = answer === 'stay_in_touch' ? ['stayIds', 'notAgainIds'] : ['notAgainIds', 'stayIds'];
    return this.#parts.talks
      .findOneAndUpdate(
        { _id, tenantId, personIds: personId },
        { $addToSet: { [into as string]: personId }, $pull: { [outOf as string]: personId } },
        { returnDocument: 'after' },
      )
      .lean<TalkDoc>()
      .exec();
  }

  /** Someone began to wait. */
  async countHour(tenantId: string, at: Date): Promise<void> {
    const change = { $inc: { [`counts.h${hourOfWeek(at)}`]: 1 } };
    await upsertOnce(() => this.#parts.talkHours.updateOne({ _id: tenantId }, change, { upsert: true }));
  }

  /** How often people began to wait, by hour of the week. */
  async hours(tenantId: string): Promise<Map<number, number>> {
    const found = await this.#parts.talkHours.findOne({ _id: tenantId }).lean();
    return new Map(Object.entries(found?.counts ?? {}).map(([hour, count]) => [Number(hour.slice(1)), count]));
  }

  async removeOfPerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.talkWaits.deleteOne({ tenantId, personId });
    await this.#parts.talks.deleteMany({ tenantId, personIds: personId });
  }
}
