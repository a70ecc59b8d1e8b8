/**
 * The database: MongoDB at `MONGODB_URI`, otherwise the embedded engine in the data directory. Both provide the same: a
 * Mongoose connection on which acknowledged writes are durable.
 */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mongoose, { type Connection, type ConnectOptions } from 'mongoose';
import { abortable } from '../kernel/abortable.ts';
import { type Sentence, UnavailableError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Secret } from '../kernel/secret.ts';
import { databaseUnavailable, isUnavailable } from './database-errors.ts';
import { applyDriverWorkaround } from './driver-workaround.ts';
import { EmbeddedMongo } from './engine/embedded-mongo.ts';

/** Defaults for `openDatabase`, which accepts other values. */
export const DATABASE_DEFAULTS = {
  /** How long an operation waits for an unavailable database before it fails as unavailable. */
  databaseWaitMs: 5_000,
  /** How long a sent operation waits for the answer: a hanging engine must not block its callers. */
  answerTimeoutMs: 30_000,
  /** How long the start waits for an external database, which may start at the same time. */
  startWaitMs: 30_000,
  /** Connections to the database. One event loop uses only a few, and each costs memory on both sides. */
  maxPoolSize: 20,
};

/** An idle connection notices within this time that the engine has died. */
const ENGINE_HEARTBEAT_MS = 500;
/**
 * Operations that were not sent because no connection could be made are retried this often, after 0.1 s, 0.2 s, 0.4 s … on
 * average. So callers also wait in the short time before the driver knows that the server is unavailable. Operations that
 * were sent are not retried.
 */
const UNSENT_RETRIES = 5;

/** Delay between attempts to reach an unavailable database; the driver itself may wait longer. */
const RETRY_MS = 50;

export interface OpenDatabaseOptions extends Partial<typeof DATABASE_DEFAULTS> {
  /** A replica set. If it is missing, the embedded engine is used. */
  mongodbUri?: Secret | null | undefined;
  /** The files of the embedded engine are in the subfolder `database`. */
  dataDir: string;
  engineLoader?: string | null | undefined;
  /** A running engine to use. It stays open when the database is closed; an engine that is started here is closed with it. */
  engine?: EmbeddedMongo | undefined;
  /** Name of the database on the server. Default: the one in `mongodbUri`, otherwise `meshi`. */
  databaseName?: string | undefined;
  /** Ends the waiting for an external database. */
  signal?: AbortSignal | undefined;
  log: Log;
}

/** `recovering`: the database does not answer, and operations wait for it. */
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

/** Opens the database and waits until it answers. @throws UnavailableError if it does not */
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

  /** Creates a database that recovers from connection losses until it is closed. */
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

  /** Address of the server. A getter, so that logging a database object does not show the password in it. */
  get uri(): string {
    return this.#parts.uri;
  }

  /** The embedded engine; null if the database is external. */
  get engine(): EmbeddedMongo | null {
    return this.#parts.engine;
  }

  state(): DatabaseState {
    return this.#state;
  }

  /** What the operator must do so that the database can go on; null if nothing is known. */
  problem(): Sentence | null {
    return this.#parts.engine?.problem() ?? null;
  }

  /** Waits until the database answers. @throws UnavailableError after `timeoutMs`, or if it is closed */
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

  /** Starts a recovery, which ends when the database answers. A second loss during a recovery is part of it. */
  readonly #recover = (): void => {
    if (this.#state !== 'ready') return;
    this.#state = 'recovering';
    this.#parts.log.warn({ kind: this.kind }, 'database does not answer; waiting for it');
    this.emit('recovering');
    this.#recovery = this.#waitUntilItAnswers();
  };

  async #waitUntilItAnswers(): Promise<void> {
    const lostAt = performance.now();
    // One ping at a time: each waits in the driver until a server is available, or fails and is repeated.
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
      // The engine cannot push its state and is back within 0.2 s after a crash, so it is checked often.
      heartbeatFrequencyMS: ENGINE_HEARTBEAT_MS,
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
  const { startWaitMs, signal, log } = settings;
  const deadline = performance.now() + startWaitMs;
  let hasWarned = false;
  const named = settings.databaseName ?? (hasDatabaseName(uri) ? undefined : 'meshi');
  for (;;) {
    try {
      const connecting = connect(uri, {
        ...commonOptions(settings),
        ...(named && { dbName: named }),
        // Writes are durable on a majority, and reads only return such writes: neither is undone by a failover.
        writeConcern: { w: 'majority', journal: true, wtimeoutMS: settings.answerTimeoutMs },
        readConcern: { level: 'majority' },
      });
      return await abortable(connecting, signal);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (performance.now() > deadline) {
        throw new UnavailableError('MongoDB at MONGODB_URI does not answer. Check that it is running.', {
          cause: error,
        });
      }
      if (!hasWarned) log.warn({ reason: reasonOf(error), startWaitMs }, 'MongoDB does not answer yet; waiting');
      hasWarned = true;
      await delay(RETRY_MS);
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function commonOptions(settings: Settings): ConnectOptions {
  return {
    autoIndex: false,
    autoCreate: false,
    // The driver waits for a limited time; Mongoose's own queue would add a second, longer wait.
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
  // Operators in filters must be marked with `trusted`: an operator in user input is compared as a value, not executed.
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
    // Any error means that the database is not ready yet.
    return false;
  }
}

/** Whether the URI contains the name of a database: `mongodb://host/name?options`. */
function hasDatabaseName(uri: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/.test(uri);
}
