/** Matches: two people who both want to talk, with one conversation however often and however simultaneously they press. */

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

/** A card as its conversation keeps it. */
type ConversationCard = Pick<Topic, 'id' | 'title' | 'body' | 'kind' | 'tags' | 'language'> & { ownerId: string };

type StoredCard = Omit<ConversationCard, 'id'> & { _id: string };

/** What a match needs of the conversations. Both may be called any number of times. */
export interface MatchConversations {
  /** Makes the conversation, or opens it again. */
  ensureMatchConversation(conversation: {
    tenantId: string;
    conversationId: string;
    matchId: string;
    personIds: readonly [string, string];
    topic: ConversationCard | null;
  }): Promise<unknown>;
  close(tenantId: string, conversationId: string): Promise<unknown>;
}

/** What others need of a match. */
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

/** Of someone with very many matches, so many are looked at for people in common. */
const PARTNERS = 50;

export class MatchService {
  readonly #parts: MatchServiceOptions;

  constructor(parts: MatchServiceOptions) {
    this.#parts = parts;
  }

  /**
   * "Let's talk", by a topic's owner, with someone interested in it. Pressing again gives the same match.
   * @throws NotFoundError where the topic cannot be seen or the person is not interested (any more)
   * @throws ForbiddenError for a topic of someone else
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
   * Makes two people a match, or gives the one they have; `isNew` says whether this call made or revived it, and only
   * then it is announced. On every call the conversation is brought in line, which mends what a crash cut short.
   * @throws NotFoundError when a block stands between the two
   */
  async pair(pairing: Pairing): Promise<{ match: MatchDoc; isNew: boolean }> {
    const { matchStore, blockList } = this.#parts;
    const { tenantId, personIds } = pairing;
    const isNew = await matchStore.pair(pairing, this.#parts.clock.date());
    // A block that was made meanwhile ended the matches it saw, which may have been none yet: whoever is later looks.
    const [personId, otherId] = personIds;
    if (await blockList.isBlockedNow({ tenantId, personId }, otherId)) {
      await this.endBetween({ tenantId, personId }, otherId);
      throw new NotFoundError('This person does not exist, or you cannot see them.');
    }
    await this.#parts.interestStore.markMatched(tenantId, personIds);
    const match = await this.#settle(tenantId, personIds);
    if (isNew) this.#announceCircle(match);
    if (isNew && match.endedAt === null) {
      await this.#announceCreated(match);
      if (!pairing.suppressNotification) await this.#notifyOther(match, personId);
    }
    return { match, isNew };
  }

  /** Which of the people one has a running match with: their ids, and the matches'. */
  async activeWith(person: Person, otherIds: readonly string[]): Promise<Map<string, string>> {
    const others = otherIds.filter((id) => id !== person.personId);
    if (others.length === 0) return new Map();
    const running = await this.#parts.matchStore.findRunningWith(person, others);
    return new Map(running.map((match) => [otherOf(match, person.personId), match._id]));
  }

  /** The conversations of the person's running matches with some people, by the others' ids. */
  async conversationsWith(person: Person, otherIds: readonly string[]): Promise<Map<string, string>> {
    const running = await this.#parts.matchStore.findRunningWith(person, otherIds);
    return new Map(running.map((match) => [otherOf(match, person.personId), match.conversationId]));
  }

  /** Everyone with whom the person has a running match. */
  async partnersOf(person: Person): Promise<string[]> {
    const running = await this.#parts.matchStore.findRunning(person);
    return running.map((match) => otherOf(match, person.personId));
  }

  /** How many of those the person has a match with each other person has one with, too; nobody else is in it. */
  async peopleInCommon({ tenantId, personId }: Person): Promise<ReadonlyMap<string, number>> {
    const partners = new Set((await this.partnersOf({ tenantId, personId })).slice(0, PARTNERS));
    const counts = new Map<string, number>();
    for (const { personIds } of await this.#parts.matchStore.findRunningOfAny(tenantId, [...partners])) {
      for (const id of personIds) {
        const partner = personIds.find((other) => other !== id && partners.has(other));
        if (partner && id !== personId) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** Who of these people had a match with whom, and since when. */
  async among(tenantId: string, personIds: readonly string[]): Promise<{ pairKey: string; at: Date }[]> {
    const found = await this.#parts.matchStore.findAmong(tenantId, personIds);
    return found.map(({ pairKey, createdAt }) => ({ pairKey, at: createdAt }));
  }

  /** The person's running matches, by their ids: each is a circle of two. */
  async idsOf(person: Person): Promise<string[]> {
    return (await this.#parts.matchStore.findRunning(person)).map(({ _id }) => _id);
  }

  /** The two of a running match; nobody where it has ended. */
  async members(tenantId: string, matchId: string): Promise<readonly string[]> {
    return (await this.#parts.matchStore.findRunningById(tenantId, matchId))?.personIds ?? [];
  }

  /** A running match of mine. @throws NotFoundError */
  async getRunning({ tenantId, personId }: Actor, matchId: string): Promise<RunningMatch> {
    const match = await this.#parts.matchStore.findMine({ tenantId, personId }, matchId);
    if (!match || match.endedAt !== null) throw new NotFoundError('This match does not exist. It may have ended.');
    return { tenantId, matchId, conversationId: match.conversationId, personIds: pairOf(match) };
  }

  /** The card that a running match grew from; null once it is deleted. */
  async topicOf(tenantId: string, matchId: string) {
    const match = await this.#parts.matchStore.findRunningById(tenantId, matchId);
    return match?.topicId ? this.#parts.topicStore.find(tenantId, match.topicId) : null;
  }

  /** My running matches, newest first. */
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

  /** A match as this one of the two sees it. */
  async viewOf(match: MatchDoc, readerId: string): Promise<Match> {
    const [view] = await this.#view({ tenantId: match.tenantId, personId: readerId }, [match]);
    if (!view) throw new NotFoundError('This match does not exist. It may have ended.');
    return view;
  }

  /**
   * Ends a match of mine: the conversation is closed, and the interest of the two in each other's topics is gone.
   * Ending it again changes nothing. @throws NotFoundError
   */
  async end(actor: Actor, matchId: string): Promise<void> {
    const match = await this.#parts.matchStore.findMine(actor, matchId);
    if (!match) throw new NotFoundError('This match does not exist. It may have ended.');
    await this.#end(match);
  }

  /** Ends the match of the two, if one runs, and removes their interest in each other's topics in any case. */
  async endBetween(person: Person, otherId: string): Promise<void> {
    await this.#parts.interestStore.removeBetween(person, otherId);
    const match = await this.#parts.matchStore.findOf(person, otherId);
    if (match) await this.#end(match);
  }

  /** Ends all matches of someone who leaves. */
  async erasePerson(person: Person): Promise<void> {
    const running = await this.#parts.matchStore.findRunning(person);
    await Promise.all(running.map((match) => this.#end(match)));
  }

  async #end(match: MatchDoc): Promise<void> {
    const { matchStore, interestStore, events } = this.#parts;
    const { _id, tenantId, personIds, conversationId } = match;
    // Before the match ends, so that a second call after a crash still knows that there is something to remove.
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
   * Opens or closes the conversation as the match stands. Of two callers at odds, the later one sees what the earlier
   * one wrote, because each looks again after it acted.
   */
  async #settle(tenantId: string, personIds: readonly [string, string]): Promise<MatchDoc> {
    let match = await this.#get(tenantId, personIds);
    for (;;) {
      await this.#applyToConversation(match);
      const after = await this.#get(tenantId, personIds);
      const isSettled = (after.endedAt === null) === (match.endedAt === null);
      match = after;
      if (isSettled) return match;
    }
  }

  async #applyToConversation(match: MatchDoc): Promise<void> {
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
      topic: topic && cardOf(topic),
    });
  }

  async #announceCreated(match: MatchDoc): Promise<void> {
    const views = match.personIds.map(async (personId) => ({ personId, match: await this.viewOf(match, personId) }));
    this.#parts.events.announce('matchCreated', await Promise.all(views));
  }

  /** Whoever pressed sees it happen; the other one may be away. */
  async #notifyOther(match: MatchDoc, presserId: string): Promise<void> {
    const { tenantId, _id: matchId, conversationId, createdAt } = match;
    await this.#parts.notifications.notify({
      tenantId,
      personIds: [otherOf(match, presserId)],
      kind: 'match_created',
      // A match that is made again is news again.
      key: `match:${matchId}:${createdAt.getTime()}`,
      data: { personId: presserId, matchId, conversationId },
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
    if (!match) throw new Error('A match that was stored is gone');
    return match;
  }
}

function cardOf({ _id: id, ownerId, title, body, kind, tags, language }: StoredCard): ConversationCard {
  return { id, ownerId, title, body, kind, tags, language };
}
