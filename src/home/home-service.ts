/**
 * Home: the topics worth pressing for someone. A few hundred candidates are read from indexes, ranked by the pure
 * `topic-ranking.ts`, and arranged; the order is kept, so that later pages of one visit repeat and hide nothing.
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
import type { Person } from '../kernel/person.ts';
import type { BlockList, NeverMatchList } from '../people-lists/index.ts';
import type { Page } from '../protocol/common.ts';
import type { Topic, TopicReason } from '../protocol/topics.ts';
import {
  type CandidatesWanted,
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
import { inOrder } from './topic-ranking.ts';
import type { Reader, TopicReasoner } from './topic-reasoner.ts';

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
  circles: Pick<Circles, 'of'>;
  clock: Clock;
  limits: Pick<Limits, 'homeCards' | 'homeOrders'>;
}

type Reasons = ReadonlyMap<string, TopicReason[]>;

/** What a page is cut from. */
interface Feed {
  id: string;
  topicIds: readonly string[];
  /** Known where the order was just made. */
  reasons?: Reasons;
  /** Ends when the order is kept. */
  stored?: Promise<unknown>;
}

/** Near tags that candidates are looked for by; more would bring what is far. */
const NEAR_TAGS = 6;
const LANGUAGES = 3;

export class HomeService {
  readonly #parts: HomeServiceOptions;

  constructor(parts: HomeServiceOptions) {
    this.#parts = parts;
  }

  /**
   * A page of Home. Without a cursor a new order is made; with one the page follows in the order that the cursor is from.
   * What was closed, expired, blocked or has too many waiting meanwhile is left out. An order is kept for an hour, after
   * which its pages end.
   * @throws InvalidInputError for a cursor that is none
   */
  async list(actor: Actor, { cursor, limit }: PageQuery): Promise<Page<Topic>> {
    const [feedId, offset] = cursor === undefined ? [null, 0] : decodeCursor(cursor, ['string', 'number']);
    const feed = feedId === null ? await this.#makeFeed(actor) : await this.#findFeed(actor, feedId);
    const start = { at: Math.max(0, Math.floor(offset)), limit };
    // The order is written while its first cards are read; both are there before anyone hears of a next page.
    const [{ items, at }] = await Promise.all([this.#take(actor, feed, start), feed.stored]);
    this.#parts.exposures.record(
      actor.tenantId,
      items.map(({ id, owner }) => ({ id, ownerId: owner.id })),
    );
    return { items, nextCursor: at < feed.topicIds.length ? encodeCursor([feed.id, at]) : null };
  }

  /** So many cards of the order from there on, and where they end. */
  async #take(actor: Actor, feed: Feed, start: { at: number; limit: number }): Promise<{ items: Topic[]; at: number }> {
    const items: Topic[] = [];
    let { at } = start;
    // Again only where cards have left since the order was made.
    while (items.length < start.limit && at < feed.topicIds.length) {
      const ids = feed.topicIds.slice(at, at + start.limit - items.length);
      items.push(...(await this.#cards(actor, ids, feed.reasons)));
      at += ids.length;
    }
    return { items, at };
  }

  /** Removes the orders that were made for someone who leaves. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.homeFeeds.deleteMany({ tenantId, personId });
  }

  async #makeFeed(actor: Actor): Promise<Feed> {
    const { clock, limits, topicReasoner, topicCandidates, interestStore } = this.#parts;
    const { tenantId, personId } = actor;
    const [reader, around] = await Promise.all([topicReasoner.readerOf(actor), this.#surroundings(actor)]);
    const [found, pressed] = await Promise.all([
      topicCandidates.find(wantedBy(reader, around)),
      interestStore.givenTopics(actor),
    ]);
    const candidates = found.filter(({ _id }) => !pressed.has(_id));
    const arranged = arrange(inOrder(await topicReasoner.rank(reader, candidates))).slice(0, limits.homeCards);
    const topicIds = arranged.map(({ topic }) => topic.id);
    const feed = { _id: newId(), tenantId, personId, topicIds, createdAt: clock.date() };
    const stored = this.#store(feed);
    const reasons = new Map(arranged.map((one) => [one.topic.id, one.reasons]));
    return { id: feed._id, topicIds, reasons, stored };
  }

  /** Keeps it, and the newest few of the person with it. */
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

  /** What candidates are looked for by; also for those who want to see what Home costs. */
  async candidatesWanted(actor: Actor): Promise<CandidatesWanted> {
    return wantedBy(await this.#parts.topicReasoner.readerOf(actor), await this.#surroundings(actor));
  }

  /** Cards of topics that are still to be shown, in the given order. */
  async #cards(actor: Actor, ids: readonly string[], reasons: Reasons | undefined): Promise<Topic[]> {
    const { topicStore, topicCards, clock } = this.#parts;
    const [found, { hidden, circles }] = await Promise.all([
      topicStore.findAll(actor.tenantId, ids),
      this.#surroundings(actor),
    ]);
    const isShown = (topic: StoredTopic) =>
      topicState(topic, clock.now()) === 'open' &&
      !hidden.has(topic.ownerId) &&
      (!topic.circle || circles.has(topic.circle));
    const topics = ids.flatMap((id) => found.get(id) ?? []).filter(isShown);
    const cards = await topicCards.cardsOf(actor, topics, reasons);
    return cards.filter((card) => !card.isCrowded);
  }

  /** Whose topics are not shown to this reader, and in which circles the reader is. */
  async #surroundings(actor: Actor): Promise<Surroundings> {
    const { personId } = actor;
    const { blockList, neverMatchList, circles } = this.#parts;
    const [blocked, never, mine] = await Promise.all([
      blockList.blockedWith(actor),
      neverMatchList.of(actor),
      circles.of(actor),
    ]);
    const communities = new Set([...mine].filter((name) => name.startsWith('community:')));
    return { hidden: new Set([...blocked, ...never, personId]), circles: communities };
  }
}

interface Surroundings {
  hidden: ReadonlySet<string>;
  circles: ReadonlySet<string>;
}

function wantedBy(reader: Reader, { hidden, circles }: Surroundings): CandidatesWanted {
  const languages = reader.languages.slice(0, LANGUAGES);
  const ownerIds = [...reader.interestedInMine];
  return { tenantId: reader.tenantId, hidden, circles, tags: tagsToLookFor(reader), languages, ownerIds };
}

/** Own tags and skills in turns, so that many of one kind leave room for the other; then what is near. */
function tagsToLookFor({ tags, wantsToLearn, canTeach, neighbours }: Reader): string[] {
  const skills = [...wantsToLearn, ...canTeach].flatMap(tagsOfSkill);
  const turns = Array.from({ length: Math.max(tags.length, skills.length) }, (_, at) => [tags[at], skills[at]]);
  const near = [...neighbours].sort(([, a], [, b]) => b.weight - a.weight).map(([tag]) => tag);
  const own = turns.flat().filter((tag) => tag !== undefined);
  return [...new Set([...own.slice(0, 2 * NEAR_TAGS), ...near.slice(0, NEAR_TAGS), ...own])];
}
