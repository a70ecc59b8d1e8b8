/** One run of the engine process, from start to exit. `embedded-mongo.ts` restarts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sentence, UnavailableError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { type EngineReport, isEngineReport } from './engine-report.ts';

const PROGRAM = fileURLToPath(new URL('./engine-process.ts', import.meta.url));

export interface EngineChildOptions {
  /** The engine's data directory; must exist. */
  directory: string;
  /** The socket that it listens on. The folder must exist and be accessible to this user only. */
  socketPath: string;
  /** Path of a newer `ld-linux`, if the system's is too old for the engine. */
  loader?: string | null | undefined;
  log: Log;
  /** WiredTiger's cache in MB; the engine does not start with less than 64. */
  cacheMb: number;
  /** JavaScript heap of the engine process in MB. It only passes bytes on, so little is enough. */
  heapMb: number;
  /** How long to wait for a directory that another engine has not closed yet. */
  lockWaitMs: number;
  /** How long `close` waits before it kills the process. */
  closeTimeoutMs: number;
}

/** How a run of the engine ended. */
export interface EngineExit {
  pid: number;
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running engine process. */
export class EngineChild {
  readonly pid: number;
  /** Resolves when the process has ended, for any reason. */
  readonly exited: Promise<EngineExit>;
  readonly #process: ChildProcess;
  readonly #closeTimeoutMs: number;

  /** Starts the process and waits until it serves. @throws UnavailableError with the reason why it does not */
  static async start(options: EngineChildOptions): Promise<EngineChild> {
    const started = spawnEngine(options);
    // A program that cannot be executed emits `error` but no `exit`. In both cases there is no report.
    const report = await Promise.race([reportOf(started), once(started, 'exit').then(asEnd)]).catch(asFailure);
    if (report.kind === 'open' && started.pid !== undefined) return new EngineChild(started, started.pid, options);
    started.kill('SIGKILL');
    throw new UnavailableError(
      report.kind === 'failed' ? failureMessage(report, options) : 'The database engine has no process.',
    );
  }

  private constructor(started: ChildProcess, pid: number, options: EngineChildOptions) {
    this.pid = pid;
    this.#process = started;
    this.#closeTimeoutMs = options.closeTimeoutMs;
    this.exited =
      started.exitCode !== null || started.signalCode !== null
        ? Promise.resolve({ pid, code: started.exitCode, signal: started.signalCode })
        : new Promise((resolve) => started.once('exit', (code, signal) => resolve({ pid, code, signal })));
  }

  /** Lets the engine finish its work and close its files; kills it if that takes too long. Idempotent. */
  async close(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    const killing = setTimeout(() => this.#process.kill('SIGKILL'), this.#closeTimeoutMs);
    await this.exited;
    clearTimeout(killing);
  }
}

function spawnEngine({ directory, socketPath, loader, log, cacheMb, heapMb, lockWaitMs }: EngineChildOptions) {
  const program = [`--max-old-space-size=${heapMb}`, PROGRAM, directory, socketPath, String(lockWaitMs)];
  const [command, args] = loader
    ? [loader, ['--library-path', dirname(loader), process.execPath, ...program]]
    : [process.execPath, program];
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // The library has no options. WiredTiger reads its variable last, so it determines the cache size, which would
    // otherwise be at least 256 MB. The library creates its socket in TMPDIR. With 2 malloc arenas instead of 8 per core,
    // 100,000 messages leave 160 MB resident instead of 185, at the same speed.
    env: { WIREDTIGER_CONFIG: `cache_size=${cacheMb}M`, TMPDIR: dirname(socketPath), MALLOC_ARENA_MAX: '2' },
  });
  child.stdout
    ?.setEncoding('utf8')
    .on('data', (text: string) => log.debug({ line: text.trim() }, 'database engine wrote to stdout'));
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => log.warn({ line: text.trim() }, 'database engine wrote to stderr'));
  return child;
}

function reportOf(child: ChildProcess): Promise<EngineReport> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('message', (message) => {
      if (isEngineReport(message)) resolve(message);
    });
  });
}

function asFailure(error: unknown): EngineReport {
  return { kind: 'failed', reason: 'unloadable', message: error instanceof Error ? error.message : String(error) };
}

function asEnd([code, signal]: unknown[]): EngineReport {
  return { kind: 'failed', reason: 'failed', message: `it ended with ${signal ?? code} while opening` };
}

function failureMessage(
  report: EngineReport & { kind: 'failed' },
  { directory, loader }: EngineChildOptions,
): Sentence {
  if (report.reason === 'locked') return `Another process uses the database in ${directory}. Stop it first.`;
  if (report.reason === 'failed') return `The embedded database engine could not open ${directory}: ${report.message}.`;
  const hint = loader
    ? `with the loader ${loader}`
    : 'here; it needs Linux (glibc 2.38 or newer) or macOS on Apple chips';
  return `The embedded database engine does not load ${hint}. Set ENGINE_LOADER, or use another MongoDB with MONGODB_URI.`;
}
