/**
 * Deletes messages that an organisation keeps for a limited time. A message disappears for its readers with the number in the
 * conversation (`removedToSeq`), which is stored first: a crash leaves messages that nobody sees, and the next run deletes them. The number
 * also keeps the sequence going when the last message is gone.
 */
import type { Model, QueryFilter } from 'mongoose';
import type { AuditTrail } from '../audit/index.ts';
import { trusted } from '../database/models.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Limits } from '../kernel/config.ts';
import type { Events } from '../kernel/events.ts';
import type { ConversationDirectory } from './conversation-directory.ts';
import type { ConversationDoc } from './conversation-model.ts';
import type { HotMessages } from './messages/hot-messages.ts';
import { between, type MessageDoc } from './messages/message-model.ts';

export interface ConversationRetentionOptions {
  conversations: Model<ConversationDoc>;
  messages: Model<MessageDoc>;
  audit: Pick<AuditTrail, 'deleteMany'>;
  directory: Pick<ConversationDirectory, 'forgetEverywhere'>;
  circles: Pick<Circles, 'members'>;
  events: Events;
  hot: HotMessages | null;
  limits: Pick<Limits, 'retentionBatch'>;
}

/** What was written before these times is deleted; null: nothing. */
export interface Cutoffs {
  /** In matches, meals and channels. */
  messages: Date | null;
  /** In rooms that are closed. */
  rooms: Date | null;
}

export class ConversationRetention {
  readonly #parts: ConversationRetentionOptions;

  constructor(parts: ConversationRetentionOptions) {
    this.#parts = parts;
  }

  async removeOlder(tenantId: string, cutoffs: Cutoffs, isStopped: () => boolean): Promise<void> {
    const found = this.#parts.conversations.find({ tenantId, $or: worthReading(cutoffs) });
    for await (const conversation of found.lean<ConversationDoc[]>().cursor()) {
      if (isStopped()) return;
      await this.#trim(conversation, cutoffOf(conversation, cutoffs), isStopped);
    }
  }

  /** Part by part, so that no write takes long. */
  async #trim(conversation: ConversationDoc, before: Date | null, isStopped: () => boolean): Promise<void> {
    const { retentionBatch } = this.#parts.limits;
    let removedToSeq = conversation.removedToSeq ?? 0;
    let hasRemoved = false;
    for (let count = retentionBatch; count === retentionBatch && !isStopped(); ) {
      const oldest = await this.#oldest(conversation);
      const firstKept = oldest.findIndex(({ seq, createdAt }) => seq > removedToSeq && !isBefore(createdAt, before));
      count = firstKept < 0 ? oldest.length : firstKept;
      const last = oldest[count - 1];
      if (!last) break;
      removedToSeq = Math.max(removedToSeq, last.seq);
      await this.#removeTo(conversation, removedToSeq);
      hasRemoved = true;
    }
    if (hasRemoved) await this.#announce(conversation, removedToSeq);
  }

  #oldest({ _id, tenantId }: ConversationDoc): Promise<Pick<MessageDoc, 'seq' | 'createdAt'>[]> {
    return this.#parts.messages
      .find({ tenantId, _id: between(_id, null, null) }, { seq: 1, createdAt: 1 })
      .sort({ _id: 1 })
      .limit(this.#parts.limits.retentionBatch)
      .lean<MessageDoc[]>()
      .exec();
  }

  async #removeTo({ _id, tenantId }: ConversationDoc, removedToSeq: number): Promise<void> {
    const { conversations, messages, audit, directory, hot } = this.#parts;
    await conversations.updateOne({ _id, tenantId }, { $max: { removedToSeq } });
    directory.forgetEverywhere({ tenantId, conversationId: _id });
    hot?.drop(_id);
    await audit.deleteMany(messages, { tenantId, _id: between(_id, null, removedToSeq) });
    // Again: a read that began before may have kept what is deleted now.
    hot?.drop(_id);
  }

  async #announce({ _id, tenantId, circle, personIds }: ConversationDoc, toSeq: number): Promise<void> {
    const { circles, events } = this.#parts;
    const readers = circle ? [...(await circles.members(tenantId, circle))] : personIds;
    events.announce('messagesRemoved', { tenantId, conversationId: _id, toSeq, personIds: readers });
  }
}

function cutoffOf({ kind, state }: ConversationDoc, { messages, rooms }: Cutoffs): Date | null {
  if (kind !== 'room') return messages;
  return state === 'closed' ? rooms : null;
}

/** No message is older than its conversation. An interrupted run has left a `removedToSeq`. */
function worthReading({ messages, rooms }: Cutoffs): QueryFilter<ConversationDoc>[] {
  const latest = Math.max(messages?.getTime() ?? 0, rooms?.getTime() ?? 0);
  return [{ createdAt: trusted({ $lt: new Date(latest) }) }, { removedToSeq: trusted({ $gt: 0 }) }];
}

function isBefore(at: Date, before: Date | null): boolean {
  return before !== null && at < before;
}
