/** Which conversations there are, whose they are, and who may write: read for every message, so it is kept in memory. */

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

/** So many of the messages that were hidden last are told to whoever comes back. */
const HIDDEN_SEQS = 200;

/** A conversation of the people of a circle. */
export interface CircleConversation {
  tenantId: string;
  conversationId: string;
  kind: 'meal' | 'channel';
  circle: CircleName;
  title: string;
  /** The meal or the community that it belongs to. */
  subjectId: string;
}

export interface ConversationDirectoryOptions {
  conversations: Model<ConversationDoc>;
  blocks: BlockList;
  circles: Circles;
  /** Asked whether the text of a room may be shown to people who are not inside. */
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

  /** Reads the conversation again when it is asked for next. */
  forget({ tenantId, conversationId }: { tenantId: string; conversationId: string }): void {
    this.#cache.forget(tenantKey(tenantId, conversationId));
  }

  /** Opens the conversation of two people, or opens it again. Doing so twice changes nothing. */
  async ensureMatch(match: {
    tenantId: string;
    conversationId: string;
    matchId: string;
    personIds: readonly string[];
    topic: ConversationTopic | null;
  }): Promise<void> {
    const { tenantId, conversationId, matchId: subjectId, personIds, topic } = match;
    const fixed = { kind: 'match' as const, personIds: [...personIds], roomId: null };
    // The card as it was when it was last there: one that is deleted later stays.
    const parts = topic
      ? { changing: { subjectId, topic }, fixed }
      : { changing: { subjectId }, fixed: { ...fixed, topic } };
    await this.#ensure(tenantId, conversationId, parts);
  }

  /** Makes the conversation of a room. Doing so twice changes nothing. */
  async ensureRoom({ tenantId, conversationId, roomId }: { tenantId: string; conversationId: string; roomId: string }) {
    await this.#ensure(tenantId, conversationId, { fixed: { kind: 'room', personIds: [], topic: null, roomId } });
  }

  /** Opens the conversation of a circle, or opens it again, under this title. Doing so twice changes nothing. */
  async ensureCircle({ tenantId, conversationId, kind, circle, title, subjectId }: CircleConversation): Promise<void> {
    const fixed = { kind, personIds: [], topic: null, roomId: null, circle, subjectId };
    if (await this.#ensure(tenantId, conversationId, { changing: { title }, fixed })) {
      await this.#tellCircle(tenantId, conversationId, circle);
    }
  }

  /** From now on it can be read, not written. */
  async close(tenantId: string, conversationId: string): Promise<void> {
    const before = await this.#options.conversations
      .findOneAndUpdate({ _id: conversationId, tenantId }, { $set: { state: 'closed' } })
      .lean<ConversationDoc>();
    this.#options.events.announce('conversationChanged', { tenantId, conversationId });
    if (before?.circle && before.state === 'open') await this.#tellCircle(tenantId, conversationId, before.circle);
  }

  /** A message of it was hidden: whoever comes back is told so, as long as it is among the last that were. */
  async noteHidden(tenantId: string, conversationId: string, seq: number): Promise<void> {
    const newest = { $push: { hiddenSeqs: { $each: [seq], $slice: -HIDDEN_SEQS } } };
    const isNews = { _id: conversationId, tenantId, hiddenSeqs: trusted({ $ne: seq }) };
    await this.#options.conversations.updateOne(isNews, newest);
    this.#options.events.announce('conversationChanged', { tenantId, conversationId });
  }

  /** This person is inside the room now and may write. Only this process needs to know: the person's sockets are here. */
  admit(conversationId: string, personId: string): void {
    const inside = this.#inside.get(conversationId) ?? new Set();
    this.#inside.set(conversationId, inside.add(personId));
  }

  dismiss(conversationId: string, personId: string): void {
    const inside = this.#inside.get(conversationId);
    inside?.delete(personId);
    if (inside?.size === 0) this.#inside.delete(conversationId);
  }

  /** Whom the announcements reach of what this person does in a conversation; nothing is read but what is kept in memory. */
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

  /** @throws NotFoundError also where the conversation is someone else's. */
  async getReadable(actor: Actor, conversationId: string): Promise<ConversationDoc> {
    const found = await this.find(actor.tenantId, conversationId);
    if (found && (await this.#mayRead(actor, found))) return found;
    throw new NotFoundError('This conversation does not exist, or you cannot see it.');
  }

  /** @throws NotFoundError as above; ForbiddenError where it may be read, not written. */
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

  /** A conversation of the tenant, whoever may see it. */
  find(tenantId: string, conversationId: string): Promise<ConversationDoc | null> {
    const { conversations } = this.#options;
    return this.#cache.get(tenantKey(tenantId, conversationId), async () => {
      const found = await conversations.findOne({ _id: conversationId, tenantId }).lean<ConversationDoc>();
      // A conversation that does not exist yet may be created at any moment.
      if (!found) this.forget({ tenantId, conversationId });
      return found;
    });
  }

  async #tellCircle(tenantId: string, conversationId: string, circle: string): Promise<void> {
    const personIds = [...(await this.#options.circles.members(tenantId, circle))];
    this.#options.events.announce('circleConversationChanged', { conversationId, personIds });
  }

  /** Whether it was not just so before. */
  async #ensure(tenantId: string, conversationId: string, { changing, fixed }: EnsuredFields): Promise<boolean> {
    const now = this.#options.clock.date();
    const update = {
      $set: { state: 'open', ...changing } as const,
      $setOnInsert: { ...fixed, createdAt: now, activeAt: now },
    };
    const { modifiedCount, upsertedCount } = await upsertOnce(() =>
      this.#options.conversations.updateOne({ _id: conversationId, tenantId }, update, { upsert: true }),
    );
    const isNews = modifiedCount + upsertedCount > 0;
    if (isNews) this.#options.events.announce('conversationChanged', { tenantId, conversationId });
    return isNews;
  }
}

interface EnsuredFields {
  /** Brought in line each time. */
  changing?: Partial<Pick<ConversationDoc, 'topic' | 'title' | 'subjectId'>>;
  /** Written once. */
  fixed: Partial<ConversationDoc>;
}
