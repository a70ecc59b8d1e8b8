/** Reads topics by their ids, for every service that refers to one. Only `getVisible` checks who may see them. */

import type { Model } from 'mongoose';
import { trusted } from '../../database/models.ts';
import type { Circles } from '../../kernel/circles.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Person } from '../../kernel/person.ts';
import type { BlockList } from '../../people-lists/index.ts';
import { type StoredTopic, TOPIC_WITHOUT_SEARCH, type TopicDoc } from './topic-model.ts';

export type { StoredTopic } from './topic-model.ts';

export interface TopicStoreOptions {
  topics: Model<TopicDoc>;
  blockList: Pick<BlockList, 'blockedWith'>;
  circles: Pick<Circles, 'sees'>;
}

export class TopicStore {
  readonly #topics: Model<TopicDoc>;
  readonly #blockList: Pick<BlockList, 'blockedWith'>;
  readonly #circles: Pick<Circles, 'sees'>;

  constructor({ topics, blockList, circles }: TopicStoreOptions) {
    this.#topics = topics;
    this.#blockList = blockList;
    this.#circles = circles;
  }

  /** A topic of the tenant, or null. */
  find(tenantId: string, topicId: string): Promise<StoredTopic | null> {
    return this.#topics.findOne({ _id: topicId, tenantId }).select(TOPIC_WITHOUT_SEARCH).lean<StoredTopic>().exec();
  }

  /**
   * As stored. @throws NotFoundError where it does not exist, its owner and the reader are in a block, or it belongs to a
   * circle that the reader is not in
   */
  async getVisible(reader: Person, topicId: string): Promise<StoredTopic> {
    const [topic, blocked] = await Promise.all([
      this.find(reader.tenantId, topicId),
      this.#blockList.blockedWith(reader),
    ]);
    if (!topic || blocked.has(topic.ownerId)) throw noSuchTopic();
    // What one wrote oneself can be taken down after one has left, too.
    if (topic.ownerId === reader.personId || (await this.#circles.sees(reader, topic.circle ?? null))) return topic;
    throw noSuchTopic();
  }

  /** Those of the topics that exist, by their ids. */
  async findAll(tenantId: string, topicIds: readonly string[]): Promise<Map<string, StoredTopic>> {
    if (topicIds.length === 0) return new Map();
    const found = await this.#topics
      .find({ _id: trusted({ $in: [...new Set(topicIds)] }), tenantId })
      .select(TOPIC_WITHOUT_SEARCH)
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

function noSuchTopic(): NotFoundError {
  return new NotFoundError('This topic does not exist, or you cannot see it.');
}
