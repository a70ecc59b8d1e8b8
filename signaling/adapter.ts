/**
 * How this process hears of what happens in others. Without `REDIS_URL` there are no others; with it, every domain event
 * travels through one Redis stream and is delivered in each process to its own sockets and caches. A reader that lost
 * its connection goes on where it stood, so a restart of Redis or a network fault delays events and loses none.
 *
 * Socket.IO's own adapters are not used: the one for Redis streams sends events between servers by publish and
 * subscribe, which loses them while Redis is away; and sockets are only ever addressed within their own process.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@redis/client';
import type { DomainEvents, Events } from '../src/kernel/events.ts';
import type { Log } from '../src/kernel/log.ts';
import type { Secret } from '../src/kernel/secret.ts';

const STREAM = 'meshi:events';
/** Events older than this are of no use to anyone: a process that was away longer asks the database. */
const KEPT_MS = 60_000;
const BLOCK_MS = 5_000;
const READ_COUNT = 500;
const RETRY_MS = 200;
/** Commands that wait for Redis to come back; beyond, events are dropped, and clients repair what they miss. */
const MAX_WAITING = 20_000;

/** The link of this process to the others. */
export interface Adapter {
  readonly kind: 'memory' | 'redis';
  close(): Promise<void>;
}

export interface AdapterOptions {
  redisUrl: Secret | null;
  events: Events;
  log: Log;
}

/** Links the events of this process with those of the others. Throws when Redis cannot be reached. */
export async function linkProcesses({ redisUrl, events, log }: AdapterOptions): Promise<Adapter> {
  if (!redisUrl) return { kind: 'memory', async close() {} };
  return RedisLink.open(redisUrl.reveal(), events, log);
}

type Client = ReturnType<typeof clientOf>;

function clientOf(url: string) {
  return createClient({ url, commandsQueueMaxLength: MAX_WAITING });
}

class RedisLink implements Adapter {
  readonly kind = 'redis';
  readonly #writer: Client;
  readonly #reader: Client;
  readonly #events: Events;
  readonly #log: Log;
  readonly #processId = randomUUID();
  readonly #unlink: () => void;
  #isClosed = false;
  #reading: Promise<void>;

  static async open(url: string, events: Events, log: Log): Promise<RedisLink> {
    const writer = clientOf(url);
    const reader = clientOf(url);
    for (const client of [writer, reader]) {
      client.on('error', (error: Error) => log.warn({ reason: error.message }, 'Redis does not answer; trying again'));
    }
    await Promise.all([writer.connect(), reader.connect()]);
    // From the last event there is: whatever comes after this moment is read, however long the first read takes.
    const newest = await writer.xRevRange(STREAM, '+', '-', { COUNT: 1 });
    return new RedisLink({ writer, reader, events, log, offset: newest?.[0]?.id ?? '0-0' });
  }

  private constructor(parts: { writer: Client; reader: Client; events: Events; log: Log; offset: string }) {
    this.#writer = parts.writer;
    this.#reader = parts.reader;
    this.#events = parts.events;
    this.#log = parts.log;
    this.#unlink = this.#events.link((name, event) => void this.#publish(name, event));
    this.#reading = this.#read(parts.offset);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#unlink();
    // The reader waits inside Redis; only an end of its connection wakes it.
    this.#reader.destroy();
    await this.#reading;
    if (this.#writer.isReady) await this.#writer.close();
    else this.#writer.destroy();
  }

  async #publish<Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]): Promise<void> {
    const body = { from: this.#processId, name, event: JSON.stringify(event) };
    try {
      const oldest = Date.now() - KEPT_MS;
      await this.#writer.xAdd(STREAM, '*', body, {
        TRIM: { strategy: 'MINID', strategyModifier: '~', threshold: oldest },
      });
    } catch (error) {
      this.#log.warn({ event: name, err: error }, 'an event did not reach the other processes');
    }
  }

  async #read(start: string): Promise<void> {
    let offset = start;
    while (!this.#isClosed) {
      try {
        const streams = await this.#reader.xRead({ key: STREAM, id: offset }, { BLOCK: BLOCK_MS, COUNT: READ_COUNT });
        for (const { id, message } of entriesOf(streams)) {
          offset = id;
          this.#receive(message);
        }
      } catch (error) {
        if (this.#isClosed) return;
        this.#log.warn({ err: error }, 'events of the other processes could not be read; trying again');
        await delay(RETRY_MS);
      }
    }
  }

  #receive({ from, name, event }: Record<string, string>): void {
    if (from === this.#processId || name === undefined || event === undefined) return;
    try {
      // Written by another process of the same program.
      this.#events.receive(name as keyof DomainEvents, JSON.parse(event));
    } catch (error) {
      this.#log.error({ event: name, err: error }, 'an event of another process could not be handled');
    }
  }
}

interface Entry {
  id: string;
  message: Record<string, string>;
}

/** The client types what comes back by the protocol in use; with one stream it is `[{ name, messages }]` or null. */
function entriesOf(streams: unknown): Entry[] {
  return Array.isArray(streams) ? streams.flatMap((stream: { messages: Entry[] }) => stream.messages) : [];
}
