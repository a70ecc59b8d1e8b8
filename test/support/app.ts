/** The real app for tests, on a free loopback port and with its own empty database. */
import type { Connection } from 'mongoose';
import { type App, type AppParts, startApp } from '../../src/app.ts';
import { type Config, type Limits, readConfig } from '../../src/kernel/config.ts';
import { createLog } from '../../src/kernel/log.ts';
import { startTestDatabase, temporaryDirectory } from './database.ts';
import { watchQueries } from './tenant-scope.ts';

const MUCH = 10_000_000;

/** Limits that no test reaches. A test of a limit sets its own. */
export const generous: Partial<Limits> = {
  credentialPerMinute: MUCH,
  credentialPerMinutePerAddress: MUCH,
  signUpsPerHourPerAddress: MUCH,
  signInsPerHour: MUCH,
  signInsPerHourPerEmail: MUCH,
  secondStepsPerDay: MUCH,
  secondStepsPerDayPerAccount: MUCH,
  readPerMinute: MUCH,
  writePerMinute: MUCH,
  uploadPerMinute: MUCH,
  peopleSearchesPerHour: MUCH,
  messagesPer10s: MUCH,
  requestsPer10s: MUCH,
  voiceSignalsPer10s: MUCH,
  microphonesPer10s: MUCH,
  connectionsPerAddress: MUCH,
  connectionsPerPerson: MUCH,
  passwordResetMailMs: 0,
  openTopicsPerPerson: MUCH,
  topicsPerPerson: MUCH,
  interestsPerPerson: MUCH,
  openRoomsPerPerson: MUCH,
  // The machine may be so busy that heartbeats are late.
  nodeDeadMs: 10_000,
};

/** Small, because a hash of the default size takes most of the time of a sign-up. Production would refuse it. */
const PASSWORD_MEMORY_KIB = 64;

export interface TestAppOptions extends AppParts {
  /** Variables of the environment, as an operator would set them. */
  env?: Record<string, string>;
  /** Limits that differ from `generous` and the defaults. */
  limits?: Partial<Limits>;
  /** Other parts of the configuration. */
  config?: Partial<Omit<Config, 'limits'>>;
}

export interface TestApp extends App {
  /** To the app's database, for what a test can only see or change there. The app has another connection. */
  connection: Connection;
}

/** Starts the app. `close()` stops it and drops its data. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { env, limits, config, ...parts } = options;
  const settings = await testConfig({ ...env });
  const database = parts.database ?? owned(await startTestDatabase({ isForApp: true }));
  const queriesWithoutTenant = watchQueries(database.connection);
  const app = await startApp(
    {
      ...settings,
      ...config,
      limits: { ...settings.limits, ...generous, passwordMemoryKib: PASSWORD_MEMORY_KIB, ...limits },
    },
    { log: createLog({ level: settings.logLevel }), ...parts, database },
  );
  const close = async () => {
    await app.close();
    const queries = queriesWithoutTenant();
    if (queries.length > 0) throw new Error(`Queries without a tenant, see tenant-scope.ts: ${queries.join(', ')}`);
  };
  return { ...app, close, connection: testConnection(database.connection) };
}

/** A connection of its own for the queries of a test, because those of the app are watched. */
function testConnection(connection: Connection): Connection {
  // biome-ignore lint/correctness/useHookAtTopLevel: not a hook of React.
  return connection.useDb(connection.name);
}

/** The configuration of a test's app. It shares nothing with other apps. */
export async function testConfig(env: Record<string, string> = {}): Promise<Config> {
  return readConfig({
    ...process.env,
    NODE_ENV: 'test',
    PORT: '0',
    HOST: '127.0.0.1',
    MEDIA_PORT: '0',
    MEDIA_LISTEN_ADDRESS: '127.0.0.1',
    MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
    MEDIA_WORKERS: '1',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    DATA_DIR: await temporaryDirectory(),
    ...env,
  });
}

/** The test's database as a part of the app. Closing it also drops the data. */
function owned({ database, close }: Awaited<ReturnType<typeof startTestDatabase>>) {
  return { connection: database.connection, kind: database.kind, state: () => database.state(), close };
}
