/**
 * The load of the chat bench, in a separate process: connections in rooms, and a closed loop that keeps a number of messages
 * in flight. Lines of JSON on standard input control it.
 */
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { WireSocket } from '../../test/support/wire-socket.ts';
import type { ChatPlan, ChatRun, ChatRunResult } from './chat-plan.ts';
import { cpuSeconds, ownCpuSeconds } from './cpu-time.ts';

const CONNECTING_AT_ONCE = 20;
/** The length of a message's body as JSON, the same for both servers. */
const BODY_BYTES = 200;

/** All connections to one server. */
class Crowd {
  readonly #clients: WireSocket[] = [];
  readonly #bodies: ((id: number) => string)[] = [];
  readonly #sentAt = new Map<number, number>();
  #nextId = 1;
  #nextClient = 0;
  #isRunning = false;
  #deliveries = 0;
  #acknowledged = 0;
  #failed = 0;
  #latencies: number[] = [];

  async connect({ url, seats, event }: ChatPlan): Promise<number> {
    for (let start = 0; start < seats.length; start += CONNECTING_AT_ONCE) {
      await Promise.all(
        seats.slice(start, start + CONNECTING_AT_ONCE).map(async ({ auth, join, body }) => {
          const counter = {
            onAnnouncement: () => {
              this.#deliveries += 1;
            },
            onAcknowledged: (id: number, isOk: boolean) => this.#onAcknowledged(id, isOk),
          };
          const client = await WireSocket.open(url, { counter });
          const entered = await client.enter(auth);
          if (!entered.startsWith('40')) throw new Error(entered);
          if (join) {
            const joined = await client.ask(join, 0);
            if (!joined?.includes('"ok":true')) throw new Error(joined ?? 'The connection was closed');
          }
          this.#clients.push(client);
          this.#bodies.push(bodyOf(event, body));
        }),
      );
    }
    return this.#clients.length;
  }

  async run({ pid, inFlight, warmMs, ms }: ChatRun): Promise<ChatRunResult> {
    this.#isRunning = true;
    for (let slot = 0; slot < inFlight; slot += 1) this.#sendNext();
    await delay(warmMs);
    this.#deliveries = 0;
    this.#acknowledged = 0;
    this.#failed = 0;
    this.#latencies = [];
    const started = performance.now();
    const cpuBefore = cpuSeconds(pid);
    const ownCpuBefore = ownCpuSeconds(pid);
    await delay(ms);
    const seconds = (performance.now() - started) / 1000;
    const result = {
      deliveriesPerSecond: this.#deliveries / seconds,
      messagesPerSecond: this.#acknowledged / seconds,
      cpuSecondsPerSecond: (cpuSeconds(pid) - cpuBefore) / seconds,
      ownCpuSecondsPerSecond: (ownCpuSeconds(pid) - ownCpuBefore) / seconds,
      failed: this.#failed,
      ...percentiles(this.#latencies),
    };
    this.#isRunning = false;
    // The next run must not receive messages of this one.
    while (this.#sentAt.size > 0) await delay(20);
    return result;
  }

  #sendNext(): void {
    const at = this.#nextClient;
    this.#nextClient = (at + 1) % this.#clients.length;
    const id = this.#nextId;
    this.#nextId += 1;
    this.#sentAt.set(id, performance.now());
    this.#clients[at]?.send(this.#bodies[at]?.(id) ?? '');
  }

  #onAcknowledged(id: number, isOk: boolean): void {
    const sentAt = this.#sentAt.get(id);
    if (sentAt === undefined) return;
    this.#sentAt.delete(id);
    this.#acknowledged += 1;
    if (!isOk) this.#failed += 1;
    this.#latencies.push(performance.now() - sentAt);
    if (this.#isRunning) this.#sendNext();
  }
}

/** `42<id>["event",{…}]` with a body of `BODY_BYTES`. */
function bodyOf(event: string, fields: Record<string, string>): (id: number) => string {
  const fixed = JSON.stringify({ ...fields, clientMessageId: '', text: '' }).length;
  const run = process.pid.toString(36).padStart(6, '0');
  return (id) => {
    const clientMessageId = `${run}-${id.toString(36).padStart(8, '0')}`;
    const text = 'x'.repeat(Math.max(1, BODY_BYTES - fixed - clientMessageId.length));
    return `42${id}["${event}",${JSON.stringify({ ...fields, clientMessageId, text })}]`;
  };
}

function percentiles(latencies: number[]): { p50Ms: number; p99Ms: number } {
  const sorted = Float64Array.from(latencies).sort();
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

const crowds = new Map<string, Crowd>();

for await (const line of createInterface({ input: process.stdin })) {
  const { connect, run } = JSON.parse(line) as { connect?: ChatPlan; run?: ChatRun };
  if (connect) {
    const crowd = new Crowd();
    crowds.set(connect.name, crowd);
    console.log(JSON.stringify({ connect: await crowd.connect(connect) }));
  }
  if (run) console.log(JSON.stringify({ run: await crowds.get(run.name)?.run(run) }));
}
process.exit(0);
