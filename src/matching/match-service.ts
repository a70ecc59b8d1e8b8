/** Matches of two people who both want to talk. Repeated or simultaneous presses give one match and one conversation. */

import type { PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import { type Circles, circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Person } from '../kernel/person.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { Match } from '../protocol/matching.ts';
import type { Topic } from '../protocol/topics.ts';
import type { InterestStore, TopicStore } from '../topics/store/index.ts';
import type { MatchDoc } from './match-model.ts';
import { isMatch } from './match-rules.ts';
import { type MatchStore, otherOf, type Pairing, pairOf } from './match-store.ts';

/** A topic as the conversation stores it. */
type ConversationTopic = Pick<Topic, 'id' | 'title' | 'body' | 'kind' | 'tags' | 'language'> & { ownerId: string };

type StoredTopic = Omit<ConversationTopic, 'id'> & { _id: string };

/** What matches need from conversations. Both methods are idempotent. */
export interface MatchConversations {
  /** Creates the conversation, or reopens it. */
  ensureMatchConversation(conversation: {
    tenantId: string;
    conversationId: string;
    matchId: string;
    personIds: readonly [string, string];
    topic: ConversationTopic | null;
    matchedAt: Date;
    /** The people who did not make the match, and should find it. */
    newFor: readonly string[];
  }): Promise<unknown>;
  close(tenantId: string, conversationId: string): Promise<unknown>;
}

/** What other features need to know about a running match. */
export interface RunningMatch {
  tenantId: string;
  matchId: string;
  conversationId: string;
  personIds: readonly [string, string];
}

export interface MatchServiceOptions {
  matchStore: MatchStore;
  topicStore: TopicStore;
  interestStore: InterestStore;
  blockList: BlockList;
  circles: Pick<Circles, 'sees'>;
  conversations: MatchConversations;
  profiles: Pick<ProfileService, 'summaries'>;
  notifications: Pick<NotificationService, 'notify'>;
  events: Events;
  clock: Clock;
}

/** How many of a person's matches `peopleInCommon` considers at most. */
const MAX_PARTNERS = 50;

export class MatchService {
  readonly #parts: MatchServiceOptions;

  constructor(parts: MatchServiceOptions) {
    this.#parts = parts;
  }

  /**
   * "Let's talk": a topic's owner accepts a person who is interested in it. Calling it again returns the same match.
   * @throws NotFoundError if the actor cannot see the topic, or the person is not interested in it
   * @throws ForbiddenError if the actor can see the topic but does not own it
   */
  async matchWith(actor: Actor, { topicId, personId }: { topicId: string; personId: string }): Promise<Match> {
    const { tenantId } = actor;
    const { topicStore, interestStore, blockList, circles } = this.#parts;
    const [topic, blocked, isInterested] = await Promise.all([
      topicStore.find(tenantId, topicId),
      blockList.blockedWith(actor),
      interestStore.has({ tenantId, personId }, topicId),
    ]);
    if (!topic || blocked.has(topic.ownerId)) {
      throw new NotFoundError('This topic does not exist, or you cannot see it.');
    }
    if (topic.ownerId !== actor.personId) {
      const isSeen = await circles.sees(actor, topic.circle ?? null);
      if (!isSeen) throw new NotFoundError('This topic does not exist, or you cannot see it.');
      throw new ForbiddenError('not_allowed', 'Only the owner of a topic can choose whom to talk with about it.');
    }
    const theirs = isInterested ? 'interest' : null;
    if (!isMatch({ mine: 'lets_talk', theirs, isBlocked: blocked.has(personId) })) {
      throw new NotFoundError('This person is not interested in the topic. The interest may have been withdrawn.');
    }
    const { match } = await this.pair({ tenantId, personIds: [actor.personId, personId], topicId });
    return this.viewOf(match, actor.personId);
  }

  /**
   * Matches two people, or returns the match they have. `isNew` is true if this call created or revived the match; only
   * then it is announced. Every call also opens the conversation, which completes what a crash interrupted.
   * @throws NotFoundError if one of the two has blocked the other
   */
  async pair(pairing: Pairing): Promise<{ match: MatchDoc; isNew: boolean }> {
    const { matchStore, blockList } = this.#parts;
    const { tenantId, personIds } = pairing;
    const isNew = await matchStore.pair(pairing, this.#parts.clock.date());
    // Re-check after writing: a block made at the same time may have looked for a match to end before this one existed.
    const [personId, otherId] = personIds;
    if (await blockList.isBlockedNow({ tenantId, personId }, otherId)) {
      await this.endBetween({ tenantId, personId }, otherId);
      throw new NotFoundError('This person does not exist, or you cannot see them.');
    }
    await this.#parts.interestStore.markMatched(tenantId, personIds);
    // A pair of a round is new to both.
    const newFor = pairing.suppressNotification ? personIds : [otherId];
    const match = await this.#settle(tenantId, personIds, newFor);
    if (isNew) this.#announceCircle(match);
    if (isNew && match.endedAt === null) {
      await this.#announceCreated(match);
      if (!pairing.suppressNotification) await this.#notifyOther(match, personId);
    }
    return { match, isNew };
  }

  /** The ids of the person's running matches with these people, by the other person's id. */
  async activeWith(person: Person, otherIds: readonly string[]): Promise<Map<string, string>> {
    const others = otherIds.filter((id) => id !== person.personId);
    if (others.length === 0) return new Map();
    const running = await this.#parts.matchStore.findRunningWith(person, others);
    return new Map(running.map((match) => [otherOf(match, person.personId), match._id]));
  }

  /** The conversation ids of the person's running matches with these people, by the other person's id. */
  async conversationsWith(person: Person, otherIds: readonly string[]): Promise<Map<string, string>> {
    const running = await this.#parts.matchStore.findRunningWith(person, otherIds);
    return new Map(running.map((match) => [otherOf(match, person.personId), match.conversationId]));
  }

  /** Everyone with whom the person has a running match. */
  async partnersOf(person: Person): Promise<string[]> {
    const running = await this.#parts.matchStore.findRunning(person);
    return running.map((match) => otherOf(match, person.personId));
  }

  /** For each other person, how many of this person's partners they have a running match with. Has no zero entries. */
  async peopleInCommon({ tenantId, personId }: Person): Promise<ReadonlyMap<string, number>> {
    const partners = new Set((await this.partnersOf({ tenantId, personId })).slice(0, MAX_PARTNERS));
    const counts = new Map<string, number>();
    for (const { personIds } of await this.#parts.matchStore.findRunningOfAny(tenantId, [...partners])) {
      for (const id of personIds) {
        const partner = personIds.find((other) => other !== id && partners.has(other));
        if (partner && id !== personId) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** The matches between any of these people, running or ended, and when each pair last matched. */
  async among(tenantId: string, personIds: readonly string[]): Promise<{ pairKey: string; at: Date }[]> {
    const found = await this.#parts.matchStore.findAmong(tenantId, personIds);
    return found.map(({ pairKey, createdAt }) => ({ pairKey, at: createdAt }));
  }

  /** The ids of the person's running matches. Each match is a circle of two people. */
  async idsOf(person: Person): Promise<string[]> {
    return (await this.#parts.matchStore.findRunning(person)).map(({ _id }) => _id);
  }

  /** Both people of a running match; empty if it has ended. */
  async members(tenantId: string, matchId: string): Promise<readonly string[]> {
    return (await this.#parts.matchStore.findRunningById(tenantId, matchId))?.personIds ?? [];
  }

  /** Returns a running match of the actor. @throws NotFoundError */
  async getRunning({ tenantId, personId }: Actor, matchId: string): Promise<RunningMatch> {
    const match = await this.#parts.matchStore.findMine({ tenantId, personId }, matchId);
    if (!match || match.endedAt !== null) throw new NotFoundError('This match does not exist. It may have ended.');
    return { tenantId, matchId, conversationId: match.conversationId, personIds: pairOf(match) };
  }

  /** The topic that led to a running match; null if there was none, it was deleted or the match has ended. */
  async topicOf(tenantId: string, matchId: string) {
    const match = await this.#parts.matchStore.findRunningById(tenantId, matchId);
    return match?.topicId ? this.#parts.topicStore.find(tenantId, match.topicId) : null;
  }

  /** How many running matches the person has made after `since`, counted up to `max`. A block ends a match. */
  countNew(person: Person, news: { since: Date; max: number }): Promise<number> {
    return this.#parts.matchStore.countNew(person, news);
  }

  /** Running matches of the actor, newest first. */
  async list(actor: Actor, query: PageQuery): Promise<Page<Match>> {
    const { personId } = actor;
    const { matchStore, blockList } = this.#parts;
    const [blocked, { docs, nextCursor }] = await Promise.all([
      blockList.blockedWith(actor),
      matchStore.pageOfRunning(actor, query),
    ]);
    const visible = docs.filter((match) => !blocked.has(otherOf(match, personId)));
    return { items: await this.#view(actor, visible), nextCursor };
  }

  /** A match as the reader, who is one of the two people, sees it. */
  async viewOf(match: MatchDoc, readerId: string): Promise<Match> {
    const [view] = await this.#view({ tenantId: match.tenantId, personId: readerId }, [match]);
    if (!view) throw new NotFoundError('This match does not exist. It may have ended.');
    return view;
  }

  /**
   * Ends a match of the actor: closes the conversation and removes the interest of the two in each other's topics.
   * Idempotent. @throws NotFoundError
   */
  async end(actor: Actor, matchId: string): Promise<void> {
    const match = await this.#parts.matchStore.findMine(actor, matchId);
    if (!match) throw new NotFoundError('This match does not exist. It may have ended.');
    await this.#end(match);
  }

  /** Removes the interest of the two people in each other's topics, and ends their match if it is running. */
  async endBetween(person: Person, otherId: string): Promise<void> {
    await this.#parts.interestStore.removeBetween(person, otherId);
    const match = await this.#parts.matchStore.findOf(person, otherId);
    if (match) await this.#end(match);
  }

  /** Ends all matches of a person whose account is deleted. */
  async erasePerson(person: Person): Promise<void> {
    const running = await this.#parts.matchStore.findRunning(person);
    await Promise.all(running.map((match) => this.#end(match)));
  }

  async #end(match: MatchDoc): Promise<void> {
    const { matchStore, interestStore, events } = this.#parts;
    const { _id, tenantId, personIds, conversationId } = match;
    // Remove the interest first: after a crash in between, the match is still running, so the next call tries again.
    const [personId, otherId] = pairOf(match);
    if (match.endedAt === null) await interestStore.removeBetween({ tenantId, personId }, otherId);
    const hasEnded = await matchStore.end(match, this.#parts.clock.date());
    await this.#settle(tenantId, [personId, otherId]);
    if (!hasEnded) return;
    this.#announceCircle(match);
    events.announce('matchEnded', { tenantId, personIds, matchId: _id, conversationId });
  }

  #announceCircle({ tenantId, _id, personIds }: MatchDoc): void {
    this.#parts.events.announce('circlesChanged', { tenantId, circle: circleName('match', _id), personIds });
  }

  /**
   * Opens or closes the conversation so that it agrees with the match. Re-checks after each change: if one call creates
   * the match while another ends it, the later call sees what the earlier one wrote.
   */
  async #settle(
    tenantId: string,
    personIds: readonly [string, string],
    newFor: readonly string[] = [],
  ): Promise<MatchDoc> {
    let match = await this.#get(tenantId, personIds);
    for (;;) {
      await this.#applyToConversation(match, newFor);
      const after = await this.#get(tenantId, personIds);
      const isSettled = (after.endedAt === null) === (match.endedAt === null);
      match = after;
      if (isSettled) return match;
    }
  }

  async #applyToConversation(match: MatchDoc, newFor: readonly string[]): Promise<void> {
    const { conversations, topicStore } = this.#parts;
    const { tenantId, conversationId, topicId } = match;
    if (match.endedAt !== null) {
      await conversations.close(tenantId, conversationId);
      return;
    }
    const topic = topicId ? await topicStore.find(tenantId, topicId) : null;
    await conversations.ensureMatchConversation({
      tenantId,
      conversationId,
      matchId: match._id,
      personIds: pairOf(match),
      topic: topic && toConversationTopic(topic),
      matchedAt: match.createdAt,
      newFor,
    });
  }

  async #announceCreated(match: MatchDoc): Promise<void> {
    const views = match.personIds.map(async (personId) => ({ personId, match: await this.viewOf(match, personId) }));
    this.#parts.events.announce('matchCreated', await Promise.all(views));
  }

  /** Notifies only the other person, who may be away: the initiator sees the result of the call. */
  async #notifyOther(match: MatchDoc, initiatorId: string): Promise<void> {
    const { tenantId, _id: matchId, conversationId, createdAt } = match;
    await this.#parts.notifications.notify({
      tenantId,
      personIds: [otherOf(match, initiatorId)],
      kind: 'match_created',
      key: `match:${matchId}`,
      // A revived match is another one.
      occasion: String(createdAt.getTime()),
      byId: initiatorId,
      data: { personId: initiatorId, matchId, conversationId },
    });
  }

  async #view({ tenantId, personId: readerId }: Person, matches: readonly MatchDoc[]): Promise<Match[]> {
    const { profiles, topicStore } = this.#parts;
    const otherIds = matches.map((match) => otherOf(match, readerId));
    const topicIds = matches.flatMap((match) => match.topicId ?? []);
    const [people, topics] = await Promise.all([
      profiles.summaries(tenantId, otherIds),
      topicStore.findAll(tenantId, topicIds),
    ]);
    return matches.flatMap((match) => {
      const person = people.get(otherOf(match, readerId));
      const topic = topics.get(match.topicId ?? '');
      if (!person) return [];
      return {
        id: match._id,
        person,
        topic: topic ? { id: topic._id, title: topic.title } : null,
        conversationId: match.conversationId,
        createdAt: match.createdAt.toISOString(),
      };
    });
  }

  async #get(tenantId: string, [a, b]: readonly [string, string]): Promise<MatchDoc> {
    const match = await this.#parts.matchStore.findOf({ tenantId, personId: a }, b);
    if (!match) throw new Error('A stored match is missing');
    return match;
  }
}

function toConversationTopic({ _id: id, ownerId, title, body, kind, tags, language }: StoredTopic): ConversationTopic {
  return { id, ownerId, title, body, kind, tags, language };
}
