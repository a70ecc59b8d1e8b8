/** Compares the memory of an idle, authenticated connection in a room of Meshi with one in a room of bare Socket.IO. */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PROTOCOL_VERSION } from '../src/protocol/version.ts';
import type { ChatPlan, Seat } from './support/chat-plan.ts';
import type { BenchOptions } from './support/options.ts';
import { createRooms, signUp } from './support/people.ts';
import { BenchProcess, LOAD_CORE } from './support/processes.ts';
import { type BenchReport, median, rounded, type Say } from './support/report.ts';
import { type BenchServer, startBare, startMeshi } from './support/servers.ts';

const CONNECTIONS = 3_000;
const MEMBERS = 50;
const PEOPLE = 100;
/** Not measured: the first connections also pay for shared memory, such as compiled code and growing pools. */
const WARM_CONNECTIONS = 200;
const SETTLE_MS = 1_500;

export async function benchMemory({ rounds, connections }: BenchOptions, say: Say): Promise<BenchReport> {
  const count = connections ?? CONNECTIONS;
  const results = { meshi: [] as number[], bare: [] as number[] };
  // Three rounds are enough: memory varies less than time, and every round restarts both servers.
  for (let round = 1; round <= Math.min(rounds, 3); round += 1) {
    results.bare.push(await measure(await startBare('bare-rooms'), (url) => planForBare(url), count));
    results.meshi.push(await measure(await startMeshi(), (url) => planForMeshi(url, count), count));
    say(`round ${round}: bare ${results.bare.at(-1)} bytes, Meshi ${results.meshi.at(-1)} bytes per connection`);
  }
  const ratios = results.meshi.map((bytes, at) => bytes / (results.bare[at] ?? Number.NaN));
  return {
    bench: 'memory',
    ratios: { connection: rounded(median(ratios)) },
    figures: {
      connections: count,
      meshiBytes: Math.round(median(results.meshi)),
      bareBytes: Math.round(median(results.bare)),
    },
  };

  function planForBare(url: string): Promise<ChatPlan> {
    const seats = Array.from({ length: count + WARM_CONNECTIONS }, (_, at): Seat => {
      return { auth: { room: `room-${Math.floor(at / MEMBERS)}` }, join: null, body: {} };
    });
    return Promise.resolve({ name: 'all', url, event: 'message', seats });
  }
}

async function measure(
  server: BenchServer,
  planFor: (url: string) => Promise<ChatPlan>,
  count: number,
): Promise<number> {
  const load = new BenchProcess({
    args: [fileURLToPath(new URL('./support/chat-load.ts', import.meta.url))],
    core: LOAD_CORE,
  });
  try {
    const plan = await planFor(server.url);
    await load.ask('connect', { ...plan, name: 'warm', seats: plan.seats.slice(0, WARM_CONNECTIONS) });
    const before = await settledMemory(server.process);
    await load.ask('connect', { ...plan, seats: plan.seats.slice(WARM_CONNECTIONS) });
    const after = await settledMemory(server.process);
    return (after - before) / count;
  } finally {
    await load.end();
    await server.end();
  }
}

async function planForMeshi(url: string, count: number): Promise<ChatPlan> {
  const people = await signUp(url, PEOPLE);
  const [owner] = people;
  if (!owner) throw new Error('No person was created');
  const rooms = await createRooms(url, owner, Math.ceil((count + WARM_CONNECTIONS) / MEMBERS));
  const seats = Array.from({ length: count + WARM_CONNECTIONS }, (_, at): Seat => {
    return {
      auth: { accessToken: people[at % PEOPLE]?.accessToken, protocol: PROTOCOL_VERSION },
      join: JSON.stringify(['room:join', { roomId: rooms[Math.floor(at / MEMBERS)]?.id }]),
      body: {},
    };
  });
  return { name: 'all', url, event: 'message:send', seats };
}

/** Resident bytes after garbage collection; the smallest of a few samples. */
async function settledMemory(server: BenchProcess): Promise<number> {
  const samples: number[] = [];
  for (let sample = 0; sample < 3; sample += 1) {
    server.signal('SIGUSR2');
    await delay(SETTLE_MS);
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
    samples.push(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024);
  }
  return Math.min(...samples);
}
