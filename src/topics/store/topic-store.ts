/** Reads topics by their ids, for all services that refer to topics. Only `getVisible` checks access. */

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

  /** Finds a topic of the tenant without checking access; null if it does not exist. */
  find(tenantId: string, topicId: string): Promise<StoredTopic | null> {
    return this.#topics.findOne({ _id: topicId, tenantId }).select(TOPIC_WITHOUT_SEARCH).lean<StoredTopic>().exec();
  }

  /**
   * Returns a topic that the reader can see.
   * @throws NotFoundError if it does not exist, its owner and the reader have a block between them, or it belongs to a
   * circle that the reader is not in
   */
  async getVisible(reader: Person, topicId: string): Promise<StoredTopic> {
    const [topic, blocked] = await Promise.all([
      this.find(reader.tenantId, topicId),
      this.#blockList.blockedWith(reader),
    ]);
    if (!topic || blocked.has(topic.ownerId)) throw topicNotFound();
    // Owners keep access after leaving the circle, so that they can delete their topics.
    if (topic.ownerId === reader.personId || (await this.#circles.sees(reader, topic.circle ?? null))) return topic;
    throw topicNotFound();
  }

  /** The existing topics among these ids, by id, without checking access. */
  async findAll(tenantId: string, topicIds: readonly string[]): Promise<Map<string, StoredTopic>> {
    if (topicIds.length === 0) return new Map();
    const found = await this.#topics
      .find({ _id: trusted({ $in: [...new Set(topicIds)] }), tenantId })
      .select(TOPIC_WITHOUT_SEARCH)
      .lean<StoredTopic[]>();
    return new Map(found.map((topic) => [topic._id, topic]));
  }

  /** Increases the show counts of topics; ignores deleted topics. */
  async addShown(shown: readonly { tenantId: string; id: string; count: number }[]): Promise<void> {
    await this.#topics.bulkWrite(
      shown.map(({ tenantId, id, count }) => ({
        updateOne: { filter: { _id: id, tenantId }, update: { $inc: { shownCount: count } } },
      })),
      { ordered: false },
    );
  }
}

function topicNotFound(): NotFoundError {
  return new NotFoundError('This topic does not exist, or you cannot see it.');
}
