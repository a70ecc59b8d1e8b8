/**
 * An authenticated GET beside bare `node:http` that answers the same bytes; and the newest page of a history from memory
 * beside the same page from the database.
 */
import { fileURLToPath } from 'node:url';
import { API_PREFIX } from '../src/protocol/routes.ts';
import { PROTOCOL_VERSION } from '../src/protocol/version.ts';
import type { HttpPlan, HttpResult } from './support/http-plan.ts';
import type { BenchOptions } from './support/options.ts';
import { createRooms, signUp } from './support/people.ts';
import { BenchProcess, LOAD_CORE } from './support/processes.ts';
import { type BenchReport, median, rounded, type Say } from './support/report.ts';
import { startBare, startMeshi } from './support/servers.ts';
import { WireClient } from './support/wire-client.ts';

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
    const { accessToken, path } = await writeHistory(meshi.url);
    const headers = { authorization: `Bearer ${accessToken}` };
    const newest = `${path}?limit=${PAGE}`;
    // The same page by another question, which only the database can answer.
    const stored = `${newest}&beforeSeq=${MESSAGES + 1}`;
    const [answer, fromDatabase] = await Promise.all([newest, stored].map((one) => read(meshi.url + one, headers)));
    if (answer !== fromDatabase || answer === undefined) throw new Error('Memory and database differ');
    const bare = await startBare('bare-http', { ANSWER: answer });
    const rates = { get: [] as number[], bare: [] as number[], database: [] as number[] };
    const measure = (url: string) => {
      const plan: HttpPlan = {
        url,
        headers,
        connections: connections ?? CONNECTIONS,
        warmMs: WARM_MS,
        ms: seconds * 1000,
      };
      return load.ask<HttpResult>('run', plan);
    };
    for (let round = 1; round <= rounds; round += 1) {
      rates.bare.push((await measure(`${bare.url}/`)).requestsPerSecond);
      rates.get.push((await measure(meshi.url + newest)).requestsPerSecond);
      rates.database.push((await measure(meshi.url + stored)).requestsPerSecond);
      say(
        `round ${round}: ${JSON.stringify({ bare: rates.bare.at(-1), meshi: rates.get.at(-1), database: rates.database.at(-1) })}`,
      );
    }
    await bare.end();
    return {
      bench: 'http',
      ratios: {
        get: ratio(rates.get, rates.bare),
        historyPage: ratio(rates.get, rates.database),
      },
      figures: {
        isPinned: BenchProcess.isPinned,
        answerBytes: Buffer.byteLength(answer),
        getPerSecond: rounded(median(rates.get)),
        barePerSecond: rounded(median(rates.bare)),
        databasePagePerSecond: rounded(median(rates.database)),
      },
    };
  } finally {
    await load.end();
    await meshi.end();
  }
}

/** A room with a few messages, of which the newest page is asked for. */
async function writeHistory(url: string): Promise<{ accessToken: string; path: string }> {
  const [person] = await signUp(url, 1);
  if (!person) throw new Error('Nobody has signed up');
  const [room] = await createRooms(url, person, 1);
  if (!room) throw new Error('There is no room');
  const client = await WireClient.open(
    url,
    { accessToken: person.accessToken, protocol: PROTOCOL_VERSION },
    { onAnnouncement() {}, onAcknowledged() {} },
  );
  await client.ask(1, JSON.stringify(['room:join', { roomId: room.id }]));
  for (let number = 0; number < MESSAGES; number += 1) {
    const message = {
      conversationId: room.conversationId,
      clientMessageId: `message-${number}`,
      text: 'x'.repeat(200),
    };
    await client.ask(number + 2, JSON.stringify(['message:send', message]));
  }
  client.close();
  return { accessToken: person.accessToken, path: `${API_PREFIX}/conversations/${room.conversationId}/messages` };
}

async function read(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}

function ratio(ours: readonly number[], theirs: readonly number[]): number {
  return rounded(median(ours.map((one, at) => one / (theirs[at] ?? Number.NaN))));
}
