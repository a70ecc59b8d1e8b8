/** Reports how far I have read a conversation, and retries until the server has the report. */
import type { Connection } from './connection.ts';
import { MeshiError } from './errors.ts';
import { delay, retryDelayMs } from './timers.ts';

interface ReadReporterParts {
  connection: Connection;
  conversationId: string;
  /** Whether the conversation was closed. The reporter then stops after one attempt. */
  isClosed: () => boolean;
}

export class ReadReporter {
  readonly #parts: ReadReporterParts;
  #wantedSeq = -1;
  #running: Promise<void> | null = null;

  constructor(parts: ReadReporterParts) {
    this.#parts = parts;
  }

  /** Reports this seq, or the higher one of a later call. Resolves when the server has it or refused it for good. */
  async report(seq: number): Promise<void> {
    this.#wantedSeq = Math.max(this.#wantedSeq, seq);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async #run(): Promise<void> {
    const { connection, conversationId, isClosed } = this.#parts;
    for (let reported = -1, attempt = 0; reported < this.#wantedSeq && !(isClosed() && attempt > 0); ) {
      const seq = this.#wantedSeq;
      try {
        await connection.request('conversation:read', { conversationId, seq });
        reported = seq;
      } catch (error) {
        const problem = MeshiError.from(error);
        if (!problem.isTemporary) return;
        attempt += 1;
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0));
      }
    }
  }
}
