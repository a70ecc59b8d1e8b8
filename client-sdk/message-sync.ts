/** Requests the messages that a conversation has missed, until none is missing. */
import type { Message, SyncedConversation } from '../src/protocol/index.ts';
import type { Connection } from './connection.ts';
import { MeshiError } from './errors.ts';
import type { MessageLog } from './message-log.ts';
import { delay, later, retryDelayMs } from './timers.ts';

const PAGE = 200;
/** An acknowledgement may overtake an earlier message event, so only a gap that lasts longer than this is synced. */
const GAP_GRACE_MS = 100;

interface MessageSyncParts {
  connection: Connection;
  conversationId: string;
  log: MessageLog;
  /** Called with each page of messages; adds them to the log. */
  onMessages: (messages: readonly Message[]) => void;
  /** Called with the seqs of messages that a moderator hid. */
  onHidden: (seqs: readonly number[]) => void;
}

export class MessageSync {
  readonly #parts: MessageSyncParts;
  #running: Promise<void> | null = null;
  #cancelGapCheck: (() => void) | null = null;
  #isStopped = false;

  constructor(parts: MessageSyncParts) {
    this.#parts = parts;
  }

  /** Requests the messages after the last one of the log. Never rejects: if it fails, the next reconnection syncs again. */
  run(): Promise<void> {
    this.#running ??= this.#requestMissing().finally(() => {
      this.#running = null;
      this.checkGapLater();
    });
    return this.#running;
  }

  /** Syncs in a moment if the log still has a gap then. */
  checkGapLater(): void {
    const { log } = this.#parts;
    if (!log.hasGap || this.#cancelGapCheck || this.#isStopped) return;
    this.#cancelGapCheck = later(GAP_GRACE_MS, () => {
      this.#cancelGapCheck = null;
      if (log.hasGap) void this.run();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelGapCheck?.();
  }

  async #requestMissing(): Promise<void> {
    const { connection, conversationId, log, onHidden, onMessages } = this.#parts;
    for (let attempt = 0; !this.#isStopped; ) {
      try {
        const page: SyncedConversation = await connection.request('conversation:sync', {
          conversationId,
          afterSeq: log.lastSeq,
          limit: PAGE,
        });
        attempt = 0;
        if (page.hiddenSeqs) onHidden(page.hiddenSeqs);
        onMessages(page.messages);
        if (!page.hasMore) return;
      } catch (error) {
        const problem = MeshiError.from(error);
        // Offline: the reconnection syncs again. Refused: the conversation is not visible to me.
        if (!problem.isTemporary || connection.state !== 'online') return;
        attempt += 1;
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0));
      }
    }
  }
}
