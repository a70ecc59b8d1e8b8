/**
 * The last `seq` of each conversation that this process writes to. Cached, because reading the next number from the database
 * costs as much as an insert. If another process was faster, the unique index rejects the insert, and the number is read again.
 */
import type { Model } from 'mongoose';
import { boundedCache } from '../../kernel/bounded-cache.ts';
import { between, type MessageDoc } from './message-model.ts';

const REMEMBERED_CONVERSATIONS = 50_000;

/** Reads up to which `seq` the messages of a conversation have been removed; 0 if none were. */
export type RemovedToSeq = (tenantId: string, conversationId: string) => Promise<number>;

export class Sequence {
  readonly #messages: Model<MessageDoc>;
  readonly #removedToSeq: RemovedToSeq;
  readonly #lastSeqs = boundedCache<number>(REMEMBERED_CONVERSATIONS);

  constructor({ messages, removedToSeq }: { messages: Model<MessageDoc>; removedToSeq: RemovedToSeq }) {
    this.#messages = messages;
    this.#removedToSeq = removedToSeq;
  }

  /** Reads the numbers that are not cached. Afterwards `last` is known for each of these conversations. */
  async load(conversations: ReadonlyMap<string, { tenantId: string }>): Promise<void> {
    const unknown = [...conversations].filter(([conversationId]) => !this.#lastSeqs.has(conversationId));
    if (unknown.length === 0) return;
    await Promise.all(
      unknown.map(async ([conversationId, { tenantId }]) => {
        this.#lastSeqs.set(conversationId, await this.read(tenantId, conversationId));
      }),
    );
  }

  /** The last `seq` that was used; 0 before the first message. */
  async read(tenantId: string, conversationId: string): Promise<number> {
    const inConversation = { tenantId, _id: between(conversationId, null, null) };
    const last = await this.#messages.findOne(inConversation, { seq: 1 }).sort({ _id: -1 }).lean();
    // Read after the messages: they are removed after this number was stored, so one of the two shows the last `seq`.
    return last?.seq ?? this.#removedToSeq(tenantId, conversationId);
  }

  /** The last `seq` that is certainly stored; null if it is not cached. */
  last(conversationId: string): number | null {
    return this.#lastSeqs.get(conversationId) ?? null;
  }

  set(conversationId: string, seq: number): void {
    this.#lastSeqs.set(conversationId, seq);
  }

  forget(conversationId: string): void {
    this.#lastSeqs.delete(conversationId);
  }
}
