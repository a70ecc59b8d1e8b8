/** Interest in the database. Each removal of one interest is announced once, by the call that made it. */
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

/** The ranking of Home considers this many of the newest interests in a person's topics. */
const MAX_RECENT_INTERESTS = 200;

/** How many people are interested in a topic, and whether the reader is one of them. */
export interface InterestStats {
  count: number;
  hasReader: boolean;
  /** How many of them are waiting for the owner's answer. */
  waiting: number;
}

interface PageOptions {
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

  /** Stores the interest unless it exists; returns whether this call stored it. */
  create(interest: Omit<InterestDoc, '_id'>): Promise<boolean> {
    return insertOnce(this.#interests, { _id: newId(), ...interest });
  }

  /** Removes the interest, if any, and announces that. */
  async withdraw({ tenantId, personId }: Person, topicId: string): Promise<void> {
    await this.#remove({ tenantId, topicId, personId });
  }

  /** Removes and announces the person's interest in these topics. */
  async withdrawFrom({ tenantId, personId }: Person, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await this.#remove({ tenantId, personId, topicId: trusted({ $in: topicIds }) });
  }

  async has({ tenantId, personId }: Person, topicId: string): Promise<boolean> {
    return (await this.#interests.exists({ tenantId, topicId, personId })) !== null;
  }

  /** Which of these people are interested in a topic of the owner. */
  async interestedAmong(
    { tenantId, personId: ownerId }: Person,
    personIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    if (personIds.length === 0) return new Set();
    const filter = { tenantId, ownerId, personId: trusted({ $in: [...new Set(personIds)] }) };
    return new Set(await this.#interests.distinct('personId', filter));
  }

  /** Counts the stored interest, so that a count cannot drift. Topics without interest are not in the map. */
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

  /** How many interests in the owner's topics since `since` wait for an answer, leaving out the people in `without`. */
  countNew(
    { tenantId, personId: ownerId }: Person,
    { since, max, without }: { since: Date; max: number; without: ReadonlySet<string> },
  ): Promise<number> {
    return this.#interests
      .countDocuments({ tenantId, ownerId, createdAt: trusted({ $gt: since }), ...unanswered(without) })
      .limit(max)
      .exec();
  }

  /** The newest interest in the owner's topics that waits for an answer, leaving out the people in `without`. */
  listWaiting(
    { tenantId, personId: ownerId }: Person,
    { max, without }: { max: number; without: ReadonlySet<string> },
  ): Promise<InterestDoc[]> {
    return this.#interests
      .find({ tenantId, ownerId, ...unanswered(without) })
      .sort({ createdAt: -1, _id: -1 })
      .limit(max)
      .lean<InterestDoc[]>()
      .exec();
  }

  /**
   * How many interests since `since` wait for each owner's answer. Interest on which the owner has passed counts as
   * waiting: otherwise a change of the number would reveal the pass.
   */
  async waitingFor(tenantId: string, ownerIds: readonly string[], since: Date): Promise<ReadonlyMap<string, number>> {
    if (ownerIds.length === 0) return new Map();
    const found = await this.#interests.aggregate<{ _id: string; count: number }>([
      { $match: { tenantId, ownerId: { $in: ownerIds }, createdAt: { $gte: since } } },
      { $group: { _id: '$ownerId', count: { $sum: { $cond: [{ $ne: ['$answer', 'match'] }, 1, 0] } } } },
    ]);
    return new Map(found.map(({ _id, count }) => [_id, count]));
  }

  /** The people behind the newest interest in the person's topics. */
  async interestedPeople({ tenantId, personId: ownerId }: Person): Promise<string[]> {
    const found = await this.#interests
      .find({ tenantId, ownerId }, { personId: 1 })
      .sort({ createdAt: -1, _id: -1 })
      .limit(MAX_RECENT_INTERESTS)
      .lean();
    return [...new Set(found.map(({ personId }) => personId))];
  }

  /** The ids of the topics in which the person is interested. */
  async givenTopics({ tenantId, personId }: Person): Promise<ReadonlySet<string>> {
    const found = await this.#interests.find({ tenantId, personId }, { topicId: 1 }).lean();
    return new Set(found.map(({ topicId }) => topicId));
  }

  /** Records that the two have matched, so that neither counts as waiting for the other's answer. */
  async markMatched(tenantId: string, [a, b]: readonly [string, string]): Promise<void> {
    const mark = (personId: string, ownerId: string) =>
      this.#interests.updateMany({ tenantId, personId, ownerId }, { $set: { answer: 'match' } });
    await Promise.all([mark(a, b), mark(b, a)]);
  }

  /** Marks an interest as passed, or undoes that; returns false if it does not exist or led to a match. */
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

  /** Interest in the owner's topics, newest first, leaving out the people in `without`. */
  listReceived(
    { tenantId, personId: ownerId }: Person,
    { topicId, isPassed, without, cursor, limit }: PageOptions & ReceivedOf,
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

  /** The person's interest, newest first, leaving out topics of the owners in `without`. */
  listGiven({ tenantId, personId }: Person, { without, cursor, limit }: PageOptions & GivenOf): Promise<InterestPage> {
    const filter = { tenantId, personId, ...(without.size > 0 && { ownerId: trusted({ $nin: [...without] }) }) };
    return findPage({ model: this.#interests, filter, cursor, limit });
  }

  /** Removes and announces the interest of each of the two in topics of the other. */
  async removeBetween({ tenantId, personId }: Person, otherId: string): Promise<void> {
    await this.#remove({ tenantId, personId, ownerId: otherId });
    await this.#remove({ tenantId, personId: otherId, ownerId: personId });
  }

  /** Removes all interest in these topics, without announcing it. */
  async removeOfTopics(tenantId: string, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await this.#interests.deleteMany({ tenantId, topicId: trusted({ $in: topicIds }) });
  }

  /** Removes all interest of a person, and all interest of others in the person's topics. */
  async removeOfPerson({ tenantId, personId }: Person): Promise<void> {
    await this.#remove({ tenantId, personId });
    await this.#interests.deleteMany({ tenantId, ownerId: personId });
  }

  /** Deletes one document at a time, so that each announced removal was made by this call and not by a concurrent one. */
  async #remove(filter: RemovedInterest): Promise<void> {
    for (;;) {
      const removed = await this.#interests.findOneAndDelete(filter).lean<InterestDoc>();
      if (!removed) return;
      const { ownerId, topicId, personId } = removed;
      this.#events.announce('interestWithdrawn', { ownerId, topicId, personId });
    }
  }
}

/** Interest without an answer of the owner, leaving out the people in `without`. */
function unanswered(without: ReadonlySet<string>) {
  return {
    answer: trusted({ $nin: ['match', 'pass'] satisfies InterestDoc['answer'][] }),
    personId: trusted({ $nin: [...without] }),
  };
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
  /** True lists only the passed interest, false only the rest. */
  isPassed: boolean;
  without: ReadonlySet<string>;
}

interface GivenOf {
  without: ReadonlySet<string>;
}
