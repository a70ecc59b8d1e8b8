/** Interest in the database. Each write is one atomic step that also tells whether it changed anything. */
import type { Model } from 'mongoose';
import { newId } from '../../database/ids.ts';
import { insertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import { findPage } from '../../database/page.ts';
import type { Events } from '../../kernel/events.ts';
import type { Person } from '../../kernel/person.ts';
import type { InterestDoc } from './interest-model.ts';

export interface InterestStoreOptions {
  interests: Model<InterestDoc>;
  events: Events;
}

/** Whose interest in one's topics is looked at when cards are ranked. */
const NEWEST = 200;

/** How many pressed on a topic, and whether the reader is one of them. */
export interface InterestStats {
  count: number;
  hasReader: boolean;
  /** How many of them wait for an answer. */
  waiting: number;
}

interface PageOf {
  cursor?: string | undefined;
  limit: number;
}

export class InterestStore {
  readonly #interests: Model<InterestDoc>;
  readonly #events: Events;

  constructor({ interests, events }: InterestStoreOptions) {
    this.#interests = interests;
    this.#events = events;
  }

  /** Stores the interest where it is not yet stored, and says whether this call did. */
  create(interest: Omit<InterestDoc, '_id'>): Promise<boolean> {
    return insertOnce(this.#interests, { _id: newId(), ...interest });
  }

  /** Takes the interest back, and announces it where there was one. */
  async withdraw({ tenantId, personId }: Person, topicId: string): Promise<void> {
    await this.#remove({ tenantId, topicId, personId });
  }

  /** Takes back the interest of a person in these topics. */
  async withdrawFrom({ tenantId, personId }: Person, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await this.#remove({ tenantId, personId, topicId: trusted({ $in: topicIds }) });
  }

  async has({ tenantId, personId }: Person, topicId: string): Promise<boolean> {
    return (await this.#interests.exists({ tenantId, topicId, personId })) !== null;
  }

  /** Which of the people are interested in a topic of the owner's. */
  async whoIsInterested(
    { tenantId, personId: ownerId }: Person,
    personIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    if (personIds.length === 0) return new Set();
    const filter = { tenantId, ownerId, personId: trusted({ $in: [...new Set(personIds)] }) };
    return new Set(await this.#interests.distinct('personId', filter));
  }

  /** Counted from what is stored, so that a count can never be wrong. Topics that nobody pressed on are left out. */
  async statsOf(
    { tenantId, personId }: Person,
    topicIds: readonly string[],
    since: Date,
  ): Promise<ReadonlyMap<string, InterestStats>> {
    const found = await this.#interests.aggregate<InterestStats & { _id: string }>([
      { $match: { tenantId, topicId: { $in: topicIds } } },
      {
        $group: {
          _id: '$topicId',
          count: { $sum: 1 },
          hasReader: { $max: { $eq: ['$personId', { $literal: personId }] } },
          waiting: {
            $sum: { $cond: [{ $and: [{ $gte: ['$createdAt', since] }, { $ne: ['$answer', 'match'] }] }, 1, 0] },
          },
        },
      },
    ]);
    return new Map(found.map(({ _id, ...stats }) => [_id, stats]));
  }

  /** How many topics the person is interested in, counted up to `max`. */
  countGiven({ tenantId, personId }: Person, max: number): Promise<number> {
    return this.#interests.countDocuments({ tenantId, personId }).limit(max).exec();
  }

  /**
   * How many wait for each owner's answer. Someone who was passed on counts as waiting until it was long ago, as if nothing
   * had happened: otherwise a number would tell.
   */
  async waitingFor(tenantId: string, ownerIds: readonly string[], since: Date): Promise<ReadonlyMap<string, number>> {
    if (ownerIds.length === 0) return new Map();
    const found = await this.#interests.aggregate<{ _id: string; count: number }>([
      { $match: { tenantId, ownerId: { $in: ownerIds }, createdAt: { $gte: since } } },
      { $group: { _id: '$ownerId', count: { $sum: { $cond: [{ $ne: ['$answer', 'match'] }, 1, 0] } } } },
    ]);
    return new Map(found.map(({ _id, count }) => [_id, count]));
  }

  /** Who pressed on the person's topics, of the newest. */
  async interestedIn({ tenantId, personId: ownerId }: Person): Promise<string[]> {
    const found = await this.#interests
      .find({ tenantId, ownerId }, { personId: 1 })
      .sort({ createdAt: -1, _id: -1 })
      .limit(NEWEST)
      .lean();
    return [...new Set(found.map(({ personId }) => personId))];
  }

  /** The topics that the person pressed on. */
  async givenTopics({ tenantId, personId }: Person): Promise<ReadonlySet<string>> {
    const found = await this.#interests.find({ tenantId, personId }, { topicId: 1 }).lean();
    return new Set(found.map(({ topicId }) => topicId));
  }

  /** Records that the two matched: neither waits for the other's answer any more. */
  async markMatched(tenantId: string, [a, b]: readonly [string, string]): Promise<void> {
    const mark = (personId: string, ownerId: string) =>
      this.#interests.updateMany({ tenantId, personId, ownerId }, { $set: { answer: 'match' } });
    await Promise.all([mark(a, b), mark(b, a)]);
  }

  /** Passes on someone's interest, or takes that back; says whether there is such interest without a match. */
  async setPassed(
    { tenantId, ownerId, topicId, personId }: Pick<InterestDoc, 'tenantId' | 'ownerId' | 'topicId' | 'personId'>,
    isPassed: boolean,
  ): Promise<boolean> {
    const written = await this.#interests.updateOne(
      { tenantId, topicId, personId, ownerId, answer: trusted({ $ne: 'match' }) },
      { $set: { answer: isPassed ? 'pass' : null } },
    );
    return written.matchedCount === 1;
  }

  /** Interest in the owner's topics, newest first, without that of some people. */
  listReceived(
    { tenantId, personId: ownerId }: Person,
    { topicId, isPassed, without, cursor, limit }: PageOf & ReceivedOf,
  ): Promise<InterestPage> {
    const filter = {
      tenantId,
      ownerId,
      ...(topicId && { topicId }),
      answer: isPassed ? 'pass' : trusted({ $ne: 'pass' }),
      ...(without.size > 0 && { personId: trusted({ $nin: [...without] }) }),
    };
    return findPage({ model: this.#interests, filter, cursor, limit });
  }

  /** What the person is interested in, newest first, without topics of some people. */
  listGiven({ tenantId, personId }: Person, { without, cursor, limit }: PageOf & GivenOf): Promise<InterestPage> {
    const filter = { tenantId, personId, ...(without.size > 0 && { ownerId: trusted({ $nin: [...without] }) }) };
    return findPage({ model: this.#interests, filter, cursor, limit });
  }

  /** Removes the interest of both in topics of the other. */
  async removeBetween({ tenantId, personId }: Person, otherId: string): Promise<void> {
    await this.#remove({ tenantId, personId, ownerId: otherId });
    await this.#remove({ tenantId, personId: otherId, ownerId: personId });
  }

  /** Removes what refers to topics that are gone. */
  async removeOfTopics(tenantId: string, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await this.#interests.deleteMany({ tenantId, topicId: trusted({ $in: topicIds }) });
  }

  /** Removes all interest of a person, and all interest of others in the person's topics. */
  async removeOfPerson({ tenantId, personId }: Person): Promise<void> {
    await this.#remove({ tenantId, personId });
    await this.#interests.deleteMany({ tenantId, ownerId: personId });
  }

  /** One by one, because each removal that is announced must be one that happened here. */
  async #remove(filter: RemovedInterest): Promise<void> {
    for (;;) {
      const removed = await this.#interests.findOneAndDelete(filter).lean<InterestDoc>();
      if (!removed) return;
      const { ownerId, topicId, personId } = removed;
      this.#events.announce('interestWithdrawn', { ownerId, topicId, personId });
    }
  }
}

export interface InterestPage {
  docs: InterestDoc[];
  nextCursor: string | null;
}

interface RemovedInterest {
  tenantId: string;
  topicId?: string | { $in: readonly string[] };
  ownerId?: string;
  personId?: string;
}

interface ReceivedOf {
  topicId?: string | undefined;
  /** Those that were passed on, instead of the others. */
  isPassed: boolean;
  without: ReadonlySet<string>;
}

interface GivenOf {
  without: ReadonlySet<string>;
}
