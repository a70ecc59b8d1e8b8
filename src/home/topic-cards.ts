/** Topics as someone sees them: with their owner, the reader's own interest and match, and why they are shown. */

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

/** Gives the reasons of cards for a reader, by the topics' ids. */
export interface ReasonsFor {
  reasonsOf(actor: Actor, topics: readonly StoredTopic[]): Promise<ReadonlyMap<string, TopicReason[]>>;
}

/** What is known about the topics of one page and the people behind them. */
interface Surroundings {
  readerId: string;
  nowMs: number;
  owners: ReadonlyMap<string, ProfileSummary>;
  stats: ReadonlyMap<string, InterestStats>;
  matchIds: ReadonlyMap<string, string>;
  interestedInMine: ReadonlySet<string>;
  /** How many wait for each owner's answer. */
  waiting: ReadonlyMap<string, number>;
  reasons: ReadonlyMap<string, TopicReason[]>;
}

export class TopicCards {
  readonly #parts: TopicCardsOptions;

  constructor(parts: TopicCardsOptions) {
    this.#parts = parts;
  }

  /**
   * The topics in the given order. A page costs the same few questions whatever its length; `reasons` saves asking for
   * those that are known.
   */
  async cardsOf(
    actor: Actor,
    topics: readonly StoredTopic[],
    reasons?: ReadonlyMap<string, TopicReason[]>,
  ): Promise<Topic[]> {
    if (topics.length === 0) return [];
    const around = await this.#lookAround(actor, topics, reasons);
    return topics.flatMap((topic) => this.#card(topic, around));
  }

  async cardOf(actor: Actor, topic: StoredTopic): Promise<Topic> {
    const [card] = await this.cardsOf(actor, [topic]);
    if (!card) throw new Error('A topic has no owner');
    return card;
  }

  async #lookAround(
    actor: Actor,
    topics: readonly StoredTopic[],
    known: ReadonlyMap<string, TopicReason[]> | undefined,
  ): Promise<Surroundings> {
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
      interestStore.whoIsInterested(actor, others),
      known ?? topicReasoner.reasonsOf(actor, topics),
    ]);
    return { readerId: personId, nowMs, owners, stats, waiting, matchIds, interestedInMine, reasons };
  }

  #card(topic: StoredTopic, around: Surroundings): Topic[] {
    const owner = around.owners.get(topic.ownerId);
    if (!owner) return [];
    const { _id: id } = topic;
    const isMine = topic.ownerId === around.readerId;
    const stats = around.stats.get(id);
    const reasons = isMine ? [] : (around.reasons.get(id) ?? []);
    const card = {
      id,
      owner,
      communityId: idInCircle('community', topic.circle),
      ...writtenFields(topicFields, topic),
      state: topicState(topic, around.nowMs),
      expiresAt: toWireExpiry(topic.expiresAt),
      interestCount: stats?.count ?? 0,
      isMine,
      isInterested: stats?.hasReader ?? false,
      matchId: around.matchIds.get(topic.ownerId) ?? null,
      reasons,
      score: scoreOf(reasons),
      isCrowded: !isMine && this.#isCrowded(topic, around),
      createdAt: topic.createdAt.toISOString(),
      updatedAt: topic.updatedAt.toISOString(),
    };
    return [card];
  }

  /** Whoever has pressed already, or would match by pressing, adds nobody to those who wait. */
  #isCrowded({ _id, ownerId }: StoredTopic, { stats, waiting, interestedInMine }: Surroundings): boolean {
    const { waitingPerTopic, waitingPerOwner } = this.#parts.limits;
    const topic = stats.get(_id);
    if (topic?.hasReader || interestedInMine.has(ownerId)) return false;
    return (topic?.waiting ?? 0) >= waitingPerTopic || (waiting.get(ownerId) ?? 0) >= waitingPerOwner;
  }
}
