/** Builds cards: topics with their owner, the reader's interest and match, and the reasons for showing them. */

import type { Actor } from '../kernel/actor.ts';
import { idInCircle } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { MatchService } from '../matching/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { writtenFields } from '../protocol/fields.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import { type Topic, type TopicReason, topicFields } from '../protocol/topics.ts';
import {
  type InterestStats,
  type InterestStore,
  type StoredTopic,
  topicState,
  toWireExpiry,
} from '../topics/store/index.ts';
import { scoreOf } from './topic-ranking.ts';

export interface TopicCardsOptions {
  interestStore: InterestStore;
  matches: Pick<MatchService, 'activeWith'>;
  profiles: Pick<ProfileService, 'summaries'>;
  topicReasoner: ReasonsFor;
  clock: Clock;
  limits: CrowdLimits;
}

export type CrowdLimits = Pick<Limits, 'waitingPerTopic' | 'waitingPerOwner' | 'waitingMs'>;

/** Finds the reasons for showing topics to a reader, by the topics' ids. */
export interface ReasonsFor {
  reasonsOf(actor: Actor, topics: readonly StoredTopic[]): Promise<ReadonlyMap<string, TopicReason[]>>;
}

/** The data that the cards of one page need. */
interface CardContext {
  readerId: string;
  nowMs: number;
  owners: ReadonlyMap<string, ProfileSummary>;
  stats: ReadonlyMap<string, InterestStats>;
  matchIds: ReadonlyMap<string, string>;
  /** Owners who are interested in a topic of the reader. */
  interestedInMine: ReadonlySet<string>;
  /** How many people are waiting for each owner's answer. */
  waiting: ReadonlyMap<string, number>;
  reasons: ReadonlyMap<string, TopicReason[]>;
}

export class TopicCards {
  readonly #parts: TopicCardsOptions;

  constructor(parts: TopicCardsOptions) {
    this.#parts = parts;
  }

  /**
   * The cards of the topics, in the given order. Needs the same few queries for any number of topics; pass `reasons` if
   * they are already known.
   */
  async cardsOf(
    actor: Actor,
    topics: readonly StoredTopic[],
    reasons?: ReadonlyMap<string, TopicReason[]>,
  ): Promise<Topic[]> {
    if (topics.length === 0) return [];
    const context = await this.#loadContext(actor, topics, reasons);
    return topics.flatMap((topic) => this.#card(topic, context));
  }

  async cardOf(actor: Actor, topic: StoredTopic): Promise<Topic> {
    const [card] = await this.cardsOf(actor, [topic]);
    if (!card) throw new Error('A topic has no owner');
    return card;
  }

  async #loadContext(
    actor: Actor,
    topics: readonly StoredTopic[],
    known: ReadonlyMap<string, TopicReason[]> | undefined,
  ): Promise<CardContext> {
    const { interestStore, matches, profiles, clock, limits, topicReasoner } = this.#parts;
    const { tenantId, personId } = actor;
    const ownerIds = [...new Set(topics.map((topic) => topic.ownerId))];
    const others = ownerIds.filter((id) => id !== personId);
    const topicIds = topics.map((topic) => topic._id);
    const nowMs = clock.now();
    const since = new Date(nowMs - limits.waitingMs);
    const [owners, stats, waiting, matchIds, interestedInMine, reasons] = await Promise.all([
      profiles.summaries(tenantId, ownerIds),
      interestStore.statsOf(actor, topicIds, since),
      interestStore.waitingFor(tenantId, others, since),
      matches.activeWith(actor, others),
      interestStore.interestedAmong(actor, others),
      known ?? topicReasoner.reasonsOf(actor, topics),
    ]);
    return { readerId: personId, nowMs, owners, stats, waiting, matchIds, interestedInMine, reasons };
  }

  #card(topic: StoredTopic, context: CardContext): Topic[] {
    const owner = context.owners.get(topic.ownerId);
    if (!owner) return [];
    const { _id: id } = topic;
    const isMine = topic.ownerId === context.readerId;
    const stats = context.stats.get(id);
    const reasons = isMine ? [] : (context.reasons.get(id) ?? []);
    const card = {
      id,
      owner,
      communityId: idInCircle('community', topic.circle),
      ...writtenFields(topicFields, topic),
      state: topicState(topic, context.nowMs),
      expiresAt: toWireExpiry(topic.expiresAt),
      interestCount: stats?.count ?? 0,
      isMine,
      isInterested: stats?.hasReader ?? false,
      matchId: context.matchIds.get(topic.ownerId) ?? null,
      reasons,
      score: scoreOf(reasons),
      isCrowded: !isMine && this.#isCrowded(topic, context),
      createdAt: topic.createdAt.toISOString(),
      updatedAt: topic.updatedAt.toISOString(),
    };
    return [card];
  }

  /** Never crowded for readers who are already interested or would match at once: they do not add to those who wait. */
  #isCrowded({ _id, ownerId }: StoredTopic, { stats, waiting, interestedInMine }: CardContext): boolean {
    const { waitingPerTopic, waitingPerOwner } = this.#parts.limits;
    const topic = stats.get(_id);
    if (topic?.hasReader || interestedInMine.has(ownerId)) return false;
    return (topic?.waiting ?? 0) >= waitingPerTopic || (waiting.get(ownerId) ?? 0) >= waitingPerOwner;
  }
}
