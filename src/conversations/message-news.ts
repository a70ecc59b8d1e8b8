/** What people have not read, for notifications about messages. */
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { ConversationDirectory } from './conversation-directory.ts';
import type { ConversationDoc } from './conversation-model.ts';
import { type MessageDoc, unreadFilter } from './messages/message-model.ts';
import { type MessageReader, placeOf, removedIn } from './messages/message-reader.ts';
import type { Mutes } from './mutes.ts';
import type { ReadMarks } from './read-marks.ts';

/** A conversation whose people may have unread messages. */
export interface WaitingConversation {
  kind: 'match' | 'meal' | 'channel';
  /** Everyone who can read it. */
  personIds: readonly string[];
}

/** Unread messages of one person in one conversation that may be notified. */
export interface MessageNews {
  conversationId: string;
  kind: 'match' | 'meal' | 'channel';
  /** Set for meals and channels. */
  title: string | null;
  /** At most `wireLimits.unreadMessages`. */
  count: number;
  /** Who wrote them, each once, in the order of their first message. */
  senderIds: readonly string[];
  first: { createdAt: Date };
  last: { seq: number; senderId: string; text: string; createdAt: Date };
}

export interface MessageNewsOptions {
  messages: Model<MessageDoc>;
  directory: ConversationDirectory;
  reader: MessageReader;
  marks: ReadMarks;
  mutes: Mutes;
  circles: Circles;
  blocks: BlockList;
  clock: Clock;
}

export class MessageNewsReader {
  readonly #options: MessageNewsOptions;

  constructor(options: MessageNewsOptions) {
    this.#options = options;
  }

  /** Null for conversations of rooms, closed ones and those that do not exist. */
  async find(tenantId: string, conversationId: string): Promise<WaitingConversation | null> {
    const { directory, circles } = this.#options;
    const found = await directory.find(tenantId, conversationId);
    if (!found || !isNotified(found)) return null;
    const { kind, circle } = found;
    return { kind, personIds: circle ? [...(await circles.members(tenantId, circle))] : found.personIds };
  }

  /**
   * The unread messages after `afterSeq`, up to `toSeq`. Null if there are none, or none that may be notified: the conversation is muted or
   * closed, the person cannot see it, or the messages are of people in a block with the person or from a time when it was muted.
   */
  async of(
    person: Person,
    conversationId: string,
    { afterSeq = 0, toSeq = Number.MAX_SAFE_INTEGER }: { afterSeq?: number; toSeq?: number } = {},
  ): Promise<MessageNews | null> {
    const { directory, reader, marks, mutes, clock } = this.#options;
    const { tenantId, personId } = person;
    const found = await directory.find(tenantId, conversationId);
    if (!found || !isNotified(found) || !(await this.#canSee(person, found))) return null;
    const [read, lastSeq, quietUntil] = await Promise.all([
      marks.of(tenantId, [conversationId], [personId]),
      reader.lastSeq(placeOf(found)),
      mutes.quietUntil(person, conversationId),
    ]);
    const lastReadSeq = read.get(conversationId)?.get(personId)?.seq ?? 0;
    const fromSeq = Math.max(afterSeq, lastReadSeq, removedIn(placeOf(found))) + 1;
    if (quietUntil === 'always' || (quietUntil && quietUntil > clock.date()) || fromSeq > lastSeq) return null;
    const unread = await this.#unread(person, found, {
      fromSeq,
      toSeq: Math.min(toSeq, lastSeq),
      since: quietUntil,
    });
    const [last] = unread;
    const first = unread.at(-1);
    if (!first || !last) return null;
    const { kind, title = null } = found;
    const senderIds = [...new Set(unread.map(({ senderId }) => senderId).reverse())];
    const { seq, senderId, text, createdAt } = last;
    const ends = { first: { createdAt: first.createdAt }, last: { seq, senderId, text, createdAt } };
    return { conversationId, kind, title, count: unread.length, senderIds, ...ends };
  }

  /** Newest first, at most `wireLimits.unreadMessages`. */
  async #unread(
    person: Person,
    { _id: conversationId, circle = null }: ConversationDoc,
    { fromSeq, toSeq, since }: { fromSeq: number; toSeq: number; since: Date | null },
  ): Promise<MessageDoc[]> {
    const { tenantId, personId } = person;
    const withheldIds = await this.#options.blocks.hiddenFrom(person, circle);
    return this.#options.messages
      .find({
        ...unreadFilter({ tenantId, conversationId }, { personId, withheldIds }, { fromSeq, toSeq }),
        ...(since && { createdAt: trusted({ $gte: since }) }),
      })
      .sort({ _id: -1 })
      .limit(wireLimits.unreadMessages)
      .lean<MessageDoc[]>()
      .exec();
  }

  async #canSee(person: Person, { personIds, circle }: ConversationDoc): Promise<boolean> {
    if (circle) return this.#options.circles.sees(person, circle);
    if (!personIds.includes(person.personId)) return false;
    const blocked = await this.#options.blocks.blockedWith(person);
    return !personIds.some((id) => blocked.has(id));
  }

  /** How far the person has read these conversations; without those that were never opened. */
  async readSeqs({ tenantId, personId }: Person, conversationIds: readonly string[]): Promise<Map<string, number>> {
    const marks = await this.#options.marks.of(tenantId, conversationIds, [personId]);
    return new Map([...marks].flatMap(([id, of]) => [...of.values()].map(({ seq }) => [id, seq] as const)));
  }

  /**
   * The conversations of the messages that were stored last: at most `max` messages, back to `spanMs` before the newest one.
   * The newest one is the one that was stored last. Messages of a time when the clock was ahead may have later times.
   */
  async recent(spanMs: number, max: number): Promise<{ tenantId: string; conversationId: string }[]> {
    const newest = await this.#options.messages
      // Backwards in the order of storing, which needs no index.
      .find({}, { tenantId: 1, conversationId: 1, createdAt: 1 })
      .sort({ $natural: -1 })
      .limit(max)
      .lean<MessageDoc[]>();
    const [last] = newest;
    if (!last) return [];
    const since = last.createdAt.getTime() - spanMs;
    const recent = newest.filter(({ createdAt }) => createdAt.getTime() >= since);
    const places = recent.map(
      ({ tenantId, conversationId }) => [conversationId, { tenantId, conversationId }] as const,
    );
    return [...new Map(places).values()];
  }
}

type NotifiedConversation = ConversationDoc & { kind: MessageNews['kind'] };

/** Rooms are not notified: their chat is for those inside. */
function isNotified(conversation: ConversationDoc): conversation is NotifiedConversation {
  return conversation.kind !== 'room' && conversation.state === 'open';
}
