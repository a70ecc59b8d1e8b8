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
import { Remembered, tenantKey } from '../kernel/remembered.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ConversationDoc, ConversationTopic } from './conversation-model.ts';

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
  /** Decides whether someone outside a room may read its conversation. */
  hooks: Pick<Hooks, 'seesRoom'>;
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

  /** Creates or reopens the conversation of two people. Idempotent. */
  async ensureMatch(match: {
    tenantId: string;
    conversationId: string;
    matchId: string;
    personIds: readonly string[];
    topic: ConversationTopic | null;
  }): Promise<void> {
    const { tenantId, conversationId, matchId: subjectId, personIds, topic } = match;
    const fixed = { kind: 'match' as const, personIds: [...personIds], roomId: null };
    // A copy of the card, so that the conversation still shows it after the card is deleted. Without a card the last copy stays.
    const parts = topic
      ? { changing: { subjectId, topic }, fixed }
      : { changing: { subjectId }, fixed: { ...fixed, topic } };
    await this.#ensure(tenantId, conversationId, parts);
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

  /** Makes the conversation read-only. */
  async close(tenantId: string, conversationId: string): Promise<void> {
    const before = await this.#options.conversations
      .findOneAndUpdate({ _id: conversationId, tenantId }, { $set: { state: 'closed' } })
      .lean<ConversationDoc>();
    this.#options.events.announce('conversationChanged', { tenantId, conversationId });
    if (before?.circle && before.state === 'open')
      await this.#announceToCircle(tenantId, conversationId, before.circle);
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
    const [members, blocked] = await Promise.all([
      this.#options.circles.members(tenantId, circle),
      this.#options.blocks.blockedWith({ tenantId, personId }),
    ]);
    return { kind: 'people', personIds: [...members], apartIds: [...blocked].filter((id) => members.has(id)) };
  }

  /** @throws NotFoundError, also if the conversation exists but this person must not see it. */
  async getReadable(actor: Actor, conversationId: string): Promise<ConversationDoc> {
    const found = await this.find(actor.tenantId, conversationId);
    if (found && (await this.#mayRead(actor, found))) return found;
    throw new NotFoundError('This conversation does not exist, or you cannot see it.');
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
      throw new ForbiddenError(
        'not_in_room',
        'Only people in the room can read and write its chat. Join the room first.',
      );
    }
    return found;
  }

  async #mayRead(actor: Actor, conversation: ConversationDoc): Promise<boolean> {
    const { kind, personIds, roomId, circle } = conversation;
    if (circle) return this.#options.circles.sees(actor, circle);
    if (kind === 'room') {
      return (
        this.#isInside(conversation._id, actor.personId) ||
        (roomId !== null && this.#options.hooks.seesRoom(actor, roomId))
      );
    }
    if (!personIds.includes(actor.personId)) return false;
    const blocked = await this.#options.blocks.blockedWith(actor);
    return !personIds.some((personId) => blocked.has(personId));
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

interface EnsuredFields {
  /** Written on every call. */
  changing?: Partial<Pick<ConversationDoc, 'topic' | 'title' | 'subjectId'>>;
  /** Written only when the conversation is created. */
  fixed: Partial<ConversationDoc>;
}
