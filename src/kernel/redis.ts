/** Redis at `REDIS_URL`: connections that reconnect until they are closed, and one state for all of them. */
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { abortable } from './abortable.ts';
import type { Limits } from './config.ts';
import { UnavailableError } from './errors.ts';
import type { Log } from './log.ts';
import type { Secret } from './secret.ts';

/** A connection that got no byte for this time while it was opened is opened again. */
const OPENING_MS = 10_000;
const RECONNECT_MS = 50;
const RECONNECT_MAX_MS = 500;

export type RedisClient = ReturnType<typeof newClient>;

export interface RedisOptions {
  url: Secret;
  /** Two installations that share a Redis have different prefixes. */
  prefix: string;
  log: Log;
  limits: Pick<Limits, 'redisPingMs' | 'redisAnswerMs' | 'startWaitMs'>;
  /** Ends the waiting for the first connection. */
  signal?: AbortSignal | undefined;
}

interface RedisEvents {
  /** A connection was lost. */
  away: [];
  /** All connections are open again. */
  back: [];
}

/** Logs one line when Redis goes away, and one when it is back. */
export class Redis extends EventEmitter<RedisEvents> {
  readonly #options: RedisOptions;
  readonly #connections = new Set<RedisConnection>();
  #awaySince: number | null = null;

  constructor(options: RedisOptions) {
    super();
    this.#options = options;
  }

  /** The name under which this installation stores something. */
  key(name: string): string {
    return `${this.#options.prefix}:${name}`;
  }

  state(): 'ready' | 'away' {
    return this.#awaySince === null ? 'ready' : 'away';
  }

  /** Opens a connection. @throws UnavailableError if Redis does not answer within `startWaitMs` */
  async connect(): Promise<RedisConnection> {
    const { url, limits, signal } = this.#options;
    const connection = new RedisConnection({
      client: newClient(url.reveal()),
      limits,
      onChange: (reason) => this.#update(reason),
      onClose: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    try {
      await connection.open(limits.startWaitMs, signal);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  close(): void {
    for (const connection of [...this.#connections]) connection.close();
  }

  #update(reason: string | null): void {
    const { log } = this.#options;
    const isAway = [...this.#connections].some(({ client }) => !client.isReady);
    if (isAway && this.#awaySince === null) {
      this.#awaySince = performance.now();
      log.warn(
        { reason },
        'Redis does not answer: events for other processes wait, and each process counts rate limits on its own',
      );
      this.emit('away');
    }
    if (!isAway && this.#awaySince !== null) {
      log.info({ awayMs: Math.round(performance.now() - this.#awaySince) }, 'Redis answers again');
      this.#awaySince = null;
      this.emit('back');
    }
  }
}

interface ConnectionParts {
  client: RedisClient;
  limits: RedisOptions['limits'];
  onChange: (reason: string | null) => void;
  onClose: () => void;
}

/** Commands are rejected while the connection is down, and when it breaks before Redis has answered. */
export class RedisConnection {
  readonly client: RedisClient;
  readonly #parts: ConnectionParts;
  readonly #closing = new AbortController();
  #lastError: Error | null = null;

  /** @internal Created by `Redis.connect`. */
  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.client = parts.client;
  }

  /** @internal Called once by `Redis.connect`. */
  async open(waitMs: number, signal?: AbortSignal): Promise<void> {
    const { client } = this;
    const { onChange } = this.#parts;
    client.on('ready', () => onChange(null));
    client.on('error', (error: Error) => {
      this.#lastError = error;
      onChange(error.message);
    });
    const opening = client.connect();
    // It is rejected when `close` ends the attempt.
    opening.catch(() => {});
    const timer = new AbortController();
    const inTime = Promise.race([opening.then(() => true), delay(waitMs, false, { signal: timer.signal })]);
    const isOpen = await abortable(inTime, signal).finally(() => timer.abort());
    if (!isOpen) {
      throw new UnavailableError('Redis at REDIS_URL does not answer. Check that it is running.', {
        cause: this.#lastError,
      });
    }
    void this.#watch();
  }

  /** Resolves when commands can be sent, or when the connection is closed. */
  async whenReady(): Promise<void> {
    const { signal } = this.#closing;
    while (!this.client.isReady && !signal.aborted) {
      await once(this.client, 'ready', { signal }).catch(() => undefined);
    }
  }

  /** Ends the connection. Idempotent. */
  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#parts.onClose();
    if (this.client.isOpen) this.client.destroy();
  }

  /** Opens the connection again if Redis has stopped answering: the network reports that only after minutes. */
  async #watch(): Promise<void> {
    const { redisPingMs, redisAnswerMs } = this.#parts.limits;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await delay(redisPingMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted || !this.client.isReady || (await this.#answersWithin(redisAnswerMs))) continue;
      if (signal.aborted) return;
      this.client.destroy();
      this.client.connect().catch(() => {});
      this.#parts.onChange('no answer');
    }
  }

  async #answersWithin(ms: number): Promise<boolean> {
    let hasAnswered = false;
    const answered = () => {
      hasAnswered = true;
    };
    const timer = new AbortController();
    // A rejection means that the connection was lost, and is being opened again already.
    const ping = this.client.ping().then(answered, answered);
    await Promise.race([ping, delay(ms, undefined, { signal: timer.signal, ref: false })]);
    timer.abort();
    // After a long turn of the event loop, the answer may be there and not read yet.
    if (!hasAnswered) await turn();
    return hasAnswered;
  }
}

function newClient(url: string) {
  return createClient({
    url,
    // The callers keep what waits: they know what may be sent twice, and how much may wait.
    disableOfflineQueue: true,
    // The default is 5 s. `#watch` notices a Redis that does not answer.
    commandOptions: { timeout: 0 },
    socket: {
      socketTimeout: OPENING_MS,
      reconnectStrategy: (retries: number) => Math.min(RECONNECT_MS * 2 ** retries, RECONNECT_MAX_MS),
    },
  });
}
