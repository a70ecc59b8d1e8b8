/**
 * Databases for tests: real ones, each empty and its own. A few share one engine, which is closed with the last of them: an
 * engine grows slow with the collections that it has ever held, and each database has fifty of them.
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

/** The newer system loader for the engine, where this machine needs one. */
export const engineLoader = config.engineLoader;

export interface TestDatabase {
  database: Database;
  /** Closes the connection; the data goes with the engine. */
  close(): Promise<void>;
}

const DATABASES_PER_ENGINE = 6;

/** An engine with how many databases it was asked for, and how many of them are open. */
interface SharedEngine {
  started: Promise<{ engine: EmbeddedMongo; directory: string }>;
  asked: number;
  open: number;
}

/** An empty database on an engine that this process shares. */
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
      if (shared.open === 0 && shared.asked === DATABASES_PER_ENGINE) await engine.close();
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
/** The one that takes databases now. */
let current: SharedEngine | null = null;

function sharedEngine(): SharedEngine {
  if (!current || current.asked === DATABASES_PER_ENGINE) current = { started: startEngine(), asked: 0, open: 0 };
  current.asked += 1;
  current.open += 1;
  return current;
}

async function startEngine(): Promise<{ engine: EmbeddedMongo; directory: string }> {
  const directory = await temporaryDirectory();
  const engine = await EmbeddedMongo.start({ directory, loader: engineLoader, log });
  cleanups.push(() => engine.close());
  return { engine, directory };
}

// The last made is the first to go: an engine before its folder.
after(async () => {
  for (const cleanUp of cleanups.reverse()) await cleanUp();
});
