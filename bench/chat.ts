/**
 * Compares durable chat with bare Socket.IO, which stores nothing: 20 rooms of 50 people, 1,000 WebSocket connections, bodies
 * of 200 bytes, and a closed loop with a fixed number of messages in flight. Both servers run all the time and are measured
 * alternately.
 */
import { fileURLToPath } from 'node:url';
import { PROTOCOL_VERSION } from '../src/protocol/version.ts';
import type { ChatPlan, ChatRunResult, Seat } from './support/chat-plan.ts';
import type { BenchOptions } from './support/options.ts';
import { createRooms, signUp } from './support/people.ts';
import { BenchProcess, LOAD_CORE } from './support/processes.ts';
import { type BenchReport, median, rounded, type Say } from './support/report.ts';
import { startBare, startMeshi } from './support/servers.ts';

const ROOMS = 20;
const MEMBERS = 50;
const IN_FLIGHT = [40, 200, 1_000] as const;
const WARM_MS = 500;

export async function benchChat({ rounds, seconds }: BenchOptions, say: Say): Promise<BenchReport> {
  const [meshi, bare] = await Promise.all([startMeshi(), startBare('bare-rooms')]);
  const load = new BenchProcess({
    args: [fileURLToPath(new URL('./support/chat-load.ts', import.meta.url))],
    core: LOAD_CORE,
  });
  try {
    say('connecting');
    for (const plan of [await planForMeshi(meshi.url), planForBare(bare.url)]) await load.ask('connect', plan);
    const results = new Map<string, ChatRunResult[]>();
    for (let round = 1; round <= rounds; round += 1) {
      for (const inFlight of IN_FLIGHT) {
        for (const name of round % 2 === 0 ? ['meshi', 'bare'] : ['bare', 'meshi']) {
          const pid = (name === 'meshi' ? meshi : bare).process.pid;
          const run = { name, pid, inFlight, warmMs: WARM_MS, ms: seconds * 1000 };
          const result = await load.ask<ChatRunResult>('run', run);
          results.set(`${name}@${inFlight}`, [...(results.get(`${name}@${inFlight}`) ?? []), result]);
          say(`round ${round}: ${name} @ ${inFlight}: ${summaryOf(result)}`);
        }
      }
    }
    return reportOf(results);
  } finally {
    await load.end();
    await Promise.all([meshi.end(), bare.end()]);
  }
}

/** Fifty people, each with a connection in every room. */
async function planForMeshi(url: string): Promise<ChatPlan> {
  const people = await signUp(url, MEMBERS);
  const [owner] = people;
  if (!owner) throw new Error('No person was created');
  const rooms = await createRooms(url, owner, ROOMS);
  const seats = people.flatMap(({ accessToken }) =>
    rooms.map(
      ({ id, conversationId }): Seat => ({
        auth: { accessToken, protocol: PROTOCOL_VERSION },
        join: JSON.stringify(['room:join', { roomId: id }]),
        body: { conversationId },
      }),
    ),
  );
  return { name: 'meshi', url, event: 'message:send', seats };
}

function planForBare(url: string): ChatPlan {
  const seats = Array.from({ length: ROOMS * MEMBERS }, (_, at): Seat => {
    const room = `room-${at % ROOMS}`;
    return { auth: { room }, join: null, body: { conversationId: room.padEnd(24, '0') } };
  });
  return { name: 'bare', url, event: 'message', seats };
}

function reportOf(results: ReadonlyMap<string, ChatRunResult[]>): BenchReport {
  const ratios: Record<string, number> = {};
  const figures: Record<string, unknown> = { isPinned: BenchProcess.isPinned, rooms: ROOMS, members: MEMBERS };
  for (const inFlight of IN_FLIGHT) {
    const ours = results.get(`meshi@${inFlight}`) ?? [];
    const bare = results.get(`bare@${inFlight}`) ?? [];
    // Each ratio compares two runs right after each other; their median is stable on a shared machine, too.
    const each = ours.map((one, at) => one.deliveriesPerSecond / (bare[at]?.deliveriesPerSecond ?? Number.NaN));
    ratios[`fanout@${inFlight}`] = rounded(median(each));
    figures[`meshi@${inFlight}`] = summary(ours);
    figures[`bare@${inFlight}`] = summary(bare);
  }
  return { bench: 'chat', ratios, figures };
}

function summaryOf(result: ChatRunResult): string {
  const { deliveriesPerSecond, messagesPerSecond, cpuSecondsPerSecond, ownCpuSecondsPerSecond } = result;
  const costUs = (seconds: number) => Math.round((seconds / messagesPerSecond) * 1e6);
  const [own, others] = [costUs(ownCpuSecondsPerSecond), costUs(cpuSecondsPerSecond - ownCpuSecondsPerSecond)];
  return `${Math.round(deliveriesPerSecond)} deliveries/s; a message costs ${own} µs, its database ${others} µs`;
}

function summary(results: readonly ChatRunResult[]): Record<string, number> {
  const of = (key: keyof ChatRunResult) => rounded(median(results.map((result) => result[key])));
  return {
    deliveriesPerSecond: of('deliveriesPerSecond'),
    messagesPerSecond: of('messagesPerSecond'),
    deliveriesPerOwnCpuSecond: rounded(of('deliveriesPerSecond') / of('ownCpuSecondsPerSecond')),
    deliveriesPerCpuSecond: rounded(of('deliveriesPerSecond') / of('cpuSecondsPerSecond')),
    deliveriesPerMessage: rounded(of('deliveriesPerSecond') / of('messagesPerSecond')),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    ackP50Ms: of('p50Ms'),
    ackP99Ms: of('p99Ms'),
  };
}
