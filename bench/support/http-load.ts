/**
 * The load of the HTTP bench, in a separate process: keep-alive connections with one request in flight each. All answers of a
 * run have the same length, so after the first answer it only counts bytes.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds } from './cpu-time.ts';
import type { HttpPlan, HttpResult } from './http-plan.ts';

async function run({ url, pid, headers, connections, warmMs, ms }: HttpPlan): Promise<HttpResult> {
  const { hostname, port, pathname, search } = new URL(url);
  const lines = Object.entries({ host: `${hostname}:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const request = `GET ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  let answered = 0;
  let isRunning = true;
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname).setNoDelay());
  for (const socket of sockets) {
    let answerBytes = 0;
    let received = 0;
    let head = '';
    socket.on('data', (chunk) => {
      received += chunk.length;
      if (answerBytes === 0) {
        head += chunk.toString('latin1');
        answerBytes = lengthOf(head);
      }
      if (answerBytes === 0 || received < answerBytes) return;
      received -= answerBytes;
      answered += 1;
      if (isRunning) socket.write(request);
    });
    socket.once('connect', () => socket.write(request));
  }
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  await delay(warmMs);
  answered = 0;
  const started = performance.now();
  const cpuBefore = cpuSeconds(pid);
  await delay(ms);
  const tookSeconds = (performance.now() - started) / 1000;
  const requestsPerSecond = answered / tookSeconds;
  const cpuSecondsPerSecond = (cpuSeconds(pid) - cpuBefore) / tookSeconds;
  isRunning = false;
  for (const socket of sockets) socket.destroy();
  return { requestsPerSecond, cpuSecondsPerSecond };
}

/** The length of a whole answer; 0 until its head has arrived. */
function lengthOf(head: string): number {
  const end = head.indexOf('\r\n\r\n');
  if (end < 0) return 0;
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(head.slice(0, end));
  return end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1]);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { run: plan } = JSON.parse(line) as { run: HttpPlan };
  console.log(JSON.stringify({ run: await run(plan) }));
}
process.exit(0);
