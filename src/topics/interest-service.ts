/** Interest (気になる) in topics of others: shows, withdraws and lists it, and lists the interest in one's own topics. */

import type { PageQuery } from '../database/page.ts';
import type { CrowdLimits, TopicCards } from '../home/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Person } from '../kernel/person.ts';
import { type Quotas, quotaOf } from '../kernel/quotas.ts';
import { isMatch, type MatchService } from '../matching/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { InterestResult, Match } from '../protocol/matching.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { Interest, Topic } from '../protocol/topics.ts';
import type { InterestedPeople } from './interested-people.ts';
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
  interestedPeople: InterestedPeople;
  notifications: Pick<NotificationService, 'notify'>;
  blockList: BlockList;
  circles: Pick<Circles, 'of' | 'sees'>;
  events: Events;
  quotas: Quotas;
  clock: Clock;
  limits: Pick<Limits, 'interestsPerPerson'> & CrowdLimits;
}

/** Somebody who waits for an answer, without what helps to decide. */
export type WaitingInterest = Pick<Interest, 'topicId' | 'topicTitle' | 'person' | 'createdAt'>;

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
   * Shows interest (気になる) in a topic. Idempotent. `match` is set if this call made or revived a match.
   * @throws NotFoundError, ForbiddenError `own_topic`, ConflictError `topic_closed`, `too_many_interests`
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
    await this.#ensureInterest(actor, topic);
    const { isMutual, match } = await this.#matchIfMutual(actor, topic);
    if (!isMutual && !(await this.#isCrowded(actor, topic))) await this.#notifyOwner(actor, topic);
    return { topic: await topicCards.cardOf(actor, topic), match };
  }

  /** Withdraws the actor's interest, if any. Does not end a match. @throws NotFoundError */
  async withdraw(actor: Actor, topicId: string): Promise<Topic> {
    const { topicStore, topicCards, interestStore } = this.#parts;
    const topic = await topicStore.getVisible(actor, topicId);
    await interestStore.withdraw(actor, topicId);
    return topicCards.cardOf(actor, topic);
  }

  /**
   * The interest in the actor's topics, newest first; `topicId` restricts it to one topic. People on whom the actor has
   * passed are listed only with `state: 'passed'`, the others only with `state: 'open'`.
   * @throws NotFoundError if `topicId` is not a topic of the actor
   */
  async listReceived(actor: Actor, { state, ...query }: PageQuery & ReceivedQuery): Promise<Page<Interest>> {
    const { tenantId, personId } = actor;
    const { interestStore, blockList, topicStore } = this.#parts;
    if (query.topicId && (await topicStore.find(tenantId, query.topicId))?.ownerId !== personId) {
      throw new NotFoundError('You do not have this topic. It may have been deleted.');
    }
    const without = await blockList.blockedWith(actor);
    const isPassed = state === 'passed';
    const { docs, nextCursor } = await interestStore.listReceived(actor, { ...query, isPassed, without });
    return { items: await this.#viewReceived(actor, docs), nextCursor };
  }

  /** The newest `max` people who wait for an answer of the actor. */
  async listWaiting(actor: Actor, max: number): Promise<WaitingInterest[]> {
    const { interestStore, blockList } = this.#parts;
    const docs = await interestStore.listWaiting(actor, { max, without: await blockList.blockedWith(actor) });
    const [topics, people] = await Promise.all([this.#topicsOf(actor, docs), this.#peopleOf(actor, docs)]);
    return docs.flatMap((interest) => viewWaiting(interest, { topics, people }) ?? []);
  }

  /** How much interest in the person's topics since `since` waits for an answer, counted up to `max`. */
  async countNew(person: Person, news: { since: Date; max: number }): Promise<number> {
    const { interestStore, blockList } = this.#parts;
    return interestStore.countNew(person, { ...news, without: await blockList.blockedWith(person) });
  }

  /**
   * Passes on a person who is interested in the actor's topic, or undoes that. Only moves the interest between the actor's
   * lists. Nobody else can notice: no event is sent, and no count or list of the other person changes.
   * @throws NotFoundError if the actor cannot see the topic, or if the person is not interested, is matched or blocked
   * @throws ForbiddenError if the actor does not own the topic
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

  /** The topics in which the actor is interested, newest interest first, including closed topics. */
  async listGiven(actor: Actor, query: PageQuery): Promise<Page<Topic>> {
    const { interestStore, blockList, topicCards } = this.#parts;
    const without = await blockList.blockedWith(actor);
    const { docs, nextCursor } = await interestStore.listGiven(actor, { ...query, without });
    const topics = await this.#topicsOf(actor, docs);
    const found = docs.flatMap((interest) => topics.get(interest.topicId) ?? []);
    return { items: await topicCards.cardsOf(actor, found), nextCursor };
  }

  /** Removes all interest of a person whose account is deleted, and the interest of others in that person's topics. */
  async erasePerson(person: Person): Promise<void> {
    await this.#parts.interestStore.removeOfPerson(person);
  }

  async #ensureInterest(actor: Actor, topic: StoredTopic): Promise<void> {
    const { interestStore, events, clock } = this.#parts;
    const { tenantId, personId } = actor;
    const { _id: topicId, ownerId } = topic;
    if (await interestStore.has(actor, topicId)) return;
    if (topicState(topic, clock.now()) !== 'open') {
      throw new ConflictError('topic_closed', 'This topic is closed. Look for another one.');
    }
    const interest = { tenantId, topicId, ownerId, personId, createdAt: clock.date() };
    if (!(await this.#store(actor, interest))) return;
    await this.#undoIfGone(actor, topic);
    const [view] = await this.#viewReceived({ ...actor, personId: ownerId }, [interest]);
    if (view) events.announce('interestCreated', { ownerId, interest: view });
  }

  /** Returns whether this call stored it. @throws ConflictError `too_many_interests` */
  #store(actor: Actor, interest: Omit<InterestDoc, '_id'>): Promise<boolean> {
    const { interestStore, quotas, limits } = this.#parts;
    const spending = {
      write: () => interestStore.create(interest),
      undo: () => interestStore.withdraw(actor, interest.topicId),
    };
    const count = (max: number) => interestStore.countGiven(actor, max);
    return quotas.spend([quotaOf('interests', actor)], spending, [
      { count, max: limits.interestsPerPerson, error: tooManyInterests },
    ]);
  }

  /**
   * Whether so many people wait for an answer of the owner that the owner is not notified of this one. The interest counts all
   * the same: otherwise a few accounts could keep everyone else away from a topic.
   */
  async #isCrowded(actor: Actor, { _id, ownerId }: StoredTopic): Promise<boolean> {
    const { interestStore, limits, clock } = this.#parts;
    const { waitingPerTopic, waitingPerOwner } = limits;
    const since = new Date(clock.now() - limits.waitingMs);
    const [stats, waiting] = await Promise.all([
      interestStore.statsOf(actor, [_id], since),
      interestStore.waitingFor(actor.tenantId, [ownerId], since),
    ]);
    // This person is one of them.
    return (stats.get(_id)?.waiting ?? 0) > waitingPerTopic || (waiting.get(ownerId) ?? 0) > waitingPerOwner;
  }

  /**
   * Re-check after writing: a block, the deletion of the topic or leaving its circle at the same moment may have removed
   * interest before this one was stored.
   */
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

  /** Runs on every call, also on repeated ones, so that a match that a crash left incomplete is completed. */
  async #matchIfMutual(
    { tenantId, personId }: Actor,
    { _id: topicId, ownerId }: StoredTopic,
  ): Promise<{ isMutual: boolean; match: Match | null }> {
    const { interestStore, matches } = this.#parts;
    const isMutual = (await interestStore.interestedAmong({ tenantId, personId }, [ownerId])).has(ownerId);
    if (!isMatch({ mine: 'interest', theirs: isMutual ? 'interest' : null, isBlocked: false })) {
      return { isMutual: false, match: null };
    }
    const { match, isNew } = await matches.pair({ tenantId, personIds: [personId, ownerId], topicId });
    return { isMutual: true, match: isNew ? await matches.viewOf(match, personId) : null };
  }

  /** Runs on every call for the same reason. The key ensures that the owner is notified once. */
  async #notifyOwner({ tenantId, personId }: Actor, { _id: topicId, ownerId, title }: StoredTopic): Promise<void> {
    await this.#parts.notifications.notify({
      tenantId,
      personIds: [ownerId],
      kind: 'interest_created',
      key: `interest:${topicId}:${personId}`,
      byId: personId,
      data: { personId, topicId, topicTitle: title },
    });
  }

  /** Builds the list items for interest in the actor's topics. */
  async #viewReceived(actor: Actor, interests: readonly Omit<InterestDoc, '_id'>[]): Promise<Interest[]> {
    const { matches, interestedPeople } = this.#parts;
    const personIds = [...new Set(interests.map((interest) => interest.personId))];
    const [topics, people, about, matchIds] = await Promise.all([
      this.#topicsOf(actor, interests),
      this.#peopleOf(actor, interests),
      interestedPeople.about(actor, personIds),
      matches.activeWith(actor, personIds),
    ]);
    return interests.flatMap((interest) => {
      const waiting = viewWaiting(interest, { topics, people });
      const facts = about.get(interest.personId);
      if (!waiting || !facts) return [];
      const matchId = matchIds.get(interest.personId) ?? null;
      return [{ ...waiting, about: facts, isPassed: interest.answer === 'pass', matchId }];
    });
  }

  #peopleOf({ tenantId }: Actor, interests: readonly Pick<InterestDoc, 'personId'>[]) {
    return this.#parts.profiles.summaries(tenantId, [...new Set(interests.map(({ personId }) => personId))]);
  }

  /**
   * The topics of these interests, without topics of circles that the reader is not in. Removes interest in deleted topics,
   * which a crash can leave behind.
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

/** Null if the reader does not see the topic, or the person is gone. */
function viewWaiting(
  { topicId, personId, createdAt }: Omit<InterestDoc, '_id'>,
  { topics, people }: { topics: ReadonlyMap<string, StoredTopic>; people: ReadonlyMap<string, ProfileSummary> },
): WaitingInterest | null {
  const [topic, person] = [topics.get(topicId), people.get(personId)];
  return topic && person ? { topicId, topicTitle: topic.title, person, createdAt: createdAt.toISOString() } : null;
}

function tooManyInterests(max: number): ConflictError {
  return new ConflictError(
    'too_many_interests',
    `You can be interested in ${max} topics at once. Withdraw one interest first.`,
    { max },
  );
}
