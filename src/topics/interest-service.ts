/** Interest (「気になる」): pressing it on topics of others, withdrawing it, and listing who is interested in mine. */

import type { PageQuery } from '../database/page.ts';
import type { CrowdLimits, TopicCards } from '../home/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Person } from '../kernel/person.ts';
import { isMatch, type MatchService } from '../matching/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { InterestResult, Match } from '../protocol/matching.ts';
import type { Interest, Topic } from '../protocol/topics.ts';
import type { InterestDoc } from './store/interest-model.ts';
import type { InterestStore } from './store/interest-store.ts';
import type { StoredTopic } from './store/topic-model.ts';
import { topicState } from './store/topic-state.ts';
import type { TopicStore } from './store/topic-store.ts';

export interface InterestServiceOptions {
  interestStore: InterestStore;
  topicStore: TopicStore;
  topicCards: TopicCards;
  matches: Pick<MatchService, 'pair' | 'viewOf' | 'activeWith'>;
  profiles: Pick<ProfileService, 'summaries'>;
  notifications: Pick<NotificationService, 'notify'>;
  blockList: BlockList;
  circles: Pick<Circles, 'of' | 'sees'>;
  events: Events;
  clock: Clock;
  limits: Pick<Limits, 'interestsPerPerson'> & CrowdLimits;
}

interface ReceivedQuery {
  topicId?: string | undefined;
  state: 'open' | 'passed';
}

export class InterestService {
  readonly #parts: InterestServiceOptions;

  constructor(parts: InterestServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Presses 「気になる」. Pressing again stores and announces nothing new. `match` is set where this press made one.
   * @throws NotFoundError, ForbiddenError `own_topic`, ConflictError `topic_closed`, `too_many_interests` or `many_waiting`
   */
  async create(actor: Actor, topicId: string): Promise<InterestResult> {
    const { topicStore, topicCards } = this.#parts;
    const topic = await topicStore.getVisible(actor, topicId);
    if (topic.ownerId === actor.personId) {
      throw new ForbiddenError(
        'own_topic',
        'This is your own topic. You can only be interested in topics of other people.',
      );
    }
    await this.#press(actor, topic);
    const { isMutual, match } = await this.#matchIfMutual(actor, topic);
    if (!isMutual) await this.#notifyOwner(actor, topic);
    return { topic: await topicCards.cardOf(actor, topic), match };
  }

  /** Takes the interest back; without interest, nothing changes. A match stays. @throws NotFoundError */
  async withdraw(actor: Actor, topicId: string): Promise<Topic> {
    const { topicStore, topicCards, interestStore } = this.#parts;
    const topic = await topicStore.getVisible(actor, topicId);
    await interestStore.withdraw(actor, topicId);
    return topicCards.cardOf(actor, topic);
  }

  /**
   * Who is interested in my topics, newest first; in one of them with `topicId`. Those I passed on are a list of their own.
   * @throws NotFoundError
   */
  async listReceived(actor: Actor, { state, ...query }: PageQuery & ReceivedQuery): Promise<Page<Interest>> {
    const { tenantId, personId } = actor;
    const { interestStore, blockList, topicStore } = this.#parts;
    if (query.topicId && (await topicStore.find(tenantId, query.topicId))?.ownerId !== personId) {
      throw new NotFoundError('You have no such topic. It may have been deleted.');
    }
    const without = await blockList.blockedWith(actor);
    const isPassed = state === 'passed';
    const { docs, nextCursor } = await interestStore.listReceived(actor, { ...query, isPassed, without });
    return { items: await this.#viewReceived(actor, docs), nextCursor };
  }

  /**
   * Passes on someone interested in a topic of mine, or takes that back. It moves between my lists and is told to nobody:
   * no event, no count, nothing of the other's changes.
   * @throws NotFoundError where the topic cannot be seen or the person is not interested, ForbiddenError for a topic of
   * someone else
   */
  async setPassed(actor: Actor, { topicId, personId }: { topicId: string; personId: string }, isPassed: boolean) {
    const { topicStore, interestStore } = this.#parts;
    const { tenantId, personId: ownerId } = actor;
    const topic = await topicStore.getVisible(actor, topicId);
    if (topic.ownerId !== ownerId) {
      throw new ForbiddenError('not_allowed', 'Only the owner of a topic can answer people who are interested.');
    }
    const isBlocked = await this.#parts.blockList.isBlocked(actor, personId);
    const interest = { tenantId, ownerId, topicId, personId };
    if (isBlocked || !(await interestStore.setPassed(interest, isPassed))) {
      throw new NotFoundError('This person is not interested in the topic, or you have matched already.');
    }
    return null;
  }

  /** The topics I am interested in, the last pressed first, closed ones too. */
  async listGiven(actor: Actor, query: PageQuery): Promise<Page<Topic>> {
    const { interestStore, blockList, topicCards } = this.#parts;
    const without = await blockList.blockedWith(actor);
    const { docs, nextCursor } = await interestStore.listGiven(actor, { ...query, without });
    const topics = await this.#topicsOf(actor, docs);
    const found = docs.flatMap((interest) => topics.get(interest.topicId) ?? []);
    return { items: await topicCards.cardsOf(actor, found), nextCursor };
  }

  /** Removes all interest of someone who leaves, and that of others in the topics of that person. */
  async erasePerson(person: Person): Promise<void> {
    await this.#parts.interestStore.removeOfPerson(person);
  }

  async #press(actor: Actor, topic: StoredTopic): Promise<void> {
    const { interestStore, events, clock } = this.#parts;
    const { tenantId, personId } = actor;
    const { _id: topicId, ownerId } = topic;
    if (await interestStore.has(actor, topicId)) return;
    await this.#checkMayPress(actor, topic);
    const interest = { tenantId, topicId, ownerId, personId, createdAt: clock.date() };
    if (!(await interestStore.create(interest))) return;
    await this.#undoIfGone(actor, topic);
    const [view] = await this.#viewReceived({ ...actor, personId: ownerId }, [interest]);
    if (view) events.announce('interestCreated', { ownerId, interest: view });
  }

  async #checkMayPress(actor: Actor, topic: StoredTopic): Promise<void> {
    const { interestStore, limits, clock } = this.#parts;
    if (topicState(topic, clock.now()) !== 'open') {
      throw new ConflictError('topic_closed', 'This topic is closed. Look for another one.');
    }
    const max = limits.interestsPerPerson;
    if ((await interestStore.countGiven(actor, max)) >= max) {
      throw new ConflictError(
        'too_many_interests',
        `You can be interested in ${max} topics at once. Withdraw one interest first.`,
        { max },
      );
    }
    await this.#checkCrowd(actor, topic);
  }

  /** Nobody is flooded: while many wait for an owner's answer, only someone whom the owner waits for may press. */
  async #checkCrowd(actor: Actor, { _id, ownerId }: StoredTopic): Promise<void> {
    const { interestStore, limits, clock } = this.#parts;
    const { waitingPerTopic, waitingPerOwner } = limits;
    const since = new Date(clock.now() - limits.waitingMs);
    const [stats, waiting, wanted] = await Promise.all([
      interestStore.statsOf(actor, [_id], since),
      interestStore.waitingFor(actor.tenantId, [ownerId], since),
      interestStore.whoIsInterested(actor, [ownerId]),
    ]);
    const isCrowded =
      (stats.get(_id)?.waiting ?? 0) >= waitingPerTopic || (waiting.get(ownerId) ?? 0) >= waitingPerOwner;
    if (!isCrowded || wanted.has(ownerId)) return;
    throw new ConflictError(
      'many_waiting',
      'Many people are waiting for an answer to this topic. Come back in a few days.',
    );
  }

  /** A block, or the end of the topic, at the same moment removed the interest it saw; whoever is later looks. */
  async #undoIfGone(actor: Actor, { _id: topicId, ownerId }: StoredTopic): Promise<void> {
    const { tenantId } = actor;
    const { topicStore, blockList, interestStore, circles } = this.#parts;
    const [topic, isBlocked] = await Promise.all([
      topicStore.find(tenantId, topicId),
      blockList.isBlockedNow(actor, ownerId),
    ]);
    const isSeen = topic && (await circles.sees(actor, topic.circle ?? null));
    if (isSeen && !isBlocked) return;
    await interestStore.withdraw(actor, topicId);
    throw new NotFoundError('This topic does not exist, or you cannot see it.');
  }

  /** Asked on every press, also a repeated one, so that a match which was cut short heals. */
  async #matchIfMutual(
    { tenantId, personId }: Actor,
    { _id: topicId, ownerId }: StoredTopic,
  ): Promise<{ isMutual: boolean; match: Match | null }> {
    const { interestStore, matches } = this.#parts;
    const isWanted = (await interestStore.whoIsInterested({ tenantId, personId }, [ownerId])).has(ownerId);
    if (!isMatch({ mine: 'interest', theirs: isWanted ? 'interest' : null, isBlocked: false })) {
      return { isMutual: false, match: null };
    }
    const { match, isNew } = await matches.pair({ tenantId, personIds: [personId, ownerId], topicId });
    return { isMutual: true, match: isNew ? await matches.viewOf(match, personId) : null };
  }

  /** On every press too, for the same reason; the owner is told once. */
  async #notifyOwner({ tenantId, personId }: Actor, { _id: topicId, ownerId, title }: StoredTopic): Promise<void> {
    await this.#parts.notifications.notify({
      tenantId,
      personIds: [ownerId],
      kind: 'interest_created',
      key: `interest:${topicId}:${personId}`,
      data: { personId, topicId, topicTitle: title },
    });
  }

  /** Interest in topics of the actor's. */
  async #viewReceived(actor: Actor, interests: readonly Omit<InterestDoc, '_id'>[]): Promise<Interest[]> {
    const { tenantId } = actor;
    const { matches, profiles } = this.#parts;
    const personIds = [...new Set(interests.map((interest) => interest.personId))];
    const [topics, people, matchIds] = await Promise.all([
      this.#topicsOf(actor, interests),
      profiles.summaries(tenantId, personIds),
      matches.activeWith(actor, personIds),
    ]);
    return interests.flatMap((interest) => {
      const topic = topics.get(interest.topicId);
      const person = people.get(interest.personId);
      if (!topic || !person) return [];
      const matchId = matchIds.get(person.id) ?? null;
      const isPassed = interest.answer === 'pass';
      return [
        {
          topicId: topic._id,
          topicTitle: topic.title,
          person,
          isPassed,
          matchId,
          createdAt: interest.createdAt.toISOString(),
        },
      ];
    });
  }

  /**
   * The topics that interests refer to, of circles that the reader is in. What refers to a topic that is gone, after a
   * crash, is cleared away.
   */
  async #topicsOf(
    { tenantId, personId }: Actor,
    interests: readonly Pick<InterestDoc, 'topicId'>[],
  ): Promise<Map<string, StoredTopic>> {
    const { topicStore, interestStore, circles } = this.#parts;
    const topicIds = [...new Set(interests.map((interest) => interest.topicId))];
    const [found, mine] = await Promise.all([
      topicStore.findAll(tenantId, topicIds),
      circles.of({ tenantId, personId }),
    ]);
    await interestStore.removeOfTopics(
      tenantId,
      topicIds.filter((id) => !found.has(id)),
    );
    return new Map([...found].filter(([, { circle }]) => !circle || mine.has(circle)));
  }
}
