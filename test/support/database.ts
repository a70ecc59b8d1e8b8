/**
 * Databases for tests: real ones, each empty and its own. All tests of a process share one engine, which is started by
 * the first and closed after the last.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'mocha';
import { readConfig } from '../../src/config.ts';
import { EmbeddedMongo } from '../../src/database/embedded-mongo.ts';
import { newId } from '../../src/database/ids.ts';
import { type Database, openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';

const config = readConfig({ ...process.env, NODE_ENV: 'test' });
const log = createLog({ level: process.env.LOG_LEVEL ? config.logLevel : 'silent' });

/** The newer system loader for the engine, where this machine needs one. */
export const engineLoader = config.engineLoader;

export interface TestDatabase {
  database: Database;
  /** Drops the data and closes the connection. */
  close(): Promise<void>;
}

/** An empty database on the engine that this process shares. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const { engine, directory } = await sharedEngine();
  const database = await openDatabase({ engine, dataDir: directory, databaseName: `test-${newId()}`, log });
  return {
    database,
    async close() {
      if (database.state() !== 'closed') await database.connection.dropDatabase();
      await database.close();
    },
  };
}

/** A folder that is removed after all tests; for those that kill or reopen an engine of their own. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'meshi-test-'));
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const cleanups: (() => Promise<void>)[] = [];
let shared: Promise<{ engine: EmbeddedMongo; directory: string }> | null = null;

function sharedEngine(): Promise<{ engine: EmbeddedMongo; directory: string }> {
  shared ??= startSharedEngine();
  return shared;
}

async function startSharedEngine(): Promise<{ engine: EmbeddedMongo; directory: string }> {
  const directory = await temporaryDirectory();
  const engine = await EmbeddedMongo.start({ directory, loader: engineLoader, log });
  cleanups.push(() => engine.close());
  return { engine, directory };
}

// The last made is the first to go: an engine before its folder.
after(async () => {
  for (const cleanUp of cleanups.reverse()) await cleanUp();
});
