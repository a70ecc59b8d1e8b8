/** Writes events to the stream, in order and one batch at a time. What Redis has not confirmed is written again. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from '../../src/kernel/config.ts';
import type { PublishEvent } from '../../src/kernel/events.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { RedisConnection } from '../../src/kernel/redis.ts';
import { type Batch, EventQueue } from './event-queue.ts';
import { timeOf } from './stream-id.ts';

const RETRY_MS = 200;
/** How long closing waits for what is not written yet. */
const CLOSE_MS = 2_000;

export interface StreamWriterOptions {
  connection: RedisConnection;
  stream: string;
  processId: string;
  limits: Pick<Limits, 'relayWaitingBytes' | 'relayKeptMs'>;
  log: Log;
}

export class StreamWriter {
  readonly #options: StreamWriterOptions;
  readonly #queue: EventQueue;
  #writing: Promise<void> | null = null;
  #isClosed = false;
  /** Events that were dropped since Redis confirmed the last batch. */
  #dropped = 0;
  #isRefused = false;
  /** When Redis added the last entry, by its own clock. The clock of this machine may differ. */
  #lastAddedAt: number | null = null;
  /** On the clock of `performance.now()`. */
  #trimsFrom = 0;

  constructor(options: StreamWriterOptions) {
    this.#options = options;
    this.#queue = new EventQueue({ maxBytes: options.limits.relayWaitingBytes });
  }

  /** Whether events wait because Redis is away or refuses them. */
  get isBehind(): boolean {
    return !this.#options.connection.client.isReady || this.#isRefused;
  }

  /** Writes an event as soon as possible. */
  readonly add: PublishEvent = (name, event) => {
    const dropped = this.#queue.add(name, event);
    if (dropped > 0 && this.#dropped === 0) {
      this.#options.log.warn(
        'too many events wait for Redis; older ones are dropped, and other processes will read again',
      );
    }
    this.#dropped += dropped;
    this.#writing ??= this.#writeAll();
  };

  /** Writes what waits, unless Redis is away. */
  async close(): Promise<void> {
    const timer = new AbortController();
    const inTime = delay(this.isBehind ? 0 : CLOSE_MS, undefined, { signal: timer.signal });
    await Promise.race([this.#writing, inTime]);
    timer.abort();
    this.#isClosed = true;
    this.#options.connection.close();
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Events of one turn share a batch.
    await null;
    for (let batch = this.#queue.next(); batch && !this.#isClosed; batch = this.#queue.next()) {
      if (await this.#write(batch)) this.#queue.done();
    }
    this.#writing = null;
  }

  /** Returns whether Redis has confirmed the batch. */
  async #write(batch: Batch): Promise<boolean> {
    const { connection, log } = this.#options;
    try {
      await this.#add(batch);
      if (this.#dropped > 0) log.warn({ dropped: this.#dropped }, 'events for other processes were dropped');
      this.#dropped = 0;
      this.#isRefused = false;
      return true;
    } catch (error) {
      if (connection.client.isReady) {
        if (!this.#isRefused) log.error({ err: error }, 'Redis refuses events for other processes; trying again');
        this.#isRefused = true;
        await delay(RETRY_MS);
      } else {
        await connection.whenReady();
        // The other processes were away too, and have not read the last entries yet.
        this.#trimsFrom = performance.now() + this.#options.limits.relayKeptMs;
      }
      return false;
    }
  }

  async #add({ number, events }: Batch): Promise<void> {
    const { connection, stream, processId } = this.#options;
    const entry = { from: processId, number: String(number), events };
    const id = await connection.client.xAdd(stream, '*', entry, this.#trim());
    this.#lastAddedAt = timeOf(id);
  }

  #trim() {
    if (this.#lastAddedAt === null || performance.now() < this.#trimsFrom) return {};
    const threshold = this.#lastAddedAt - this.#options.limits.relayKeptMs;
    return { TRIM: { strategy: 'MINID', strategyModifier: '~', threshold } } as const;
  }
}
