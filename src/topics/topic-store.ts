/** Reading topics by their ids, for every service that refers to one. Does not ask who may see them. */
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import { type StoredTopic, type TopicDoc, WITHOUT_SEARCH } from './topic-model.ts';

export type { StoredTopic } from './topic-model.ts';

export class TopicStore {
  readonly #topics: Model<TopicDoc>;

  constructor({ topics }: { topics: Model<TopicDoc> }) {
    this.#topics = topics;
  }

  /** A topic of the tenant, or null. */
  find(tenantId: string, topicId: string): Promise<StoredTopic | null> {
    return this.#topics.findOne({ _id: topicId, tenantId }).select(WITHOUT_SEARCH).lean<StoredTopic>().exec();
  }

  /** Those of the topics that exist, by their ids. */
  async findAll(tenantId: string, topicIds: readonly string[]): Promise<Map<string, StoredTopic>> {
    if (topicIds.length === 0) return new Map();
    const found = await this.#topics
      .find({ _id: trusted({ $in: [...new Set(topicIds)] }), tenantId })
      .select(WITHOUT_SEARCH)
      .lean<StoredTopic[]>();
    return new Map(found.map((topic) => [topic._id, topic]));
  }

  /** Adds to how often topics were shown; those that are gone are passed over. */
  async addShown(shown: readonly { tenantId: string; id: string; count: number }[]): Promise<void> {
    await this.#topics.bulkWrite(
      shown.map(({ tenantId, id, count }) => ({
        updateOne: { filter: { _id: id, tenantId }, update: { $inc: { shownCount: count } } },
      })),
      { ordered: false },
    );
  }
}
