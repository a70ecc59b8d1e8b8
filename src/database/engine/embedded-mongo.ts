/**
 * The embedded MongoDB engine, supervised: a process of its own that is started again whenever it dies, always at the
 * same address, so that connections come back by themselves.
 */

import { EventEmitter } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { withoutUndefined } from '../../kernel/without-undefined.ts';
import { EngineChild, type EngineChildOptions, type EngineExit } from './engine-child.ts';

/** Numbers of the supervision; each may be given to `EmbeddedMongo.start`. */
export const ENGINE_DEFAULTS = {
  /** WiredTiger's cache in MB; the engine does not open with less than 64. */
  cacheMb: 64,
  heapMb: 96,
  lockWaitMs: 10_000,
  closeTimeoutMs: 10_000,
  /** This many deaths in a row are answered at once; from then on each waits twice as long as the one before. */
  promptRestarts: 3,
  restartDelayMs: 100,
  maxRestartDelayMs: 5_000,
  /** An engine that lived this long has recovered: the next death counts as the first again. */
  healthyAfterMs: 10_000,
};

/** A Unix socket's path holds at most 107 bytes on Linux and 103 on macOS. */
const MAX_SOCKET_PATH_BYTES = 103;
/** What the library appends to its temporary folder to name a socket. */
const LIBRARY_SOCKET = 'embedded-mongodb-XXXXXX/mongodb.sock';

export interface EmbeddedMongoOptions extends Partial<typeof ENGINE_DEFAULTS> {
  /** Where the engine keeps its files; made when absent. One engine at a time opens it. */
  directory: string;
  loader?: string | null | undefined;
  log: Log;
}

interface EngineEvents {
  /** The engine ended unasked; starting it again has begun. */
  died: [EngineExit];
  /** It serves again, at the same address. */
  back: [{ pid: number; downMs: number }];
  /** After `close()`. */
  closed: [];
}

type Settings = EngineChildOptions & typeof ENGINE_DEFAULTS;

/** A supervised engine. `close()` it: it keeps the process alive. */
export class EmbeddedMongo extends EventEmitter<EngineEvents> {
  /** The same for as long as this object lives, whatever happens to the engine. */
  readonly uri: string;
  readonly #settings: Settings;
  readonly #temporary: string | null;
  readonly #closing = new AbortController();
  #child: EngineChild;
  #supervision: Promise<void>;

  /** Opens `directory` and serves it. Throws `UnavailableError` when the engine cannot be loaded or opened. */
  static async start(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
    const root = resolve(options.directory);
    const directory = join(root, 'data');
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { folder, temporary } = await socketFolder(root);
    const settings = {
      ...ENGINE_DEFAULTS,
      ...withoutUndefined(options),
      directory,
      socketPath: join(folder, 'mongodb.sock'),
    };
    try {
      const started = performance.now();
      const child = await EngineChild.start(settings);
      settings.log.info({ pid: child.pid, tookMs: Math.round(performance.now() - started) }, 'database engine is open');
      return new EmbeddedMongo(child, settings, temporary);
    } catch (error) {
      if (temporary) await rm(temporary, { recursive: true, force: true });
      throw error;
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

  /** Of the engine's present process; another one after each restart. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Ends the supervision and closes the engine cleanly. Idempotent. */
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
    let deathsInARow = 0;
    for (;;) {
      const bornAt = performance.now();
      const exit = await this.#child.exited;
      if (this.#closing.signal.aborted) return;
      const diedAt = performance.now();
      deathsInARow = diedAt - bornAt > this.#settings.healthyAfterMs ? 1 : deathsInARow + 1;
      this.#settings.log.warn({ ...exit, deathsInARow }, 'database engine died; starting it again');
      this.emit('died', exit);
      deathsInARow = await this.#startAgain(deathsInARow);
      if (this.#closing.signal.aborted) return;
      const downMs = Math.round(performance.now() - diedAt);
      this.#settings.log.info({ pid: this.pid, downMs }, 'database engine is back');
      this.emit('back', { pid: this.pid, downMs });
    }
  }

  /** Tries until it serves or `close` is called; answers how many deaths in a row there have been by then. */
  async #startAgain(deathsInARow: number): Promise<number> {
    for (let deaths = deathsInARow; ; deaths++) {
      // Aborted by `close`, which the check below meets.
      await delay(this.#restartDelay(deaths), null, { signal: this.#closing.signal }).catch(() => {});
      if (this.#closing.signal.aborted) return deaths;
      try {
        this.#child = await EngineChild.start(this.#settings);
        // `close` was called meanwhile and closed the one before.
        if (this.#closing.signal.aborted) await this.#child.close();
        return deaths;
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        this.#settings.log.error({ err: error }, 'database engine cannot be started again; trying on');
      }
    }
  }

  #restartDelay(deathsInARow: number): number {
    const { promptRestarts, restartDelayMs, maxRestartDelayMs } = this.#settings;
    const late = deathsInARow - promptRestarts;
    return late <= 0 ? 0 : Math.min(restartDelayMs * 2 ** (late - 1), maxRestartDelayMs);
  }
}

/** Beside the data, so that the address is known and private; in a temporary folder where that path is too long. */
async function socketFolder(root: string): Promise<{ folder: string; temporary: string | null }> {
  const beside = join(root, 'socket');
  if (Buffer.byteLength(join(beside, LIBRARY_SOCKET)) <= MAX_SOCKET_PATH_BYTES) {
    await mkdir(beside, { recursive: true, mode: 0o700 });
    return { folder: beside, temporary: null };
  }
  const temporary = await mkdtemp(join(tmpdir(), 'meshi-'));
  return { folder: temporary, temporary };
}
