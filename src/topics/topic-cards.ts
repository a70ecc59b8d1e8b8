/** Topics as someone sees them: with their owner, the reader's own interest and match, and why they are shown. */
import type { Actor } from '../access/actor.ts';
import { idInCircle } from '../access/circles.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config.ts';
import type { MatchService } from '../matching/match-service.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { Topic } from '../protocol/topics.ts';
import type { InterestStats, InterestStore } from './interest-store.ts';
import type { StoredTopic } from './topic-model.ts';
import { type ReasonsInput, topicReasons } from './topic-reasons.ts';
import { topicState, toWireExpiry } from './topic-state.ts';

export interface TopicCardsOptions {
  interestStore: InterestStore;
  matches: Pick<MatchService, 'activeWith'>;
  profiles: Pick<ProfileService, 'summaries' | 'findOwn'>;
  clock: Clock;
  limits: Pick<Limits, 'newTopicMs'>;
}

/** What is known about the topics of one page and the people behind them. */
interface Surroundings {
  readerId: string;
  nowMs: number;
  owners: ReadonlyMap<string, ProfileSummary>;
  stats: ReadonlyMap<string, InterestStats>;
  matchIds: ReadonlyMap<string, string>;
  interestedInMine: ReadonlySet<string>;
  reader: ReasonsInput['reader'];
}

const NOBODY: ReasonsInput['reader'] = { tags: [], canTeach: [], wantsToLearn: [], languages: [] };

export class TopicCards {
  readonly #parts: TopicCardsOptions;

  constructor(parts: TopicCardsOptions) {
    this.#parts = parts;
  }

  /** The topics in the given order. A page costs the same few questions whatever its length. */
  async show(actor: Actor, topics: readonly StoredTopic[]): Promise<Topic[]> {
    if (topics.length === 0) return [];
    const around = await this.#lookAround(actor, topics);
    return topics.flatMap((topic) => this.#card(topic, around));
  }

  async showOne(actor: Actor, topic: StoredTopic): Promise<Topic> {
    const [card] = await this.show(actor, [topic]);
    if (!card) throw new Error('A topic has no owner');
    return card;
  }

  async #lookAround({ tenantId, personId }: Actor, topics: readonly StoredTopic[]): Promise<Surroundings> {
    const { interestStore, matches, profiles, clock } = this.#parts;
    const ownerIds = [...new Set(topics.map((topic) => topic.ownerId))];
    const others = ownerIds.filter((id) => id !== personId);
    const [owners, stats, matchIds, interestedInMine, reader] = await Promise.all([
      profiles.summaries(tenantId, ownerIds),
      interestStore.statsOf(
        tenantId,
        topics.map((topic) => topic._id),
        personId,
      ),
      matches.activeWith(tenantId, personId, others),
      interestStore.whoIsInterested(tenantId, personId, others),
      // My own cards carry no reasons.
      others.length > 0 ? profiles.findOwn({ tenantId, personId }) : null,
    ]);
    return {
      readerId: personId,
      nowMs: clock.now(),
      owners,
      stats,
      matchIds,
      interestedInMine,
      reader: reader ?? NOBODY,
    };
  }

  #card(topic: StoredTopic, around: Surroundings): Topic[] {
    const owner = around.owners.get(topic.ownerId);
    if (!owner) return [];
    const { _id: id, title, body, tags, language, kind, level } = topic;
    const isMine = topic.ownerId === around.readerId;
    const stats = around.stats.get(id);
    const card = {
      communityId: idInCircle('community', topic.circle),
      ...{ id, owner, title, body, tags, language, kind, level },
      state: topicState(topic, around.nowMs),
      expiresAt: toWireExpiry(topic.expiresAt),
      interestCount: stats?.count ?? 0,
      isMine,
      isInterested: stats?.hasReader ?? false,
      matchId: around.matchIds.get(topic.ownerId) ?? null,
      reasons: isMine ? [] : this.#reasons(topic, around),
      createdAt: topic.createdAt.toISOString(),
      updatedAt: topic.updatedAt.toISOString(),
    };
    return [card];
  }

  #reasons(topic: StoredTopic, { reader, interestedInMine, nowMs }: Surroundings): Topic['reasons'] {
    const isInterestedInYours = interestedInMine.has(topic.ownerId);
    return topicReasons({ topic, reader, isInterestedInYours, nowMs, newTopicMs: this.#parts.limits.newTopicMs });
  }
}
