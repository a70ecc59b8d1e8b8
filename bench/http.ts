/**
 * Compares an authenticated GET with bare `node:http` that answers the same bytes, and the newest page of a history from
 * memory with the same page from the database.
 */
import { fileURLToPath } from 'node:url';
import { API_PREFIX } from '../src/protocol/routes.ts';
import { connect, type MainSocket } from '../test/support/socket-client.ts';
import type { HttpPlan, HttpResult } from './support/http-plan.ts';
import type { BenchOptions } from './support/options.ts';
import { createRooms, signUp } from './support/people.ts';
import { BenchProcess, LOAD_CORE } from './support/processes.ts';
import { type BenchReport, median, rounded, type Say } from './support/report.ts';
import { type BenchServer, startBare, startMeshi } from './support/servers.ts';

const PAGE = 50;
const MESSAGES = 60;
const CONNECTIONS = 32;
const WARM_MS = 500;

export async function benchHttp({ rounds, seconds, connections }: BenchOptions, say: Say): Promise<BenchReport> {
  const meshi = await startMeshi();
  const load = new BenchProcess({
    args: [fileURLToPath(new URL('./support/http-load.ts', import.meta.url))],
    core: LOAD_CORE,
  });
  try {
    const { client, accessToken, path } = await writeHistory(meshi.url);
    const headers = { authorization: `Bearer ${accessToken}` };
    const newest = `${path}?limit=${PAGE}`;
    // Another request for the same page, which only the database can answer.
    const stored = `${newest}&beforeSeq=${MESSAGES + 1}`;
    const [answer, fromDatabase] = await Promise.all([newest, stored].map((one) => read(meshi.url + one, headers)));
    if (answer !== fromDatabase || answer === undefined) throw new Error('Memory and database differ');
    const bare = await startBare('bare-http', { ANSWER: answer });
    const measure = async (server: BenchServer, path: string): Promise<Measured> => {
      const url = server.url + path;
      const counts = { connections: connections ?? CONNECTIONS, warmMs: WARM_MS, ms: seconds * 1000 };
      const plan: HttpPlan = { url, headers, pid: server.process.pid, ...counts };
      const { requestsPerSecond, cpuSecondsPerSecond } = await load.ask<HttpResult>('run', plan);
      return { rate: requestsPerSecond, costUs: (cpuSecondsPerSecond / requestsPerSecond) * 1e6 };
    };
    const results = { get: [] as Measured[], bare: [] as Measured[], database: [] as Measured[] };
    for (let round = 1; round <= rounds; round += 1) {
      results.bare.push(await measure(bare, '/'));
      results.get.push(await measure(meshi, newest));
      results.database.push(await measure(meshi, stored));
      say(
        `round ${round}: ${JSON.stringify({ bare: results.bare.at(-1), get: results.get.at(-1), database: results.database.at(-1) })}`,
      );
    }
    await bare.end();
    client.close();
    return {
      bench: 'http',
      ratios: { get: ratio(results.get, results.bare) },
      figures: {
        isPinned: BenchProcess.isPinned,
        /** The newest page from memory, relative to the same page from the database. */
        historyPage: ratio(results.get, results.database),
        answerBytes: Buffer.byteLength(answer),
        get: summary(results.get),
        bare: summary(results.bare),
        database: summary(results.database),
      },
    };
  } finally {
    await load.end();
    await meshi.end();
  }
}

/** A room with some messages, whose newest page is requested. */
async function writeHistory(url: string): Promise<{ client: MainSocket; accessToken: string; path: string }> {
  const [person] = await signUp(url, 1);
  if (!person) throw new Error('No person was created');
  const [room] = await createRooms(url, person, 1);
  if (!room) throw new Error('No room was created');
  const client = await connect({ url }, person);
  await client.ask('room:join', { roomId: room.id });
  for (let number = 0; number < MESSAGES; number += 1) {
    await client.ask('message:send', {
      conversationId: room.conversationId,
      clientMessageId: `message-${number}`,
      text: 'x'.repeat(200),
    });
  }
  // The connection stays open, because only people inside a room may read its messages.
  return {
    client,
    accessToken: person.accessToken,
    path: `${API_PREFIX}/conversations/${room.conversationId}/messages`,
  };
}

async function read(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}

interface Measured {
  rate: number;
  /** Processor time of a request, including the database's. */
  costUs: number;
}

function ratio(ours: readonly Measured[], theirs: readonly Measured[]): number {
  return rounded(median(ours.map(({ rate }, at) => rate / (theirs[at]?.rate ?? Number.NaN))));
}

function summary(results: readonly Measured[]) {
  return {
    perSecond: rounded(median(results.map(({ rate }) => rate))),
    cpuMicroseconds: rounded(median(results.map(({ costUs }) => costUs))),
  };
}
