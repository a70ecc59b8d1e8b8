/** Starts and closes Meshi: database, kernel, features, HTTP and sockets. Everything is closed in reverse order. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSignaling } from '../signaling/create-signaling.ts';
import { REFRESH_COOKIE } from './accounts/index.ts';
import { Backfills } from './database/backfill.ts';
import { Expiry } from './database/expiry.ts';
import { ensureIndexes } from './database/indexes.ts';
import { type Database, openDatabase } from './database/open-database.ts';
import { type AppFeatures, createFeatures, type Services } from './features.ts';
import { createHttpApp } from './http/create-http-app.ts';
import type { Readiness } from './http/health.ts';
import { warnOfUnknownProxies } from './http/proxy-warnings.ts';
import { RateLimits } from './http/rate-limit.ts';
import { giveSocketHeaders } from './http/security-headers.ts';
import { Clock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import { closeFeatures, listen as listenTo, modelsOf, routesOf, servicesOf } from './kernel/feature.ts';
import { createKernel, type Kernel } from './kernel/kernel.ts';
import { createLog, type Log } from './kernel/log.ts';
import { Redis } from './kernel/redis.ts';
import { logRisks } from './kernel/settings-checks/log-risks.ts';
import { tokenKeysOf } from './kernel/token-keys.ts';
import { loadDevelopmentVapidKeys, type VapidKeys } from './kernel/vapid-keys.ts';
import { createPushTransport, type PushTransport } from './notifications/index.ts';

const WEB_DIRECTORY = join(import.meta.dirname, '../web/dist');

/** Parts that tests may replace; everything else is created from the configuration. */
export interface AppParts {
  log?: Log;
  clock?: Clock;
  /** Sends push messages to push services. Tests replace it. */
  pushTransport?: PushTransport;
  /** An open database. The app closes it. */
  database?: Pick<Database, 'connection' | 'kind' | 'state' | 'close'> & Partial<Pick<Database, 'problem'>>;
  /** The folder of the built web app. Tests replace it. */
  webDirectory?: string;
  /** Ends a start that is under way: `startApp` then rejects with its reason. */
  signal?: AbortSignal | undefined;
}

export interface App {
  /** The URL it listens on, such as `http://127.0.0.1:3000`. */
  url: string;
  kernel: Kernel;
  features: AppFeatures;
  /** The services of all features, by name. */
  services: Services;
  /**
   * Prepares closing while other processes run: `/readyz` turns 503, and the rooms move to the others. Resolves after
   * `drainMs`, or when the signal is aborted; without other processes at once.
   */
  drain(signal?: AbortSignal): Promise<void>;
  /** Closes everything in reverse order. Idempotent: all calls wait for the same result. */
  close(): Promise<void>;
}

/** Starts Meshi and resolves when it is ready to serve. If a step fails, closes what was started before. */
export async function startApp(config: Config, parts: AppParts = {}): Promise<App> {
  const closers: (() => Promise<void>)[] = [];
  const close = once(() => closeAll(closers));
  try {
    return await start(config, parts, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(config: Config, parts: AppParts, closers: (() => Promise<void>)[], close: () => Promise<void>) {
  const { log = createLog({ level: config.logLevel }), clock = new Clock(), signal } = parts;
  const { limits } = config;

  const database = parts.database ?? (await openConfigured(config, log, signal));
  closers.push(() => database.close());
  signal?.throwIfAborted();
  const { connection } = database;
  const kernel = createKernel({ config, log, clock, connection });
  const tokenKeys = await tokenKeysOf(config);
  const vapidKeys = await vapidKeysOf(config);
  const pushTransport = parts.pushTransport ?? createPushTransport(config.pushHosts);
  const features = createFeatures({ kernel, tokenKeys, vapidKeys, pushTransport });
  const definitions = modelsOf(features);
  await ensureIndexes(connection, definitions, log, { isEmbedded: database.kind === 'embedded', signal });
  const expiry = Expiry.start({ database, definitions, log });
  closers.push(() => expiry.close());
  const backfills = Backfills.start({ connection, definitions, log });
  closers.push(() => backfills.close());

  const stopListening = listenTo(features, kernel.events);
  closers.push(async () => stopListening());
  closers.push(() => closeFeatures(features));
  for (const feature of Object.values(features)) {
    signal?.throwIfAborted();
    await feature.start?.();
  }

  const redis = redisOf(config, log, signal);
  closers.push(async () => redis?.close());
  const rateLimits = await RateLimits.create({ limits, redis, log });
  closers.push(() => rateLimits.close());
  const rooms = features.rooms.service;
  let isStopping = false;
  const drain = async (until?: AbortSignal) => {
    isStopping = true;
    if (!(await features.nodes.service.nodes.hasOthers())) return;
    await rooms.handOver();
    // An abort ends the waiting.
    await delay(limits.drainMs, undefined, { signal: until }).catch(() => undefined);
  };
  const readiness = (): Readiness => {
    const problem = database.problem?.() ?? null;
    return {
      isReady: !isStopping && database.state() === 'ready' && !problem && rooms.mediaState().alive > 0,
      parts: {
        ...(isStopping && { isStopping }),
        database: { kind: database.kind, state: database.state(), ...(problem && { problem }) },
        // Without Redis this process still serves, and the others have lost it too: it stays ready.
        ...(redis && { redis: { state: redis.state() } }),
        media: rooms.mediaState(),
        ...(config.risks.accepted.length > 0 && { acceptedRisks: config.risks.accepted }),
      },
    };
  };
  const httpApp = createHttpApp({
    handlers: routesOf(features),
    accounts: features.accounts.service.accounts,
    authenticator: features.accounts.service.authenticator,
    apiKeys: features.keys.service.apiKeys,
    proofs: features.accounts.service.sessions,
    policies: features.accounts.service.factorPolicy,
    devices: features.accounts.service.devices,
    roles: features.operators.service.portal,
    challenges: { accountOf: (id) => accountOfChallenge(features, id) },
    rateLimits,
    settings: { publicUrl: config.http.publicUrl, trustedProxies: config.http.trustedProxies },
    readiness,
    webDirectory: parts.webDirectory ?? WEB_DIRECTORY,
    scim: features.directory.service.scim,
    logouts: features.signOn.service.backChannelLogout,
    visitors: {
      pages: features.front.service.frontPages,
      refreshCookie: REFRESH_COOKIE,
      maxAgeMs: limits.frontMaxAgeMs,
    },
    showsInternals: { docs: config.http.hasDocs, readiness: config.environment !== 'production' },
    hasNodes: config.http.nodeUrl !== null,
    security: kernel.security,
    log,
  });
  const server = createServer({ requestTimeout: limits.requestMs, keepAliveTimeout: limits.keepAliveMs }, httpApp);
  warnOfUnknownProxies(server, config.http, log);
  closers.push(() => closeServer(server, limits.shutdownMs));

  const signaling = await createSignaling({ server, kernel, features, redis });
  giveSocketHeaders(server, config.http.publicUrl);
  kernel.hooks.add([signaling]);
  closers.push(() => signaling.close());
  // Before connections are closed, so that people in rooms are told to reconnect.
  closers.push(async () => features.rooms.close?.());

  const { accountDeletion, departures } = features.accounts.service;
  await accountDeletion.finishDeletions();
  await departures.finish();
  const url = await listen(server, config.http);
  kernel.listensAt(url);
  await rooms.joinNodes();
  kernel.jobs.start();
  // Closed first, because jobs use everything else.
  closers.push(() => kernel.jobs.close());
  const modes = {
    database: database.kind,
    processes: signaling.kind,
    rateLimits: rateLimits.kind,
    mail: config.mail.smtpUrl ? 'smtp' : 'none',
    push: (await features.notifications.service.hasPush()) ? 'on' : 'none',
  };
  logRisks(config.risks, log);
  log.info({ url, publicUrl: kernel.publicUrl(), ...modes, mediaWorkers: rooms.mediaState().alive }, 'Meshi is ready');
  return { url, kernel, features, services: servicesOf(features), drain, close };
}

/** A challenge of the second step of a sign-in, or one to link an identity: attempts at either are counted for the account. */
async function accountOfChallenge({ accounts, signOn }: AppFeatures, challengeId: string): Promise<string | null> {
  const { challenges } = accounts.service;
  return (await challenges.accountOf(challengeId)) ?? signOn.service.signOnLinks.accountOf(challengeId);
}

/** In production, push needs configured keys: if generated keys were lost, subscribed browsers could not be reached any more. */
async function vapidKeysOf({ vapidKeys, environment, dataDir }: Config): Promise<VapidKeys | null> {
  if (vapidKeys || environment === 'production') return vapidKeys;
  return loadDevelopmentVapidKeys(dataDir);
}

function redisOf({ redisUrl, redisPrefix, limits }: Config, log: Log, signal?: AbortSignal): Redis | null {
  return redisUrl && new Redis({ url: redisUrl, prefix: redisPrefix, limits, log, signal });
}

/** Opens the database of the configuration. */
export function openConfigured(config: Config, log: Log, signal?: AbortSignal): Promise<Database> {
  const { mongodbUri, dataDir, engineLoader } = config;
  const { databaseWaitMs, startWaitMs } = config.limits;
  return openDatabase({ mongodbUri, dataDir, engineLoader, databaseWaitMs, startWaitMs, signal, log });
}

/** Closes one after the other in reverse order, because later parts use earlier ones. */
async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const closer of closers.toReversed()) await closer().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'Some parts could not be closed');
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= run();
    return running;
  };
}

function listen(server: Server, { port, host }: Config['http']): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const { port: actual } = server.address() as AddressInfo;
      resolve(`http://${reachable(host)}:${actual}`);
    });
  });
}

/** A host name for reaching a server that listens on all addresses. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Closes the server. Running requests may finish within `graceMs`. */
async function closeServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cutting = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cutting);
}
