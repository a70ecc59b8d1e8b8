/** Collects when each conversation was last active and writes it in batches: the time only orders a list. */
import type { Model } from 'mongoose';
import type { Log } from '../kernel/log.ts';
import type { ConversationDoc } from './conversation-model.ts';

const COLLECT_MS = 1_000;

export interface ActivityOptions {
  conversations: Model<ConversationDoc>;
  log: Log;
}

export class Activity {
  readonly #options: ActivityOptions;
  readonly #collected = new Map<string, { tenantId: string; at: Date }>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ActivityOptions) {
    this.#options = options;
  }

  note(tenantId: string, conversationId: string, at: Date): void {
    this.#collected.set(conversationId, { tenantId, at });
    this.#timer ??= setTimeout(() => void this.#flushLater(), COLLECT_MS).unref();
  }

  /** Writes the collected times. Throws if the database is unavailable, and keeps them for the next call. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const writing = [...this.#collected];
    if (writing.length === 0) return;
    await this.#options.conversations.bulkWrite(
      writing.map(([conversationId, { tenantId, at }]) => ({
        updateOne: { filter: { _id: conversationId, tenantId }, update: { $max: { activeAt: at } } },
      })),
      { ordered: false },
    );
    for (const [conversationId, written] of writing) {
      if (this.#collected.get(conversationId) === written) this.#collected.delete(conversationId);
    }
  }

  async #flushLater(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      // Nothing is lost: the next message of any conversation, or the shutdown of the process, triggers another attempt.
      this.#options.log.warn(
        { err: error },
        'the activity times of conversations could not be written; they will be retried',
      );
    }
  }
}
