/**
 * The database: MongoDB at `MONGODB_URI`, otherwise the embedded engine under the data directory. Both look the same to
 * the rest: one Mongoose connection on which an acknowledged write is a durable one.
 */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mongoose, { type Connection, type ConnectOptions } from 'mongoose';
import { UnavailableError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Secret } from '../kernel/secret.ts';
import { databaseUnavailable, isUnavailable } from './database-errors.ts';
import { applyDriverWorkaround } from './driver-workaround.ts';
import { EmbeddedMongo } from './engine/embedded-mongo.ts';

/** Numbers of the connection; each may be given to `openDatabase`. */
export const DATABASE_DEFAULTS = {
  /** How long an operation waits for a database that does not answer, before it fails as unavailable. */
  databaseWaitMs: 5_000,
  /** How long an operation that was sent may stay without an answer: an engine that hangs must not hang its callers. */
  answerTimeoutMs: 30_000,
  /** How long the start waits for an external database, which may be starting at the same time. */
  startWaitMs: 30_000,
  /** Connections to the database: one event loop keeps few of them busy, and each costs memory on both sides. */
  maxPoolSize: 20,
};

/** How soon at the latest an idle connection notices that the engine died. */
const ENGINE_LOOK_MS = 500;
/**
 * What never left because no connection could be made is sent again this often, after 0.1 s, 0.2 s, 0.4 s on average, so
 * that callers wait also in the moment before the driver knows that the server is away. What was sent is not repeated.
 */
const UNSENT_RETRIES = 5;

/** Between two tries to reach a database that is away; the driver itself waits longer where it can. */
const RETRY_MS = 50;

export interface OpenDatabaseOptions extends Partial<typeof DATABASE_DEFAULTS> {
  /** A replica set; without it the embedded engine is started. */
  mongodbUri?: Secret | null | undefined;
  /** The embedded engine's files are in its folder `database`. */
  dataDir: string;
  engineLoader?: string | null | undefined;
  /** An engine that runs already; it outlives the database, whereas one that is started here is closed with it. */
  engine?: EmbeddedMongo | undefined;
  /** Name of the database on the server; one in `mongodbUri` goes before the default, `meshi`. */
  databaseName?: string | undefined;
  log: Log;
}

/** `recovering` while it does not answer; operations wait for it meanwhile. */
export type DatabaseState = 'ready' | 'recovering' | 'closed';

interface DatabaseEvents {
  recovering: [];
  ready: [];
  closed: [];
}

interface DatabaseParts {
  connection: Connection;
  uri: string;
  engine: EmbeddedMongo | null;
  ownsEngine: boolean;
  log: Log;
}

/** Opens the database and waits until it answers. Throws `UnavailableError` when it does not. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const settings = { ...DATABASE_DEFAULTS, ...options };
  if (settings.mongodbUri) return openExternal(settings.mongodbUri.reveal(), settings);
  return openEmbedded(settings);
}

/** An open database. */
export class Database extends EventEmitter<DatabaseEvents> {
  readonly connection: Connection;
  readonly kind: 'embedded' | 'external';
  readonly #parts: DatabaseParts;
  #state: DatabaseState = 'ready';
  #recovery: Promise<void> = Promise.resolve();

  /** Recovers by itself from now on, until it is closed. */
  static create(parts: DatabaseParts): Database {
    const database = new Database(parts);
    parts.connection.on('disconnected', database.#recover);
    parts.engine?.on('died', database.#recover);
    return database;
  }

  private constructor(parts: DatabaseParts) {
    super();
    this.#parts = parts;
    this.connection = parts.connection;
    this.kind = parts.engine ? 'embedded' : 'external';
  }

  /** Address of the server. A getter, so that no log line that is given a database shows the password in it. */
  get uri(): string {
    return this.#parts.uri;
  }

  /** The embedded engine, where there is one. */
  get engine(): EmbeddedMongo | null {
    return this.#parts.engine;
  }

  state(): DatabaseState {
    return this.#state;
  }

  /** Waits until the database answers. Throws `UnavailableError` after `timeoutMs`, or when it was closed. */
  async whenReady(timeoutMs: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([this.#recovery, delay(timeoutMs, null, { signal: timer.signal, ref: false })]);
    timer.abort();
    if (this.#state !== 'ready') throw databaseUnavailable();
  }

  /** Closes the connection, then the engine that was started for it. Idempotent. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    const { connection, engine, ownsEngine } = this.#parts;
    engine?.off('died', this.#recover);
    await connection.close();
    if (ownsEngine) await engine?.close();
    this.emit('closed');
  }

  /** Begins when the database is lost and ends when it has answered; a second loss meanwhile is part of it. */
  readonly #recover = (): void => {
    if (this.#state !== 'ready') return;
    this.#state = 'recovering';
    this.#parts.log.warn({ kind: this.kind }, 'database does not answer; waiting for it');
    this.emit('recovering');
    this.#recovery = this.#waitUntilItAnswers();
  };

  async #waitUntilItAnswers(): Promise<void> {
    const lostAt = performance.now();
    // One question after the other: each waits inside the driver until a server is there, or fails and is put again.
    while (this.#state === 'recovering' && !(await answers(this.connection))) await delay(RETRY_MS);
    if (this.#state !== 'recovering') return;
    this.#state = 'ready';
    this.#parts.log.info({ downMs: Math.round(performance.now() - lostAt) }, 'database answers again');
    this.emit('ready');
  }
}

type Settings = OpenDatabaseOptions & typeof DATABASE_DEFAULTS;

async function openEmbedded(settings: Settings): Promise<Database> {
  const { dataDir, engineLoader, log, databaseName = 'meshi' } = settings;
  const engine =
    settings.engine ?? (await EmbeddedMongo.start({ directory: join(dataDir, 'database'), loader: engineLoader, log }));
  try {
    const connection = await connect(engine.uri, {
      ...commonOptions(settings),
      dbName: databaseName,
      // Without the journal, a killed engine loses writes that it has acknowledged.
      writeConcern: { w: 1, journal: true },
      // The engine cannot push its state, and is back within a fifth of a second: look often.
      heartbeatFrequencyMS: ENGINE_LOOK_MS,
      minHeartbeatFrequencyMS: RETRY_MS,
    });
    return Database.create({ connection, uri: engine.uri, engine, ownsEngine: !settings.engine, log });
  } catch (error) {
    if (!settings.engine) await engine.close();
    throw error;
  }
}

async function openExternal(uri: string, settings: Settings): Promise<Database> {
  const connection = await connectWhenUp(uri, settings);
  return Database.create({ connection, uri, engine: null, ownsEngine: false, log: settings.log });
}

async function connectWhenUp(uri: string, settings: Settings): Promise<Connection> {
  const deadline = performance.now() + settings.startWaitMs;
  const named = settings.databaseName ?? (hasDatabaseName(uri) ? undefined : 'meshi');
  for (;;) {
    try {
      return await connect(uri, {
        ...commonOptions(settings),
        ...(named && { dbName: named }),
        // Durable on most members, and reads see only what is: neither is undone when another member takes over.
        writeConcern: { w: 'majority', journal: true, wtimeoutMS: settings.answerTimeoutMs },
        readConcern: { level: 'majority' },
      });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (performance.now() > deadline) {
        throw new UnavailableError('MongoDB at MONGODB_URI does not answer. Check that it is running.', {
          cause: error,
        });
      }
      settings.log.warn(
        { reason: error instanceof Error ? error.message : '' },
        'MongoDB does not answer yet; waiting',
      );
      await delay(RETRY_MS);
    }
  }
}

function commonOptions(settings: Settings): ConnectOptions {
  return {
    autoIndex: false,
    autoCreate: false,
    // The driver does the waiting, for a bounded time; Mongoose's own queue would add a second, longer wait before it.
    bufferCommands: false,
    serverSelectionTimeoutMS: settings.databaseWaitMs,
    waitQueueTimeoutMS: settings.databaseWaitMs,
    socketTimeoutMS: settings.answerTimeoutMs,
    maxPoolSize: settings.maxPoolSize,
    maxAdaptiveRetries: UNSENT_RETRIES,
  };
}

async function connect(uri: string, options: ConnectOptions): Promise<Connection> {
  applyDriverWorkaround();
  const connection = mongoose.createConnection();
  // Operators in a filter must be marked by `trusted`, so that one that came in as a value is compared, not obeyed.
  connection.set('sanitizeFilter', true);
  try {
    await connection.openUri(uri, options);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function answers(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.admin().ping();
    return true;
  } catch {
    // Any answer but success means: not yet.
    return false;
  }
}

/** Whether the URI's path names a database: `mongodb://host/name?options`. */
function hasDatabaseName(uri: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/.test(uri);
}
