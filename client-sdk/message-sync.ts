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
  /** Called with loaded messages that were read again. */
  onReread: (messages: readonly Message[]) => void;
  /** Called with the seq up to which messages were removed, before the messages of the page. */
  onRemoved: (toSeq: number) => void;
  /** Called with the seqs of messages that a moderator hid. */
  onHidden: (seqs: readonly number[]) => void;
  /** Called with messages that were changed, as they are now. */
  onChanged: (messages: readonly Message[]) => void;
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

  /** Reads the loaded messages again: which of them I see has changed. Never rejects. Returns whether all were read. */
  async reread(): Promise<boolean> {
    const { connection, conversationId, log, onReread } = this.#parts;
    const { lastSeq } = log;
    for (let afterSeq = log.firstSeq - 1, attempt = 0; afterSeq < lastSeq && !this.#isStopped; ) {
      try {
        const limit = Math.min(PAGE, lastSeq - afterSeq);
        const { messages } = await connection.request('conversation:sync', { conversationId, afterSeq, limit });
        onReread(messages);
        afterSeq = messages.at(-1)?.seq ?? lastSeq;
        attempt = 0;
      } catch (error) {
        const problem = MeshiError.from(error);
        if (!problem.isTemporary || connection.state !== 'online') return false;
        attempt += 1;
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0));
      }
    }
    return true;
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
    const { connection, conversationId, log, onChanged, onHidden, onMessages, onRemoved } = this.#parts;
    for (let attempt = 0; !this.#isStopped; ) {
      try {
        const afterSeq = log.hasNewer ? log.endSeq : log.lastSeq;
        const page: SyncedConversation = await connection.request('conversation:sync', {
          conversationId,
          afterSeq,
          limit: PAGE,
          sinceRev: log.rev,
        });
        attempt = 0;
        if (page.removedToSeq) onRemoved(page.removedToSeq);
        if (page.hiddenSeqs) onHidden(page.hiddenSeqs);
        onMessages(page.messages);
        if (page.changed) onChanged(page.changed);
        if (page.rev) log.noteRev(page.rev);
        log.noteEnd(page.lastSeq);
        if (page.hasMoreChanges) continue;
        // What is beyond the loaded messages is only counted.
        if (!page.hasMore || log.hasNewer) return;
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
