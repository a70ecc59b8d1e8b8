/**
 * Home: the topics that are likely to interest a reader. Reads a few hundred candidates from indexes, ranks them with the
 * pure functions of `topic-ranking.ts` and arranges them. Stores the order, so that later pages of a visit repeat and skip
 * nothing.
 */

import type { Model } from 'mongoose';
import { decodeCursor, encodeCursor } from '../database/cursor.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { BlockList, NeverMatchList } from '../people-lists/index.ts';
import type { Page } from '../protocol/common.ts';
import type { Topic, TopicReason } from '../protocol/topics.ts';
import {
  type CandidateCriteria,
  type InterestStore,
  type StoredTopic,
  type TopicCandidates,
  type TopicStore,
  tagsOfSkill,
  topicState,
} from '../topics/store/index.ts';
import { arrange } from './arrangement.ts';
import type { Exposures } from './exposures.ts';
import type { HomeFeedDoc } from './home-feed-model.ts';
import type { TopicCards } from './topic-cards.ts';
import { sortByScore } from './topic-ranking.ts';
import type { Reader, ReaderTags, TopicReasoner } from './topic-reasoner.ts';

export interface HomeServiceOptions {
  homeFeeds: Model<HomeFeedDoc>;
  topicCandidates: TopicCandidates;
  topicReasoner: TopicReasoner;
  topicCards: Pick<TopicCards, 'cardsOf'>;
  topicStore: Pick<TopicStore, 'findAll'>;
  interestStore: Pick<InterestStore, 'givenTopics'>;
  exposures: Pick<Exposures, 'record'>;
  blockList: BlockList;
  neverMatchList: NeverMatchList;
  circles: Pick<Circles, 'namesOf'>;
  clock: Clock;
  limits: Pick<Limits, 'homeCards' | 'homeOrders'>;
}

type Reasons = ReadonlyMap<string, TopicReason[]>;

/** The ordered topics of one visit, from which pages are cut. */
interface Feed {
  id: string;
  topicIds: readonly string[];
  /** Set if the feed was made by this request. */
  reasons?: Reasons;
  /** Resolves when a new feed has been stored. */
  stored?: Promise<unknown>;
}

/** The most neighbouring tags by which candidates are searched; further ones are too far from the reader's tags. */
const MAX_NEAR_TAGS = 6;
const MAX_LANGUAGES = 3;

export class HomeService {
  readonly #parts: HomeServiceOptions;

  constructor(parts: HomeServiceOptions) {
    this.#parts = parts;
  }

  /**
   * A page of Home. Without a cursor, makes a new feed; with a cursor, continues the feed of that cursor. Leaves out topics
   * that were closed, have expired or whose owner was blocked in the meantime. Topics for which many wait come last on their
   * page. A feed is stored for an hour; after that, its pages are empty.
   * @throws InvalidInputError if the cursor is invalid
   */
  async list(actor: Actor, { cursor, limit }: PageQuery): Promise<Page<Topic>> {
    const [feedId, offset] = cursor === undefined ? [null, 0] : decodeCursor(cursor, ['string', 'number']);
    const feed = feedId === null ? await this.#makeFeed(actor) : await this.#findFeed(actor, feedId);
    const start = { at: Math.max(0, Math.floor(offset)), limit };
    // A new feed is stored while its first cards are read. Both finish before the client gets a cursor for the next page.
    const [{ items, at }] = await Promise.all([this.#readPage(actor, feed, start), feed.stored]);
    this.#parts.exposures.record(
      actor.tenantId,
      items.map(({ id, owner }) => ({ id, ownerId: owner.id })),
    );
    return { items, nextCursor: at < feed.topicIds.length ? encodeCursor([feed.id, at]) : null };
  }

  /** Up to `limit` cards of the feed from position `at`, and the position after them. */
  async #readPage(
    actor: Actor,
    feed: Feed,
    start: { at: number; limit: number },
  ): Promise<{ items: Topic[]; at: number }> {
    const items: Topic[] = [];
    let { at } = start;
    // Repeats only if topics have left the feed since it was made.
    while (items.length < start.limit && at < feed.topicIds.length) {
      const ids = feed.topicIds.slice(at, at + start.limit - items.length);
      items.push(...(await this.#cards(actor, ids, feed.reasons)));
      at += ids.length;
    }
    return { items, at };
  }

  async #makeFeed(actor: Actor): Promise<Feed> {
    const { clock, limits, topicReasoner, topicCandidates, interestStore } = this.#parts;
    const { tenantId, personId } = actor;
    const [reader, visibility] = await Promise.all([topicReasoner.readerOf(actor), this.#visibility(actor)]);
    const [found, given] = await Promise.all([
      topicCandidates.find(criteriaFor(reader, visibility)),
      interestStore.givenTopics(actor),
    ]);
    const candidates = found.filter(({ _id }) => !given.has(_id));
    const arranged = arrange(sortByScore(await topicReasoner.rank(reader, candidates))).slice(0, limits.homeCards);
    const topicIds = arranged.map(({ topic }) => topic.id);
    const feed = { _id: newId(), tenantId, personId, topicIds, createdAt: clock.date() };
    const stored = this.#store(feed);
    const reasons = new Map(arranged.map((one) => [one.topic.id, one.reasons]));
    return { id: feed._id, topicIds, reasons, stored };
  }

  /** Stores the feed and deletes all but the newest few feeds of the person. */
  async #store(feed: HomeFeedDoc): Promise<void> {
    const { homeFeeds, limits } = this.#parts;
    const { tenantId, personId } = feed;
    await homeFeeds.create(feed);
    const [oldest] = await homeFeeds
      .find({ tenantId, personId }, { createdAt: 1 })
      .sort({ createdAt: -1 })
      .skip(limits.homeOrders)
      .limit(1)
      .lean();
    if (oldest) await homeFeeds.deleteMany({ tenantId, personId, createdAt: trusted({ $lte: oldest.createdAt }) });
  }

  async #findFeed({ tenantId, personId }: Actor, feedId: string): Promise<Feed> {
    const found = await this.#parts.homeFeeds.findOne({ _id: feedId, tenantId, personId }).lean();
    return { id: feedId, topicIds: found?.topicIds ?? [] };
  }

  /** The criteria by which candidates are searched. Public so that the benchmark can measure the queries of Home. */
  async candidateCriteria(actor: Actor): Promise<CandidateCriteria> {
    return criteriaFor(await this.#parts.topicReasoner.readerOf(actor), await this.#visibility(actor));
  }

  /** How many topics that fit to the actor's profile were posted after `since`, counted up to `max`. */
  async countNew(actor: Actor, news: { since: Date; max: number }): Promise<number> {
    const { topicReasoner, topicCandidates } = this.#parts;
    const [tags, visibility] = await Promise.all([topicReasoner.tagsOf(actor), this.#visibility(actor)]);
    return topicCandidates.countNew({ tenantId: actor.tenantId, ...visibility, tags: searchTags(tags) }, news);
  }

  /** Cards of those topics that can still be shown, in the given order, those for which many wait last. */
  async #cards(actor: Actor, ids: readonly string[], reasons: Reasons | undefined): Promise<Topic[]> {
    const { topicStore, topicCards, clock } = this.#parts;
    const [found, { hidden, circles }] = await Promise.all([
      topicStore.findAll(actor.tenantId, ids),
      this.#visibility(actor),
    ]);
    const isVisible = (topic: StoredTopic) =>
      topicState(topic, clock.now()) === 'open' &&
      !hidden.has(topic.ownerId) &&
      (!topic.circle || circles.has(topic.circle));
    const topics = ids.flatMap((id) => found.get(id) ?? []).filter(isVisible);
    const cards = await topicCards.cardsOf(actor, topics, reasons);
    // Others need the reader more.
    return cards.toSorted((a, b) => Number(a.isCrowded) - Number(b.isCrowded));
  }

  /** Decides which topics the reader can see. */
  async #visibility(actor: Actor): Promise<Visibility> {
    const { personId } = actor;
    const { blockList, neverMatchList, circles } = this.#parts;
    const [blocked, never, communities] = await Promise.all([
      blockList.blockedWith(actor),
      neverMatchList.of(actor),
      circles.namesOf(actor, 'community'),
    ]);
    return { hidden: new Set([...blocked, ...never, personId]), circles: new Set(communities) };
  }
}

interface Visibility {
  /** People whose topics are not shown, including the reader. */
  hidden: ReadonlySet<string>;
  /** The reader's communities, as circle names. */
  circles: ReadonlySet<string>;
}

function criteriaFor(reader: Reader, { hidden, circles }: Visibility): CandidateCriteria {
  const languages = reader.languages.slice(0, MAX_LANGUAGES);
  const ownerIds = [...reader.interestedInMine];
  return { tenantId: reader.tenantId, hidden, circles, tags: searchTags(reader), languages, ownerIds };
}

/**
 * The reader's tags and skills alternately, so that many of one kind leave room for the other, then neighbouring tags,
 * then the rest.
 */
function searchTags({ tags, wantsToLearn, canTeach, neighbours }: ReaderTags): string[] {
  const skills = [...wantsToLearn, ...canTeach].flatMap(tagsOfSkill);
  const alternating = Array.from({ length: Math.max(tags.length, skills.length) }, (_, at) => [tags[at], skills[at]]);
  const near = [...neighbours].sort(([, a], [, b]) => b.weight - a.weight).map(([tag]) => tag);
  const own = alternating.flat().filter((tag) => tag !== undefined);
  return [...new Set([...own.slice(0, 2 * MAX_NEAR_TAGS), ...near.slice(0, MAX_NEAR_TAGS), ...own])];
}
