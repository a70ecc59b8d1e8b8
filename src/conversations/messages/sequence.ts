/**
 * The last seq of each conversation that is written to. The process that writes keeps it in memory: asking the database
 * for the next number costs as much as an insert. Where another process was faster the unique index says so, and the
 * number is read again.
 */
import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import { between, type MessageDoc } from './message-model.ts';

const REMEMBERED_CONVERSATIONS = 50_000;

export class Sequence {
  readonly #messages: Model<MessageDoc>;
  readonly #lastSeqs = new LRUCache<string, number>({ max: REMEMBERED_CONVERSATIONS });

  constructor(messages: Model<MessageDoc>) {
    this.#messages = messages;
  }

  /** Reads what is not remembered. Afterwards `last` of each of these is known. */
  async load(conversations: ReadonlyMap<string, { tenantId: string }>): Promise<void> {
    const unknown = [...conversations].filter(([conversationId]) => !this.#lastSeqs.has(conversationId));
    if (unknown.length === 0) return;
    await Promise.all(
      unknown.map(async ([conversationId, { tenantId }]) => {
        this.#lastSeqs.set(conversationId, await this.read(tenantId, conversationId));
      }),
    );
  }

  /** What the database says now; 0 before the first message. */
  async read(tenantId: string, conversationId: string): Promise<number> {
    const inConversation = { tenantId, _id: between(conversationId, null, null) };
    const last = await this.#messages.findOne(inConversation, { seq: 1 }).sort({ _id: -1 }).lean();
    return last?.seq ?? 0;
  }

  /** The last seq that is surely stored; null where it is not remembered. */
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
