/**
 * `npm run bench -- outage --seconds 70`: stops Redis under two server processes, for 1, 5, 12 and `--seconds` seconds, while
 * one person writes ten messages a second. Counts what the other process did not tell, and how long it accepted an ended
 * session and a blocked person.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedMongo } from '../src/database/engine/embedded-mongo.ts';
import { readConfig } from '../src/kernel/config.ts';
import { createLog } from '../src/kernel/log.ts';
import { caller, matchedPair, signUp } from '../test/support/people.ts';
import { TestRedis } from '../test/support/redis.ts';
import { connect, disconnectAll, message } from '../test/support/socket-client.ts';
import type { BenchOptions } from './support/options.ts';
import type { BenchReport, Say } from './support/report.ts';
import { type BenchServer, startMeshi } from './support/servers.ts';

const OUTAGES_S = [1, 5, 12];
const PAUSE_MS = 100;
const POLL_MS = 20;
/** Messages that have not arrived this long after Redis was back count as lost. */
const LATEST_MS = 20_000;

interface Outcome {
  sent: number;
  lost: number;
  /** After Redis was back. */
  lastArrivedMs: number;
  sessionRefusedMs: number;
  blockRefusedMs: number;
}

export async function benchOutage({ seconds }: BenchOptions, say: Say): Promise<BenchReport> {
  const directory = await mkdtemp(join(tmpdir(), 'meshi-outage-'));
  const { engineLoader } = readConfig(process.env);
  const engine = await EmbeddedMongo.start({ directory, loader: engineLoader, log: createLog({ level: 'silent' }) });
  const redis = await TestRedis.start();
  const env = {
    MONGODB_URI: engine.uri,
    REDIS_URL: redis.url,
    TOKEN_SECRETS: `shared:${randomBytes(48).toString('base64url')}`,
    LOG_LEVEL: 'warn',
  };
  const servers = await Promise.all([startMeshi({ env }), startMeshi({ env })]);
  const figures: Record<string, number> = {};
  try {
    for (const length of [...OUTAGES_S, seconds].toSorted((one, other) => one - other)) {
      const outcome = await stopRedis({ servers, redis, seconds: length });
      say(`${length} s: ${JSON.stringify(outcome)}`);
      for (const [name, value] of Object.entries(outcome)) figures[`${name}@${length}`] = Math.round(value);
    }
  } finally {
    disconnectAll();
    await Promise.all(servers.map((server) => server.end()));
    await Promise.all([redis.close(), engine.close()]);
    await rm(directory, { recursive: true, force: true });
  }
  return { bench: 'outage', ratios: {}, figures };
}

async function stopRedis(parts: { servers: [BenchServer, BenchServer]; redis: TestRedis; seconds: number }) {
  const { servers, redis, seconds } = parts;
  const [here, there] = servers;
  const [pair, apart, leaver] = [await matchedPair(here), await matchedPair(here), await signUp(here)];
  const [writer, reader] = [await connect(here, pair.alice), await connect(there, pair.bob)];
  const blocked = await connect(there, apart.bob);
  await blocked.ask('message:send', message(apart.conversationId));
  await caller(there, leaver.accessToken)('accounts.me');

  await redis.stop();
  const stoppedAt = performance.now();
  await leaver.call('sessions.signOut');
  await apart.alice.call('blocks.create', { params: { personId: apart.bob.id } });
  const refused = Promise.all([
    until(async () => (await statusOf(there, leaver.accessToken)) === 401),
    until(async () => !(await blocked.answer('message:send', message(apart.conversationId))).ok),
  ]);
  const sent: number[] = [];
  while (performance.now() - stoppedAt < seconds * 1_000) {
    sent.push((await writer.ask('message:send', message(pair.conversationId))).seq);
    await delay(PAUSE_MS);
  }
  await redis.startAgain();
  const backAt = performance.now();
  const missing = new Set(sent);
  await until(async () => {
    for (const { seq } of reader.all('message:created')) missing.delete(seq);
    return missing.size === 0 || performance.now() - backAt > LATEST_MS;
  });
  const lastArrivedMs = performance.now() - backAt;
  const [sessionRefusedMs, blockRefusedMs] = await refused;
  for (const device of [writer, reader, blocked]) device.close();
  return { sent: sent.length, lost: missing.size, lastArrivedMs, sessionRefusedMs, blockRefusedMs } satisfies Outcome;
}

/** Resolves with the milliseconds until `isSo`. */
async function until(isSo: () => Promise<boolean>): Promise<number> {
  const startedAt = performance.now();
  while (!(await isSo())) await delay(POLL_MS);
  return performance.now() - startedAt;
}

async function statusOf(server: BenchServer, accessToken: string): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/account`, { headers: { authorization: `Bearer ${accessToken}` } });
  return response.status;
}
