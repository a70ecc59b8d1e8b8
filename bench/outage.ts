/**
 * `npm run bench -- outage --seconds 70`: stops Redis under two server processes, for 1, 5, 12 and `--seconds` seconds, while
 * twenty people write five messages a second each to people on the other process. Counts what that process did not tell or told twice,
 * and how long it accepted an ended session and a blocked person.
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
const PAIRS = 20;
const PAUSE_MS = 200;
const POLL_MS = 20;
/** Messages that have not arrived this long after Redis was back count as lost. */
const LATEST_MS = 20_000;

interface Outcome {
  sent: number;
  lost: number;
  doubled: number;
  /** Matches made during the outage that the other process did not tell. */
  matchesLost: number;
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
  const pairs = await Promise.all(Array.from({ length: PAIRS }, () => connectedPair(here, there)));
  const [apart, leaver] = [await matchedPair(here), await signUp(here)];
  const blocked = await connect(there, apart.bob);
  await blocked.ask('message:send', message(apart.conversationId));
  await caller(there, leaver.accessToken)('accounts.me');
  const late = await interested(here, there);

  await redis.stop();
  const stoppedAt = performance.now();
  await leaver.call('sessions.signOut');
  await apart.alice.call('blocks.create', { params: { personId: apart.bob.id } });
  await late.match();
  const refused = Promise.all([
    until(async () => (await statusOf(there, leaver.accessToken)) === 401),
    until(async () => !(await blocked.answer('message:send', message(apart.conversationId))).ok),
  ]);
  const sent = await Promise.all(pairs.map((pair) => write(pair, stoppedAt + seconds * 1_000)));
  await redis.startAgain();
  const backAt = performance.now();
  const arrivals = () => pairs.map(({ reader }) => reader.all('message:created').map(({ seq }) => seq));
  const missing = () => arrivals().flatMap((seqs, at) => sent[at]?.filter((seq) => !seqs.includes(seq)) ?? []).length;
  const isToldOfMatch = () => late.device.all('match:created').length > 0;
  await until(async () => {
    const isComplete = missing() === 0 && isToldOfMatch();
    return isComplete || performance.now() - backAt > LATEST_MS;
  });
  const lastArrivedMs = performance.now() - backAt;
  const [sessionRefusedMs, blockRefusedMs] = await refused;
  const doubled = arrivals().reduce((sum, seqs) => sum + seqs.length - new Set(seqs).size, 0);
  const outcome: Outcome = {
    sent: sent.flat().length,
    lost: missing(),
    doubled,
    matchesLost: isToldOfMatch() ? 0 : 1,
    lastArrivedMs,
    sessionRefusedMs,
    blockRefusedMs,
  };
  disconnectAll();
  return outcome;
}

/** Two people who are matched: the writer on one process, the reader on the other. */
async function connectedPair(here: BenchServer, there: BenchServer) {
  const { alice, bob, conversationId } = await matchedPair(here);
  const [writer, reader] = [await connect(here, alice), await connect(there, bob)];
  return { writer, reader, conversationId };
}

/** Writes until the time comes. Resolves with the numbers of the messages. */
async function write({ writer, conversationId }: Awaited<ReturnType<typeof connectedPair>>, untilMs: number) {
  const sent: number[] = [];
  while (performance.now() < untilMs) {
    sent.push((await writer.ask('message:send', message(conversationId))).seq);
    await delay(PAUSE_MS);
  }
  return sent;
}

/** A person on the other process who is interested in a topic, and `match` with which its owner here makes the match. */
async function interested(here: BenchServer, there: BenchServer) {
  const [owner, person] = [await signUp(here), await signUp(here)];
  const { id: topicId } = await owner.call('topics.create', { body: { title: 'Tea', body: '', kind: 'discuss' } });
  await person.call('topics.createInterest', { params: { topicId } });
  const device = await connect(there, person);
  return { device, match: () => owner.call('matches.create', { params: { topicId, personId: person.id } }) };
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
