/**
 * The relay between server processes. Without `REDIS_URL` there is one process and nothing to relay. With it, every
 * domain event travels through one Redis stream, and each process delivers it to its own sockets and caches.
 *
 * While a process cannot reach Redis, its events wait in it, and are written when Redis is back. It tells the other processes
 * in the database that it is behind. As long as any process is, each announces `eventsDelayed` every second: caches are
 * emptied, and sessions that ended are read from the database. Batches of events are numbered. A process that misses one
 * (too many events waited, it was away for longer than `relayKeptMs`, or Redis lost its data) announces `eventsMissed`: its
 * clients reconnect and read again.
 *
 * Socket.IO's own adapters are not used: the one for Redis streams sends events between servers by publish and
 * subscribe, which loses them while Redis is away. Sockets are only ever addressed within their own process.
 */
import { randomUUID } from 'node:crypto';
import type { Limits } from '../../src/kernel/config.ts';
import type { DomainEvents, Events } from '../../src/kernel/events.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { Redis } from '../../src/kernel/redis.ts';
import type { Nodes } from '../../src/nodes/index.ts';
import { Senders } from './senders.ts';
import { StreamReader } from './stream-reader.ts';
import { StreamWriter } from './stream-writer.ts';

const STREAM = 'relay';
/** Gaps in the events of several processes are announced together. */
const MISSED_TOGETHER_MS = 500;

/** The link of this process to the others. */
export interface Relay {
  readonly kind: 'memory' | 'redis';
  close(): Promise<void>;
}

export interface RelayOptions {
  redis: Redis | null;
  nodes: Pick<Nodes, 'setBehind' | 'othersBehind'>;
  events: Events;
  limits: Pick<Limits, 'relayWaitingBytes' | 'relayKeptMs' | 'relayRecheckMs' | 'redisAnswerMs'>;
  log: Log;
}

/** Relays domain events between this process and the others. */
export async function linkProcesses({ redis, nodes, events, limits, log }: RelayOptions): Promise<Relay> {
  if (!redis) return { kind: 'memory', async close() {} };
  return RedisRelay.open({ redis, nodes, events, limits, log });
}

interface Parts extends RelayOptions {
  redis: Redis;
}

class RedisRelay implements Relay {
  readonly kind = 'redis';
  readonly #parts: Parts;
  readonly #processId = randomUUID();
  readonly #senders = new Senders();
  readonly #stops: (() => void)[] = [];
  #writer: StreamWriter | null = null;
  #reader: StreamReader | null = null;
  #checking: NodeJS.Timeout | null = null;
  #missed: NodeJS.Timeout | null = null;

  static async open(parts: Parts): Promise<RedisRelay> {
    const relay = new RedisRelay(parts);
    await relay.#open();
    return relay;
  }

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    if (this.#checking) clearInterval(this.#checking);
    if (this.#missed) clearTimeout(this.#missed);
    await this.#reader?.close();
    await this.#writer?.close();
  }

  async #open(): Promise<void> {
    const { redis, events, limits, log } = this.#parts;
    const [forReading, forWriting] = await Promise.all([redis.connect(), redis.connect()]);
    const stream = redis.key(STREAM);
    this.#reader = await StreamReader.start({
      connection: forReading,
      stream,
      onEntry: (fields) => this.#receive(fields),
      limits,
      log,
    });
    const writer = new StreamWriter({ connection: forWriting, stream, processId: this.#processId, limits, log });
    this.#writer = writer;
    redis.on('away', this.#check);
    this.#stops.push(events.link(writer.add), () => redis.off('away', this.#check));
    this.#checking = setInterval(this.#check, limits.relayRecheckMs);
    // What happened between the first reads of this process and this moment.
    this.#announceDelayed();
  }

  #receive({ from = '', number, events = '[]' }: Record<string, string>): void {
    if (from === this.#processId) return;
    const arrival = this.#senders.note(from, Number(number));
    if (arrival === 'repeated') return;
    if (arrival === 'gap') this.#announceMissed();
    // Another process of the same program wrote them, so names and events fit together.
    const received = JSON.parse(events) as [keyof DomainEvents, never][];
    for (const [name, event] of received) this.#deliver(name, event);
  }

  #deliver(name: keyof DomainEvents, event: never): void {
    try {
      this.#parts.events.receive(name, event);
    } catch (error) {
      this.#parts.log.error({ event: name, err: error }, 'a listener failed on an event of another process');
    }
  }

  /** Tells the other processes whether events of this one wait, and acts on what they tell. */
  readonly #check = (): void => {
    const { redis, nodes } = this.#parts;
    const isBehind = redis.state() === 'away' || this.#writer?.isBehind === true;
    nodes.setBehind(isBehind);
    const others = nodes.othersBehind();
    if (others === 'lost') this.#announceMissed();
    else if (isBehind || others === 'waiting') this.#announceDelayed();
  };

  #announceDelayed(): void {
    this.#parts.events.announceLocally('eventsDelayed', {});
  }

  #announceMissed(): void {
    const { events, log } = this.#parts;
    this.#announceDelayed();
    this.#missed ??= setTimeout(() => {
      this.#missed = null;
      log.warn('events of other processes were lost; caches are empty, and clients reconnect to read again');
      events.announceLocally('eventsMissed', {});
    }, MISSED_TOGETHER_MS);
  }
}
