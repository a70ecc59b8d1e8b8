/**
 * The embedded MongoDB engine with supervision: a separate process that is restarted whenever it dies, always at the same
 * address, so that clients reconnect automatically.
 */

import { EventEmitter } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Sentence, UnavailableError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { withoutUndefined } from '../../kernel/without-undefined.ts';
import { EngineChild, type EngineChildOptions, type EngineExit } from './engine-child.ts';
import { probablyDamaged, storageProblem } from './storage-problem.ts';

/** Defaults for `EmbeddedMongo.start`, which accepts other values. */
export const ENGINE_DEFAULTS = {
  /** WiredTiger's cache in MB; the engine does not start with less than 64. */
  cacheMb: 64,
  heapMb: 96,
  lockWaitMs: 10_000,
  closeTimeoutMs: 10_000,
  /** The engine is restarted immediately after this many crashes in a row; then the delay doubles with each crash. */
  promptRestarts: 3,
  restartDelayMs: 100,
  maxRestartDelayMs: 5_000,
  /** After this uptime, the next crash counts as the first one again. */
  healthyAfterMs: 10_000,
  /** Files are called damaged if the engine has ended by itself this often within this time. */
  damagedAfterEnds: 3,
  damagedWithinMs: 10 * 60_000,
  /** How often a problem of the folder is looked at again. */
  recheckMs: 5_000,
};

/** The path of a Unix socket may have at most 107 bytes on Linux and 103 on macOS. */
const MAX_SOCKET_PATH_BYTES = 103;
/** The library creates its socket under this name in its temporary folder. */
const SOCKET = 'mongodb.sock';
const LIBRARY_SOCKET = 'embedded-mongodb-XXXXXX/mongodb.sock';

export interface EmbeddedMongoOptions extends Partial<typeof ENGINE_DEFAULTS> {
  /** Folder of the engine's files; created if it does not exist. Only one engine at a time can open it. */
  directory: string;
  loader?: string | null | undefined;
  log: Log;
}

interface EngineEvents {
  /** The engine process ended unexpectedly, and is being restarted. */
  died: [EngineExit];
  /** The engine is available again, at the same address. */
  back: [{ pid: number; downMs: number }];
  /** After `close()`. */
  closed: [];
}

type Settings = EngineChildOptions & typeof ENGINE_DEFAULTS;

/** A supervised engine. It keeps the Node process alive until `close()`. */
export class EmbeddedMongo extends EventEmitter<EngineEvents> {
  /** Stays the same over restarts of the engine. */
  readonly uri: string;
  readonly #settings: Settings;
  readonly #temporary: string | null;
  readonly #closing = new AbortController();
  #child: EngineChild;
  #supervision: Promise<void>;
  /** What the file system said when the engine ended last. */
  #problem: Sentence | null = null;
  #isRechecking = false;
  /** When the engine ended by itself although its folder looked whole. On the clock of `performance.now()`. */
  #ends: number[] = [];

  /** Starts an engine for `directory`. @throws UnavailableError if the engine cannot be loaded or opened */
  static async start(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
    const root = resolve(options.directory);
    const directory = join(root, 'data');
    const { folder, temporary } = await makeFolders(root, directory);
    const settings = {
      ...ENGINE_DEFAULTS,
      ...withoutUndefined(options),
      directory,
      socketPath: join(folder, SOCKET),
    };
    try {
      const started = performance.now();
      const child = await EngineChild.start(settings);
      settings.log.info({ pid: child.pid, tookMs: Math.round(performance.now() - started) }, 'database engine is open');
      return new EmbeddedMongo(child, settings, temporary);
    } catch (error) {
      if (temporary) await rm(temporary, { recursive: true, force: true });
      throw await withProblem(error, directory);
    }
  }

  private constructor(child: EngineChild, settings: Settings, temporary: string | null) {
    super();
    this.uri = `mongodb://${encodeURIComponent(settings.socketPath)}/?directConnection=true`;
    this.#child = child;
    this.#settings = settings;
    this.#temporary = temporary;
    this.#supervision = this.#supervise();
  }

  /** Id of the current engine process; changes with each restart. */
  get pid(): number {
    return this.#child.pid;
  }

  /** What the operator must do so that the engine can go on; null if nothing is known. */
  problem(): Sentence | null {
    const { directory, damagedAfterEnds, damagedWithinMs } = this.#settings;
    if (this.#problem) return this.#problem;
    const lately = this.#ends.filter((at) => at > performance.now() - damagedWithinMs);
    return lately.length < damagedAfterEnds ? null : probablyDamaged(directory, lately.length);
  }

  /** Stops the supervision and closes the engine cleanly. Idempotent. */
  async close(): Promise<void> {
    const isFirst = !this.#closing.signal.aborted;
    this.#closing.abort();
    await this.#child.close();
    await this.#supervision;
    if (!isFirst) return;
    if (this.#temporary) await rm(this.#temporary, { recursive: true, force: true });
    this.emit('closed');
  }

  async #supervise(): Promise<void> {
    let crashesInARow = 0;
    for (;;) {
      const startedAt = performance.now();
      const exit = await this.#child.exited;
      if (this.#closing.signal.aborted) return;
      const diedAt = performance.now();
      crashesInARow = diedAt - startedAt > this.#settings.healthyAfterMs ? 1 : crashesInARow + 1;
      this.emit('died', exit);
      await this.#explain(exit);
      const problem = this.problem();
      this.#settings.log[problem ? 'error' : 'warn'](
        { ...exit, crashesInARow, ...(problem && { problem }) },
        'database engine died; restarting it',
      );
      crashesInARow = await this.#restart(crashesInARow);
      if (this.#closing.signal.aborted) return;
      void this.#recheck();
      const downMs = Math.round(performance.now() - diedAt);
      this.#settings.log.info({ pid: this.pid, downMs }, 'database engine is back');
      this.emit('back', { pid: this.pid, downMs });
    }
  }

  /** Retries until the engine serves or `close` is called. Returns how many crashes in a row there have been by then. */
  async #restart(crashesInARow: number): Promise<number> {
    for (let crashes = crashesInARow; ; crashes++) {
      // `close` aborts the delay; the next line handles that.
      await delay(this.#restartDelay(crashes), null, { signal: this.#closing.signal }).catch(() => {});
      if (this.#closing.signal.aborted) return crashes;
      try {
        this.#child = await EngineChild.start(this.#settings);
        // If `close` was called in the meantime, it has closed the previous process.
        if (this.#closing.signal.aborted) await this.#child.close();
        return crashes;
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        this.#problem = await storageProblem(this.#settings.directory);
        const problem = this.problem();
        this.#settings.log.error(
          { err: error, ...(problem && { problem }) },
          'database engine cannot be restarted; retrying',
        );
      }
    }
  }

  /** Looks again until there is no problem: a full disk gets space without another end of the engine. A damaged file stays damaged. */
  async #recheck(): Promise<void> {
    if (this.#isRechecking) return;
    this.#isRechecking = true;
    const { directory, recheckMs } = this.#settings;
    while (this.#problem && !this.#closing.signal.aborted) {
      this.#problem = await storageProblem(directory);
      // `close` aborts the delay, and the loop ends.
      if (this.#problem) await delay(recheckMs, null, { signal: this.#closing.signal, ref: false }).catch(() => {});
    }
    this.#isRechecking = false;
  }

  /** Finds out why the engine ended, unless somebody killed it. */
  async #explain({ signal }: EngineExit): Promise<void> {
    if (signal === 'SIGKILL') return;
    this.#problem = await storageProblem(this.#settings.directory);
    if (!this.#problem) this.#ends = [...this.#ends, performance.now()].slice(-this.#settings.damagedAfterEnds);
  }

  #restartDelay(crashesInARow: number): number {
    const { promptRestarts, restartDelayMs, maxRestartDelayMs } = this.#settings;
    const delayed = crashesInARow - promptRestarts;
    return delayed <= 0 ? 0 : Math.min(restartDelayMs * 2 ** (delayed - 1), maxRestartDelayMs);
  }
}

async function makeFolders(root: string, directory: string): Promise<{ folder: string; temporary: string | null }> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return await socketFolder(root);
  } catch (error) {
    throw await withProblem(error, directory);
  }
}

/** The error with what the file system says. */
async function withProblem(error: unknown, directory: string): Promise<unknown> {
  const problem = await storageProblem(directory);
  return problem ? new UnavailableError(problem, { cause: error }) : error;
}

/** The address of a running engine of this folder, unless that path would be too long. */
export function engineSocket(directory: string): string {
  return join(besideData(resolve(directory)), SOCKET);
}

function besideData(root: string): string {
  return join(root, 'socket');
}

/** Next to the data, so that the address is known and private; in a temporary folder if that path would be too long. */
async function socketFolder(root: string): Promise<{ folder: string; temporary: string | null }> {
  const beside = besideData(root);
  if (Buffer.byteLength(join(beside, LIBRARY_SOCKET)) <= MAX_SOCKET_PATH_BYTES) {
    await mkdir(beside, { recursive: true, mode: 0o700 });
    return { folder: beside, temporary: null };
  }
  const temporary = await mkdtemp(join(tmpdir(), 'meshi-'));
  return { folder: temporary, temporary };
}
