/** Reads the entries of the stream, each once and in order. After an outage it continues at its last position. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from '../../src/kernel/config.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { RedisConnection } from '../../src/kernel/redis.ts';
import { FIRST_ID, isAfter } from './stream-id.ts';

/** Entries that are read at once; each has at most some hundred kilobytes. */
const READ_COUNT = 50;
const RETRY_MS = 200;

type Fields = Record<string, string>;

export interface StreamReaderOptions {
  connection: RedisConnection;
  stream: string;
  onEntry: (fields: Fields) => void;
  limits: Pick<Limits, 'redisAnswerMs'>;
  log: Log;
}

export class StreamReader {
  readonly #options: StreamReaderOptions;
  #position: string;
  #isPositionChecked = true;
  #isFailing = false;
  #isClosed = false;
  #reading: Promise<void> = Promise.resolve();

  /** Starts reading after the newest entry. */
  static async start(options: StreamReaderOptions): Promise<StreamReader> {
    // `$` would miss entries that are added before the first read.
    const reader = new StreamReader(options, (await newestId(options)) ?? FIRST_ID);
    reader.#reading = reader.#read();
    return reader;
  }

  private constructor(options: StreamReaderOptions, position: string) {
    this.#options = options;
    this.#position = position;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // The reader waits in a blocking command: only closing its connection ends the wait.
    this.#options.connection.close();
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { connection, onEntry, log } = this.#options;
    while (!this.#isClosed) {
      try {
        for (const { id, message } of await this.#next()) {
          this.#position = id;
          onEntry(message);
        }
        this.#isFailing = false;
      } catch (error) {
        if (this.#isClosed) return;
        this.#isPositionChecked = false;
        if (connection.client.isReady) {
          if (!this.#isFailing) log.error({ err: error }, 'events of other processes cannot be read; trying again');
          this.#isFailing = true;
          await delay(RETRY_MS);
        } else {
          await connection.whenReady();
        }
      }
    }
  }

  async #next(): Promise<Entry[]> {
    const { connection, stream, limits } = this.#options;
    await this.#checkPosition();
    // Half of the time after which the connection counts as lost: a ping has to wait for the end of a blocking read.
    const blocking = { BLOCK: Math.ceil(limits.redisAnswerMs / 2), COUNT: READ_COUNT };
    return entriesOf(await connection.client.xRead({ key: stream, id: this.#position }, blocking));
  }

  /** If Redis has lost the stream, or another Redis with an earlier clock has replaced it, begins at its start. */
  async #checkPosition(): Promise<void> {
    if (this.#isPositionChecked) return;
    const newest = await newestId(this.#options);
    if (newest === null || isAfter(this.#position, newest)) this.#position = FIRST_ID;
    this.#isPositionChecked = true;
  }
}

async function newestId({ connection, stream }: StreamReaderOptions): Promise<string | null> {
  const newest = await connection.client.xRevRange(stream, '+', '-', { COUNT: 1 });
  return newest?.[0]?.id ?? null;
}

interface Entry {
  id: string;
  message: Fields;
}

/** The client's type of the reply depends on the protocol version; with one stream it is `[{ name, messages }]` or null. */
function entriesOf(streams: unknown): Entry[] {
  return Array.isArray(streams) ? streams.flatMap((stream: { messages: Entry[] }) => stream.messages) : [];
}
