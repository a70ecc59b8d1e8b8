/** When each conversation was last active: gathered, and written together, since it only orders a list. */
import type { Model } from 'mongoose';
import type { Log } from '../kernel/log.ts';
import type { ConversationDoc } from './conversation-model.ts';

const GATHER_MS = 1_000;

export interface ActivityOptions {
  conversations: Model<ConversationDoc>;
  log: Log;
}

export class Activity {
  readonly #options: ActivityOptions;
  readonly #gathered = new Map<string, { tenantId: string; at: Date }>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ActivityOptions) {
    this.#options = options;
  }

  note(tenantId: string, conversationId: string, at: Date): void {
    this.#gathered.set(conversationId, { tenantId, at });
    this.#timer ??= setTimeout(() => void this.#flushLater(), GATHER_MS).unref();
  }

  /** Writes what was gathered. Throws where the database is away; then it stays gathered. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const writing = [...this.#gathered];
    if (writing.length === 0) return;
    await this.#options.conversations.bulkWrite(
      writing.map(([conversationId, { tenantId, at }]) => ({
        updateOne: { filter: { _id: conversationId, tenantId }, update: { $max: { activeAt: at } } },
      })),
      { ordered: false },
    );
    for (const [conversationId, written] of writing) {
      if (this.#gathered.get(conversationId) === written) this.#gathered.delete(conversationId);
    }
  }

  async #flushLater(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      // Nothing is lost: the next message of any conversation, or the end of the process, tries again.
      this.#options.log.warn({ err: error }, 'the order of conversations could not be written yet');
    }
  }
}
