/** Meshi in a process of its own, for tests that kill processes. Linux only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { safeLimits } from '../../src/kernel/settings-checks/limit-checks.ts';
import { generous } from './app.ts';
import { endWithTests } from './children.ts';
import { freePort } from './redis.ts';
import { inTime, until } from './until.ts';

const root = join(import.meta.dirname, '../..');

/** Variables of the environment; a function gets the server's URL. */
type Environment = NodeJS.ProcessEnv | ((url: string) => NodeJS.ProcessEnv);

/** What runs: by default the server of this clone. */
interface Program {
  command: string;
  args: readonly string[];
  cwd: string;
}

/** Risks of a test's server, where it runs in production. */
export const testRisks: readonly string[] = [
  'local-url',
  'local-media',
  'no-security-log',
  'root-user',
  ...Object.keys(generous).flatMap((name) => (name in safeLimits ? [`limit-${name}`] : [])),
];

const OWN_SERVER: Program = { command: process.execPath, args: ['src/main.ts'], cwd: root };

export class ServerProcess {
  readonly url: string;
  readonly dataDir: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #program: Program;
  #child: ChildProcess | null = null;
  #output = '';

  private constructor(port: number, dataDir: string, environment: Environment, program: Program) {
    this.#program = program;
    this.url = `http://127.0.0.1:${port}`;
    this.dataDir = dataDir;
    this.#environment = {
      ...process.env,
      NODE_ENV: 'development',
      ACCEPT_RISKS: testRisks.join(),
      PORT: String(port),
      HOST: '127.0.0.1',
      MEDIA_PORT: '0',
      MEDIA_WORKERS: '1',
      MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      LIMITS: JSON.stringify(generous),
      ...(typeof environment === 'function' ? environment(this.url) : environment),
    };
  }

  /** Starts a server on a free port with its own data folder, and waits until it is ready. */
  static async start(environment: Environment = {}, program?: Program): Promise<ServerProcess> {
    const server = await ServerProcess.prepare(environment, program);
    await server.startAgain();
    return server;
  }

  /** A server that `startAgain` starts. */
  static async prepare(environment: Environment = {}, program = OWN_SERVER): Promise<ServerProcess> {
    return new ServerProcess(await freePort(), await mkdtemp(join(tmpdir(), 'meshi-server-')), environment, program);
  }

  /** Starts the server, also again after `kill`, with the same port and data. Resolves when it is ready. */
  async startAgain(): Promise<void> {
    const { command, args, cwd } = this.#program;
    const child = spawn(command, args, {
      cwd,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    endWithTests(child);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => this.#note(chunk));
    await this.whenReady();
  }

  get pid(): number {
    if (!this.#child?.pid) throw new Error('The server is not running');
    return this.#child.pid;
  }

  /** The last output of the server, for the message of a failed test. */
  get output(): string {
    return this.#output;
  }

  /** Kills the server. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Resolves with the server's exit code, or null if a signal ended it. */
  async exitCode(): Promise<number | null> {
    const child = this.#child;
    if (!child) throw new Error('The server is not running');
    if (child.exitCode === null && child.signalCode === null)
      await inTime(once(child, 'close'), () => `the server still runs:\n${this.#output}`);
    return child.exitCode;
  }

  /** Kills the first child process of the server whose command line contains `name`. */
  async killChild(name: string): Promise<number> {
    const pid = await until(() => findDescendant(this.pid, name));
    if (pid === null) throw new Error(`No child process is called ${name}`);
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  /** Resolves when `/readyz` answers 200. */
  async whenReady(): Promise<void> {
    await until(async () => {
      if (this.#hasEnded()) throw new Error(`The server ended:\n${this.#output}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      return answer?.ok;
    });
  }

  /** Ends the server as an operator would, and keeps its data. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 10 });
  }

  #hasEnded(): boolean {
    return !this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #note(chunk: Buffer): void {
    this.#output = (this.#output + chunk.toString()).slice(-20_000);
  }
}

async function findDescendant(pid: number, name: string): Promise<number | null> {
  for (const child of await childrenOf(pid)) {
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
    if (command.replaceAll('\0', ' ').includes(name)) return child;
    const deeper = await findDescendant(child, name);
    if (deeper !== null) return deeper;
  }
  return null;
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number));
}
