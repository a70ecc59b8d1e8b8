/**
 * Real databases for tests, each empty and separate. A few databases share one engine, which is closed with the last of
 * them: an engine gets slower with every collection that it has ever had, and each database has fifty collections.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'mocha';
import { EmbeddedMongo } from '../../src/database/engine/embedded-mongo.ts';
import { newId } from '../../src/database/ids.ts';
import { type Database, openDatabase } from '../../src/database/open-database.ts';
import { readConfig } from '../../src/kernel/config.ts';
import { createLog } from '../../src/kernel/log.ts';

const config = readConfig({ ...process.env, NODE_ENV: 'test' });
const log = createLog({ level: process.env.LOG_LEVEL ? config.logLevel : 'silent' });

/** The newer dynamic loader for the engine, if this machine needs one. */
export const engineLoader = config.engineLoader;

export interface TestDatabase {
  database: Database;
  /** Closes the connection. The data is deleted with the engine. */
  close(): Promise<void>;
}

const DATABASES_PER_ENGINE = 6;

interface SharedEngine {
  started: Promise<{ engine: EmbeddedMongo; directory: string }>;
  /** How many databases it was given so far, and how many of them are open. */
  given: number;
  open: number;
}

/** Creates an empty database on a shared engine. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const shared = sharedEngine();
  const { engine, directory } = await shared.started;
  const database = await openDatabase({ engine, dataDir: directory, databaseName: `test-${newId()}`, log });
  let isOpen = true;
  return {
    database,
    async close() {
      await database.close();
      if (isOpen) shared.open -= 1;
      isOpen = false;
      if (shared.open === 0 && shared.given === DATABASES_PER_ENGINE) await engine.close();
    },
  };
}

/** Creates a folder that is removed after all tests. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'meshi-test-'));
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const cleanups: (() => Promise<void>)[] = [];
/** The engine that gets the next database. */
let current: SharedEngine | null = null;

function sharedEngine(): SharedEngine {
  if (!current || current.given === DATABASES_PER_ENGINE) current = { started: startEngine(), given: 0, open: 0 };
  current.given += 1;
  current.open += 1;
  return current;
}

async function startEngine(): Promise<{ engine: EmbeddedMongo; directory: string }> {
  const directory = await temporaryDirectory();
  const engine = await EmbeddedMongo.start({ directory, loader: engineLoader, log });
  cleanups.push(() => engine.close());
  return { engine, directory };
}

// In reverse order of creation, so that an engine is closed before its folder is removed.
after(async () => {
  for (const cleanUp of cleanups.reverse()) await cleanUp();
});
