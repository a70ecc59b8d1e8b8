/**
 * Real databases for tests, each empty and separate, all on one engine. A database that a test has closed is emptied and used
 * again, because creating fifty collections with their indexes takes most of the time in which an app starts.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { EmbeddedMongo } from '../../src/database/engine/embedded-mongo.ts';
import { newId } from '../../src/database/ids.ts';
import { type Database, openDatabase } from '../../src/database/open-database.ts';
import { readConfig } from '../../src/kernel/config.ts';
import { createLog } from '../../src/kernel/log.ts';
import { atEnd } from './at-end.ts';

const config = readConfig({ ...process.env, NODE_ENV: 'test' });
const log = createLog({ level: process.env.LOG_LEVEL ? config.logLevel : 'silent' });

/** The newer dynamic loader for the engine, if this machine needs one. */
export const engineLoader = config.engineLoader;

export interface TestDatabase {
  database: Database;
  /** Closes the connection. The data is deleted with the engine. */
  close(): Promise<void>;
}

/** The names of closed databases, which have the collections and indexes of the app. */
const reusable: string[] = [];

/**
 * An empty database. With `isForApp`, a used one with the collections and indexes of the app if there is one; otherwise a new one
 * without collections.
 */
export async function startTestDatabase({ isForApp = false } = {}): Promise<TestDatabase> {
  const { engine, directory } = await sharedEngine();
  const databaseName = (isForApp ? reusable.pop() : null) ?? `test-${newId()}`;
  const database = await openDatabase({ engine, dataDir: directory, databaseName, log });
  await empty(database.connection);
  let isOpen = true;
  return {
    database,
    async close() {
      await database.close();
      if (isOpen && isForApp) reusable.push(databaseName);
      isOpen = false;
    },
  };
}

/** Done when a database is opened again, not when it is closed: then the last writes of its app have ended. */
async function empty(connection: Connection): Promise<void> {
  const collections = await connection.listCollections();
  await Promise.all(collections.map(({ name }) => connection.collection(name).deleteMany({})));
}

/** Creates a folder that is removed after all tests. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'meshi-test-'));
  atEnd(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

let engine: ReturnType<typeof startEngine> | null = null;

function sharedEngine(): ReturnType<typeof startEngine> {
  engine ??= startEngine();
  return engine;
}

async function startEngine(): Promise<{ engine: EmbeddedMongo; directory: string }> {
  const directory = await temporaryDirectory();
  const engine = await EmbeddedMongo.start({ directory, loader: engineLoader, log });
  atEnd(() => engine.close());
  return { engine, directory };
}
