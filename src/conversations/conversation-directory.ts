/** Finds conversations and checks who may read and write them. Every message needs this, so conversations are cached. */

import type { Model } from 'mongoose';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import type { CircleName, Circles } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Audience, Events } from '../kernel/events.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import { Remembered, tenantKey } from '../kernel/remembered.ts';
import type { BlockList } from '../people-lists/index.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { ConversationDoc, ConversationTopic, ReadableConversation } from './conversation-model.ts';
import type { Visits } from './visits.ts';

/** At most this many of the most recently hidden messages are reported to clients that reconnect. */
const HIDDEN_SEQS = 200;

/** A conversation of the people of a circle. */
export interface CircleConversation {
  tenantId: string;
  conversationId: string;
  kind: 'meal' | 'channel';
  circle: CircleName;
  title: string;
  /** Id of the meal or the community. */
  subjectId: string;
}

export interface ConversationDirectoryOptions {
  conversations: Model<ConversationDoc>;
  blocks: BlockList;
  circles: Circles;
  hooks: Pick<Hooks, 'seesRoom' | 'circleOfRoom'>;
  visits: Pick<Visits, 'lastSeenBy'>;
  events: Events;
  clock: Clock;
}

export class ConversationDirectory {
  readonly #options: ConversationDirectoryOptions;
  readonly #cache = new Remembered<ConversationDoc | null>();
  /** People inside the rooms of this process, under the id of the room's conversation. */
  readonly #inside = new Map<string, Set<string>>();

  constructor(options: ConversationDirectoryOptions) {
    this.#options = options;
  }

  /** Removes the conversation from the cache. */
  forget({ tenantId, conversationId }: { tenantId: string; conversationId: string }): void {
    this.#cache.forget(tenantKey(tenantId, conversationId));
  }

  /** Removes the conversation from the caches of all processes. */
  forgetEverywhere(conversation: { tenantId: string; conversationId: string }): void {
    this.#options.events.announce('conversationChanged', conversation);
  }

  /** Empties the cache. */
  forgetAll(): void {
    this.#cache.forgetAll();
  }

  /** Creates or reopens the conversation of two people. Idempotent. */
  async ensureMatch(match: {
    tenantId: string;
    conversationId: string;
    matchId: string;
    personIds: readonly string[];
    topic: ConversationTopic | null;
    matchedAt: Date;
    /** The people who did not make the match, and should find it. */
    newFor: readonly string[];
  }): Promise<void> {
    const { tenantId, conversationId, matchId: subjectId, personIds, topic } = match;
    const fixed = { kind: 'match' as const, personIds: [...personIds], roomId: null };
    // A copy of the card, so that the conversation still shows it after the card is deleted. Without a card the last copy stays.
    const parts = topic
      ? { changing: { subjectId, topic }, fixed }
      : { changing: { subjectId }, fixed: { ...fixed, topic } };
    await this.#ensure(tenantId, conversationId, parts);
    const { matchedAt, newFor } = match;
    // Once for each match, so that a repeated call does not make an opened one new again.
    const { modifiedCount } = await this.#options.conversations.updateOne(
      { _id: conversationId, tenantId, matchedAt: trusted({ $ne: matchedAt }) },
      { $set: { matchedAt, newFor: [...newFor] } },
    );
    if (modifiedCount > 0) this.#options.events.announce('conversationChanged', { tenantId, conversationId });
  }

  /** The match is no longer new to this person, who has opened it. */
  async noteOpened({ tenantId, personId }: Person, conversationId: string): Promise<void> {
    await this.#options.conversations.updateOne({ _id: conversationId, tenantId }, { $pull: { newFor: personId } });
    const { events } = this.#options;
    events.announce('conversationChanged', { tenantId, conversationId });
    events.announce('conversationChangedForMe', { personId, conversationId });
  }

  /** Creates the conversation of a room. Idempotent. */
  async ensureRoom({ tenantId, conversationId, roomId }: { tenantId: string; conversationId: string; roomId: string }) {
    await this.#ensure(tenantId, conversationId, { fixed: { kind: 'room', personIds: [], topic: null, roomId } });
  }

  /** Creates or reopens the conversation of a circle, and sets its title. Idempotent. */
  async ensureCircle({ tenantId, conversationId, kind, circle, title, subjectId }: CircleConversation): Promise<void> {
    const fixed = { kind, personIds: [], topic: null, roomId: null, circle, subjectId };
    if (await this.#ensure(tenantId, conversationId, { changing: { title }, fixed })) {
      await this.#announceToCircle(tenantId, conversationId, circle);
    }
  }

  /** Ids of the conversations of these circles. */
  async idsOfCircles(tenantId: string, circles: readonly string[]): Promise<string[]> {
    if (circles.length === 0) return [];
    const filter = { tenantId, circle: trusted({ $in: [...circles] }) };
    const found = await this.#options.conversations.find(filter, { _id: 1 }).lean();
    return found.map(({ _id }) => _id);
  }

  /** When something was written last in the conversations of a circle; null if it has none. */
  async lastActiveIn(tenantId: string, circle: string): Promise<Date | null> {
    const { conversations } = this.#options;
    const [last] = await conversations
      .find({ tenantId, circle }, { activeAt: 1 })
      .sort({ activeAt: -1 })
      .limit(1)
      .lean();
    return last?.activeAt ?? null;
  }

  /** Ids of the conversations of all circles of a person. */
  async idsOfPerson(person: Person): Promise<string[]> {
    return this.idsOfCircles(person.tenantId, [...(await this.#options.circles.of(person))]);
  }

  /** Makes the conversation read-only. */
  async close(tenantId: string, conversationId: string): Promise<void> {
    const before = await this.#options.conversations
      .findOneAndUpdate({ _id: conversationId, tenantId }, { $set: { state: 'closed' } })
      .lean<ConversationDoc>();
    this.#options.events.announce('conversationChanged', { tenantId, conversationId });
    if (before?.circle && before.state === 'open')
      await this.#announceToCircle(tenantId, conversationId, before.circle);
  }

  async remove(tenantId: string, conversationId: string): Promise<void> {
    const removed = await this.#options.conversations
      .findOneAndDelete({ _id: conversationId, tenantId })
      .lean<ConversationDoc>();
    this.#options.events.announce('conversationChanged', { tenantId, conversationId });
    if (removed?.circle) await this.#announceToCircle(tenantId, conversationId, removed.circle);
  }

  /** Records a hidden message for clients that reconnect later. Only the latest `HIDDEN_SEQS` are kept. */
  async noteHidden(tenantId: string, conversationId: string, seq: number): Promise<void> {
    const newest = { $push: { hiddenSeqs: { $each: [seq], $slice: -HIDDEN_SEQS } } };
    const withoutSeq = { _id: conversationId, tenantId, hiddenSeqs: trusted({ $ne: seq }) };
    await this.#options.conversations.updateOne(withoutSeq, newest);
    this.#options.events.announce('conversationChanged', { tenantId, conversationId });
  }

  /** Lets a person who has joined the room read and write. Kept in this process only, because the person's sockets are here. */
  admit(conversationId: string, personId: string): void {
    const inside = this.#inside.get(conversationId) ?? new Set();
    this.#inside.set(conversationId, inside.add(personId));
  }

  dismiss(conversationId: string, personId: string): void {
    const inside = this.#inside.get(conversationId);
    inside?.delete(personId);
    if (inside?.size === 0) this.#inside.delete(conversationId);
  }

  /** The people who receive events about what this person does in a conversation. Uses the caches of circles and blocks. */
  async audienceOf(conversation: ConversationDoc, personId: string): Promise<Audience> {
    const { tenantId, kind, personIds, roomId, circle } = conversation;
    if (kind === 'room') return { kind: 'room', roomId: roomId ?? '' };
    if (!circle) return { kind: 'people', personIds };
    const members = await this.#options.circles.members(tenantId, circle);
    const apartIds = await this.apartFrom(conversation, personId);
    return { kind: 'people', personIds: [...members], apartIds };
  }

  /** The people whom a block keeps from the words and reactions of this person. In a room, its process knows who is there. */
  async apartFrom({ tenantId, circle }: ConversationDoc, personId: string): Promise<string[]> {
    if (!circle) return [];
    const members = await this.#options.circles.members(tenantId, circle);
    return this.#options.blocks.apartFrom({ tenantId, personId }, circle, members);
  }

  /** The people who learn how far this person has read: only the person's own devices if there are too many people. */
  async receiptAudienceOf(conversation: ConversationDoc, personId: string): Promise<Audience> {
    const audience = await this.audienceOf(conversation, personId);
    const isLarge = audience.kind === 'people' && audience.personIds.length > wireLimits.receiptPeople;
    return isLarge ? { kind: 'people', personIds: [personId] } : audience;
  }

  /**
   * @throws NotFoundError, also if the conversation exists but this person must not see it; ForbiddenError `not_in_room` for the
   * text of a public room
   */
  async getReadable(actor: Actor, conversationId: string): Promise<ReadableConversation> {
    const found = await this.find(actor.tenantId, conversationId);
    const readable = found && (await this.#readableBy(actor, found));
    if (readable) return readable;
    const error = new NotFoundError('This conversation does not exist, or you cannot see it.');
    throw found ? error.about({ isHidden: true }) : error;
  }

  /** @throws NotFoundError like `getReadable`; ForbiddenError if the person may read but not write. */
  async getWritable(actor: Actor, conversationId: string): Promise<ConversationDoc> {
    const found = await this.getReadable(actor, conversationId);
    if (found.state === 'closed') {
      throw new ForbiddenError(
        'conversation_closed',
        'This conversation has ended. You can read it, but not write in it.',
      );
    }
    if (found.kind === 'room' && !this.#isInside(conversationId, actor.personId)) {
      throw notInRoom();
    }
    return found;
  }

  async #readableBy(actor: Actor, conversation: ConversationDoc): Promise<ReadableConversation | null> {
    if (conversation.kind === 'room') return this.#roomReadableBy(actor, conversation);
    return (await this.#mayRead(actor, conversation)) ? conversation : null;
  }

  async #mayRead(actor: Actor, { personIds, circle }: ConversationDoc): Promise<boolean> {
    if (circle) return this.#options.circles.sees(actor, circle);
    if (!personIds.includes(actor.personId)) return false;
    const blocked = await this.#options.blocks.blockedWith(actor);
    return !personIds.some((personId) => blocked.has(personId));
  }

  /**
   * The text of a room is for the people of its circle, otherwise for those who are or were inside; after it has closed, up to
   * where they left.
   */
  async #roomReadableBy(actor: Actor, conversation: ConversationDoc): Promise<ReadableConversation | null> {
    const { _id, tenantId, roomId, state } = conversation;
    const { hooks, visits } = this.#options;
    if (this.#isInside(_id, actor.personId)) return conversation;
    if (roomId === null || !(await hooks.seesRoom(actor, roomId))) return null;
    if (await hooks.circleOfRoom(tenantId, roomId)) return conversation;
    const toSeq = await visits.lastSeenBy(actor, _id);
    if (toSeq === null) throw notInRoom();
    return state === 'open' ? conversation : { ...conversation, toSeq };
  }

  #isInside(conversationId: string, personId: string): boolean {
    return this.#inside.get(conversationId)?.has(personId) ?? false;
  }

  /** Finds a conversation of the tenant without checking access; null if it does not exist. */
  find(tenantId: string, conversationId: string): Promise<ConversationDoc | null> {
    const { conversations } = this.#options;
    return this.#cache.get(tenantKey(tenantId, conversationId), async () => {
      const found = await conversations.findOne({ _id: conversationId, tenantId }).lean<ConversationDoc>();
      // A conversation that does not exist yet may be created at any moment.
      if (!found) this.forget({ tenantId, conversationId });
      return found;
    });
  }

  async #announceToCircle(tenantId: string, conversationId: string, circle: string): Promise<void> {
    const personIds = [...(await this.#options.circles.members(tenantId, circle))];
    this.#options.events.announce('circleConversationChanged', { conversationId, personIds });
  }

  /** Creates or updates the conversation; returns whether anything changed. */
  async #ensure(tenantId: string, conversationId: string, { changing, fixed }: EnsuredFields): Promise<boolean> {
    const now = this.#options.clock.date();
    const update = {
      $set: { state: 'open', ...changing } as const,
      $setOnInsert: { ...fixed, createdAt: now, activeAt: now },
    };
    const { modifiedCount, upsertedCount } = await upsertOnce(() =>
      this.#options.conversations.updateOne({ _id: conversationId, tenantId }, update, { upsert: true }),
    );
    const hasChanged = modifiedCount + upsertedCount > 0;
    if (hasChanged) this.#options.events.announce('conversationChanged', { tenantId, conversationId });
    return hasChanged;
  }
}

function notInRoom(): ForbiddenError {
  return new ForbiddenError('not_in_room', 'Only people in the room can read and write its chat. Join the room first.');
}

interface EnsuredFields {
  /** Written on every call. */
  changing?: Partial<Pick<ConversationDoc, 'topic' | 'title' | 'subjectId'>>;
  /** Written only when the conversation is created. */
  fixed: Partial<ConversationDoc>;
}
