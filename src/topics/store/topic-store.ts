/** Reads topics by their ids, for all services that refer to topics. Only `getVisible` checks access. */

import type { Model } from 'mongoose';
import { trusted } from '../../database/models.ts';
import type { Circles } from '../../kernel/circles.ts';
import type { Clock } from '../../kernel/clock.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Person } from '../../kernel/person.ts';
import type { BlockList } from '../../people-lists/index.ts';
import { type StoredTopic, TOPIC_WITHOUT_SEARCH, type TopicDoc } from './topic-model.ts';

export type { StoredTopic } from './topic-model.ts';

export interface TopicStoreOptions {
  topics: Model<TopicDoc>;
  blockList: Pick<BlockList, 'blockedWith'>;
  circles: Pick<Circles, 'sees'>;
  clock: Clock;
}

export class TopicStore {
  readonly #topics: Model<TopicDoc>;
  readonly #blockList: Pick<BlockList, 'blockedWith'>;
  readonly #circles: Pick<Circles, 'sees'>;
  readonly #clock: Clock;

  constructor({ topics, blockList, circles, clock }: TopicStoreOptions) {
    this.#topics = topics;
    this.#blockList = blockList;
    this.#circles = circles;
    this.#clock = clock;
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

  /** An open topic of the tenant that its owner has marked as public; null for others. Whether the owner still shows it is not checked. */
  findPublic(tenantId: string, topicId: string): Promise<StoredTopic | null> {
    return this.#topics
      .findOne({ _id: topicId, ...this.#public(tenantId) })
      .select(TOPIC_WITHOUT_SEARCH)
      .lean<StoredTopic>()
      .exec();
  }

  /** The newest open topics that are marked as public, of everyone or of one person. As `findPublic`. */
  listPublic(tenantId: string, { ownerId, max }: { ownerId?: string; max: number }): Promise<StoredTopic[]> {
    return this.#topics
      .find({ ...this.#public(tenantId), ...(ownerId && { ownerId }) })
      .sort({ createdAt: -1, _id: -1 })
      .limit(max)
      .select(TOPIC_WITHOUT_SEARCH)
      .lean<StoredTopic[]>()
      .exec();
  }

  /** As `listPublic`, only the ids of topics and owners. */
  async publicIds(tenantId: string, max: number): Promise<{ id: string; ownerId: string }[]> {
    const found = await this.#topics
      .find(this.#public(tenantId), { ownerId: 1 })
      .sort({ createdAt: -1, _id: -1 })
      .limit(max)
      .lean();
    return found.map(({ _id: id, ownerId }) => ({ id, ownerId }));
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

  #public(tenantId: string) {
    return { tenantId, isPublic: true, isOpen: true, circle: null, expiresAt: trusted({ $gt: this.#clock.date() }) };
  }
}

function topicNotFound(): NotFoundError {
  return new NotFoundError('This topic does not exist, or you cannot see it.');
}
