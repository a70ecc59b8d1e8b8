/** A real Redis for one test, on loopback and without persistence. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createClient } from '@redis/client';
import { endWithTests } from './children.ts';

export class TestRedis {
  readonly url: string;
  readonly port: number;
  #child: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** Starts a Redis on a free port. */
  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort());
    await redis.startAgain();
    return redis;
  }

  /** Starts it again after `stop`, on the same port and without data. Resolves when it answers. */
  async startAgain(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    this.#child = child;
    endWithTests(child);
    const failed = once(child, 'error').then(([error]) => Promise.reject(error));
    const client = createClient({ url: this.url });
    // The client retries until Redis listens; each refused attempt emits an error.
    client.on('error', () => {});
    await Promise.race([client.connect(), failed]);
    client.destroy();
  }

  /** Stops it. It loses its data. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Keeps its connections and data, but answers nothing until `resume`. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  close(): Promise<void> {
    return this.stop();
  }
}

/** A free TCP port of loopback. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
