/** Creates the indexes that the schemas declare. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, type mongo, STATES } from 'mongoose';
import { abortable } from '../kernel/abortable.ts';
import { mapLimited } from '../kernel/limited-work.ts';
import type { Log } from '../kernel/log.ts';
import { HOUR_MS } from '../kernel/time.ts';
import { databaseUnavailable, isTimeout, isUnavailable } from './database-errors.ts';
import { type ModelDefinition, model } from './models.ts';

const INDEX_OPTIONS_CONFLICT = 85;
const INDEX_KEY_SPECS_CONFLICT = 86;
const NAMESPACE_NOT_FOUND = 26;
const INDEX_NOT_FOUND = 27;
/** Collections at the same time. The engine creates indexes one by one anyway, and each waiting call holds a connection. */
const AT_ONCE = 4;

/**
 * Memory of the embedded engine for building an index, its minimum. With the default of 200 MB, an index over 600,000 documents
 * takes 95 MB instead of 8, and no less time.
 */
const BUILD_MEMORY_MB = 50;
/** A start that takes longer than `FIRST_NOTE_MS` logs why, and repeats that every `NOTE_MS`. */
const FIRST_NOTE_MS = 1_000;
const NOTE_MS = 10_000;
const RETRY_MS = 1_000;
/** Longer than building any index takes. */
const MAX_BUILD_MS = HOUR_MS;

export interface EnsureIndexesOptions {
  /** Whether the database is the embedded engine, whose memory Meshi decides. */
  isEmbedded?: boolean;
  /** Ends the waiting. */
  signal?: AbortSignal | undefined;
}

/**
 * Creates all declared indexes that do not exist; one command per collection if all exist. An index whose declaration has
 * changed is dropped and created again. Indexes that Meshi does not declare are kept. A build that outlasts the time limit of an
 * answer continues in the database, and this function waits for it.
 */
export async function ensureIndexes(
  connection: Connection,
  definitions: readonly ModelDefinition[],
  log: Log,
  { isEmbedded = false, signal }: EnsureIndexesOptions = {},
): Promise<void> {
  const prepare = async () => (isEmbedded ? boundBuildMemory(connection) : undefined);
  await prepare();
  const patience = new Patience({ connection, log, signal });
  await mapLimited(definitions, AT_ONCE, async (definition) => {
    let isRepeat = false;
    await patience.repeat(definition.collection, async () => {
      // A restarted engine has lost the setting.
      if (isRepeat) await prepare();
      isRepeat = true;
      await ensureIndexesOf(connection, definition, log);
    });
  });
}

async function boundBuildMemory(connection: Connection): Promise<void> {
  const parameters = { setParameter: 1, maxIndexBuildMemoryUsageMegabytes: BUILD_MEMORY_MB };
  await connection.getClient().db('admin').command(parameters);
}

/** Repeats work while the database does not answer, and logs why it takes long. */
class Patience {
  readonly #connection: Connection;
  readonly #log: Log;
  readonly #signal: AbortSignal | undefined;
  /** Whether the log says that the database is unavailable. One line is enough for all collections. */
  #isReported = false;

  constructor({ connection, log, signal }: { connection: Connection; log: Log; signal: AbortSignal | undefined }) {
    this.#connection = connection;
    this.#log = log;
    this.#signal = signal;
  }

  async repeat(collection: string, work: () => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    let isDown = false;
    const note = () => {
      const seconds = Math.round((performance.now() - startedAt) / 1_000);
      if (!isDown && this.#connection.readyState === STATES.connected) {
        this.#log.info(
          { collection, seconds },
          'building the indexes of a large collection; the start goes on afterwards',
        );
      }
      timer = setTimeout(note, NOTE_MS);
    };
    let timer = setTimeout(note, FIRST_NOTE_MS);
    try {
      for (let error = await this.#try(work); error !== null; error = await this.#try(work)) {
        isDown = !isTimeout(error);
        if (isDown) this.#reportDown(error);
        if (performance.now() - startedAt > MAX_BUILD_MS) throw databaseUnavailable(error);
        await delay(RETRY_MS, undefined, { signal: this.#signal });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Returns the error of a database that does not answer, or not in time. */
  async #try(work: () => Promise<void>): Promise<Error | null> {
    try {
      await abortable(work(), this.#signal);
      return null;
    } catch (error) {
      if (error instanceof Error && isUnavailable(error)) return error;
      throw error;
    }
  }

  #reportDown(error: Error): void {
    if (this.#isReported) return;
    this.#isReported = true;
    this.#log.warn({ err: error }, 'the database is not available; the start waits for it');
  }
}

async function ensureIndexesOf(connection: Connection, definition: ModelDefinition, log: Log): Promise<void> {
  const collection = connection.getClient().db(connection.name).collection(definition.collection);
  const declared = declaredIndexes(connection, definition);
  if (declared.length === 0) return;
  try {
    await collection.createIndexes(declared);
  } catch (error) {
    if (!isChanged(error)) throw error;
    for (const index of await changedIndexes(collection, declared)) {
      log.warn(
        { collection: definition.collection, index },
        'the declaration of an index has changed; creating it again',
      );
      await dropIfExists(collection, index);
    }
    await collection.createIndexes(declared);
  }
}

/** The schema's indexes in the form of the driver. `background` is an option of Mongoose that MongoDB no longer uses. */
function declaredIndexes(connection: Connection, definition: ModelDefinition): mongo.IndexDescription[] {
  return model(connection, definition)
    .schema.indexes()
    .map(([fields, { background: _, ...options }]) => ({
      ...(options as Omit<mongo.IndexDescription, 'key'>),
      key: fields as Record<string, mongo.IndexDirection>,
      name: options.name ?? nameOf(fields),
    }));
}

/** The default name in MongoDB: `tenantId_1_createdAt_-1`. */
function nameOf(fields: object): string {
  return Object.entries(fields).flat().join('_');
}

/** Names of stored indexes that have the name or the key of a declared index, but differ in the other or in options. */
async function changedIndexes(collection: mongo.Collection, declared: mongo.IndexDescription[]): Promise<string[]> {
  const stored = await collection.indexes();
  return stored
    .filter((one) => one.name !== undefined && one.name !== '_id_' && declared.some((index) => conflicts(index, one)))
    .map((one) => String(one.name));
}

function conflicts(declared: mongo.IndexDescription, stored: mongo.IndexDescriptionInfo): boolean {
  const isSameKey = JSON.stringify(declared.key) === JSON.stringify(stored.key);
  const isSameName = declared.name === stored.name;
  if (!isSameKey && !isSameName) return false;
  return !isSameKey || !isSameName || optionsOf(declared) !== optionsOf(stored);
}

const COMPARED = ['unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression', 'collation', 'weights'] as const;

function optionsOf(index: object): string {
  const options = new Map(Object.entries(index));
  return JSON.stringify(COMPARED.map((name) => options.get(name) || null));
}

function isChanged(error: unknown): boolean {
  const code = codeOf(error);
  return code === INDEX_OPTIONS_CONFLICT || code === INDEX_KEY_SPECS_CONFLICT;
}

/** Another server process that starts at the same time may have dropped it already. */
async function dropIfExists(collection: mongo.Collection, name: string): Promise<void> {
  try {
    await collection.dropIndex(name);
  } catch (error) {
    const code = codeOf(error);
    if (code !== NAMESPACE_NOT_FOUND && code !== INDEX_NOT_FOUND) throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
