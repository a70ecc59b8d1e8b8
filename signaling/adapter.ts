/**
 * The relay between server processes. Without `REDIS_URL` there is one process and nothing to relay. With it, every
 * domain event travels through one Redis stream, and each process delivers it to its own sockets and caches.
 *
 * A short outage of Redis only delays events: a reader continues at its last position, and commands that were not sent
 * yet wait. An event does not reach the other processes if Redis stays away for longer than the Redis client's command
 * timeout (5 s by default), if the connection breaks before Redis has answered, or if more than `MAX_WAITING` commands
 * wait; each is logged. A process that reads again after more than `KEPT_MS` may miss events as well. Clients find
 * missed messages at the next message or reconnect, and caches expire after a minute (`kernel/remembered.ts`). A session
 * that was ended on one process stays valid on another until its access token expires.
 *
 * Socket.IO's own adapters are not used: the one for Redis streams sends events between servers by publish and
 * subscribe, which loses them while Redis is away. Sockets are only ever addressed within their own process.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@redis/client';
import type { DomainEvents, Events } from '../src/kernel/events.ts';
import type { Log } from '../src/kernel/log.ts';
import type { Secret } from '../src/kernel/secret.ts';
import { MINUTE_MS } from '../src/kernel/time.ts';

const STREAM = 'meshi:events';
/** Older events are trimmed. The clients of a process that was away for longer read what they missed from the database. */
const KEPT_MS = MINUTE_MS;
const BLOCK_MS = 5_000;
const READ_COUNT = 500;
const RETRY_MS = 200;
/** At most this many commands wait for Redis to come back. Further events are dropped. */
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

/** Relays domain events between this process and the others. Waits until Redis can be reached. */
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
      client.on('error', (error: Error) => log.warn({ reason: error.message }, 'Redis does not answer; reconnecting'));
    }
    await Promise.all([writer.connect(), reader.connect()]);
    // Start at the newest event instead of `$`: events that arrive before the first read are not missed.
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
    // The reader waits in a blocking command: only closing its connection ends the wait.
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
      // Another process of the same program wrote it, so name and event fit together.
      this.#events.receive(name as keyof DomainEvents, JSON.parse(event));
    } catch (error) {
      this.#log.error({ event: name, err: error }, 'a listener failed on an event of another process');
    }
  }
}

interface Entry {
  id: string;
  message: Record<string, string>;
}

/** The client's type of the reply depends on the protocol version; with one stream it is `[{ name, messages }]` or null. */
function entriesOf(streams: unknown): Entry[] {
  return Array.isArray(streams) ? streams.flatMap((stream: { messages: Entry[] }) => stream.messages) : [];
}
