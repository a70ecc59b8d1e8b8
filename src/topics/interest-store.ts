/** Interest in the database. Each write is one atomic step that also tells whether it changed anything. */
import type { Model } from 'mongoose';
import { isDuplicateKey } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import { newestPage } from '../database/newest-page.ts';
import type { Events } from '../events.ts';
import type { InterestDoc } from './interest-model.ts';

export interface InterestStoreOptions {
  interests: Model<InterestDoc>;
  events: Events;
}

/** How many pressed on a topic, and whether the reader is one of them. */
export interface InterestStats {
  count: number;
  hasReader: boolean;
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
  async show(interest: Omit<InterestDoc, '_id'>): Promise<boolean> {
    const { tenantId, topicId, personId, ...rest } = interest;
    try {
      const written = await this.#interests.updateOne(
        { tenantId, topicId, personId },
        { $setOnInsert: { _id: newId(), ...rest } },
        { upsert: true },
      );
      return written.upsertedCount === 1;
    } catch (error) {
      // The same person pressed twice at the same moment, and the other press was stored.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Takes the interest back, and announces it where there was one. */
  async withdraw(tenantId: string, topicId: string, personId: string): Promise<void> {
    await this.#remove({ tenantId, topicId, personId });
  }

  /** Takes back the interest of a person in these topics. */
  async withdrawFrom(tenantId: string, personId: string, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await this.#remove({ tenantId, personId, topicId: trusted({ $in: topicIds }) });
  }

  async has(tenantId: string, topicId: string, personId: string): Promise<boolean> {
    return (await this.#interests.exists({ tenantId, topicId, personId })) !== null;
  }

  /** Which of the people are interested in a topic of the owner's. */
  async whoIsInterested(tenantId: string, ownerId: string, personIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (personIds.length === 0) return new Set();
    const filter = { tenantId, ownerId, personId: trusted({ $in: [...new Set(personIds)] }) };
    return new Set(await this.#interests.distinct('personId', filter));
  }

  /** Counted from what is stored, so that a count can never be wrong. Topics that nobody pressed on are left out. */
  async statsOf(
    tenantId: string,
    topicIds: readonly string[],
    readerId: string,
  ): Promise<ReadonlyMap<string, InterestStats>> {
    const found = await this.#interests.aggregate<{ _id: string; count: number; hasReader: boolean }>([
      { $match: { tenantId, topicId: { $in: topicIds } } },
      {
        $group: {
          _id: '$topicId',
          count: { $sum: 1 },
          hasReader: { $max: { $eq: ['$personId', { $literal: readerId }] } },
        },
      },
    ]);
    return new Map(found.map(({ _id, count, hasReader }) => [_id, { count, hasReader }]));
  }

  /** How many topics the person is interested in, counted up to `max`. */
  countGiven(tenantId: string, personId: string, max: number): Promise<number> {
    return this.#interests.countDocuments({ tenantId, personId }).limit(max).exec();
  }

  /** Interest in the owner's topics, newest first, without that of some people. */
  listReceived(
    tenantId: string,
    { ownerId, topicId, without, cursor, limit }: PageOf & ReceivedOf,
  ): Promise<InterestPage> {
    const filter = {
      tenantId,
      ownerId,
      ...(topicId && { topicId }),
      ...(without.size > 0 && { personId: trusted({ $nin: [...without] }) }),
    };
    return newestPage({ model: this.#interests, filter, cursor, limit });
  }

  /** What the person is interested in, newest first, without topics of some people. */
  listGiven(tenantId: string, { personId, without, cursor, limit }: PageOf & GivenOf): Promise<InterestPage> {
    const filter = { tenantId, personId, ...(without.size > 0 && { ownerId: trusted({ $nin: [...without] }) }) };
    return newestPage({ model: this.#interests, filter, cursor, limit });
  }

  /** Removes the interest of both in topics of the other. */
  async removeBetween(tenantId: string, personId: string, otherId: string): Promise<void> {
    await this.#remove({ tenantId, personId, ownerId: otherId });
    await this.#remove({ tenantId, personId: otherId, ownerId: personId });
  }

  /** Removes what refers to topics that are gone. */
  async removeOfTopics(tenantId: string, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await this.#interests.deleteMany({ tenantId, topicId: trusted({ $in: topicIds }) });
  }

  /** Removes all interest of a person, and all interest of others in the person's topics. */
  async removeOfPerson(tenantId: string, personId: string): Promise<void> {
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
  ownerId: string;
  topicId?: string | undefined;
  without: ReadonlySet<string>;
}

interface GivenOf {
  personId: string;
  without: ReadonlySet<string>;
}
