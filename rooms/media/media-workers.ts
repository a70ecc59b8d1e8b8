/**
 * The media workers of this process, each with its own port. A worker that dies is replaced at once on the same port.
 * Requests for a worker wait meanwhile if no other worker is alive.
 */
import { EventEmitter, once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import * as mediasoup from 'mediasoup';
import type { Config } from '../../src/kernel/config.ts';
import { UnavailableError } from '../../src/kernel/errors.ts';
import type { Log } from '../../src/kernel/log.ts';
import { chooseAnnouncedAddress, workerLogLevel } from './media-options.ts';
import { MediaWorker } from './media-worker.ts';

/** Seven attempts take about six seconds: longer than the workers of a killed process keep their ports. */
const START_ATTEMPTS = 7;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;
const RETRY_WHEN_FULL_MS = 5_000;

export interface MediaWorkersOptions {
  media: Config['media'];
  limits: Config['limits'];
  logLevel: string;
  log: Log;
}

export interface MediaWorkersState {
  wanted: number;
  alive: number;
  /** Number of routers: one for each live room. */
  rooms: number;
  consumers: number;
}

export class MediaWorkers {
  readonly #options: MediaWorkersOptions;
  #announcedAddress = '';
  /** By index; null while a worker is being started or replaced. */
  readonly #workers: (MediaWorker | null)[];
  readonly #events = new EventEmitter<{ started: [] }>();
  readonly #closing = new AbortController();

  constructor(options: MediaWorkersOptions) {
    this.#options = options;
    this.#workers = new Array<MediaWorker | null>(options.media.workers).fill(null);
    // Each request that waits for a worker adds a listener; there may be many.
    this.#events.setMaxListeners(0);
  }

  /** Starts all workers. Throws if one cannot be started, for example because another program holds its port. */
  async start(): Promise<void> {
    this.#announcedAddress = announcedAddress(this.#options);
    forwardMediasoupLog(this.#options.log);
    await Promise.all(this.#workers.map((_, index) => this.#start(index, START_ATTEMPTS)));
  }

  /**
   * Returns the least loaded worker, for a new room. Waits up to `workerWaitMs` if no worker is alive.
   * @throws UnavailableError `media_full` if all are full, `media_starting` if none starts in time.
   */
  async take(): Promise<MediaWorker> {
    if (!this.#leastLoaded()) await this.#waitForOne();
    const worker = this.#leastLoaded();
    if (!worker) {
      throw new UnavailableError('media_starting', 'The voice service is starting. Try again in a moment.', {
        retryAfterMs: 1_000,
      });
    }
    if (worker.consumers >= this.#options.limits.consumersPerWorker) {
      throw new UnavailableError('media_full', 'Voice is full on this server. Try again later.', {
        retryAfterMs: RETRY_WHEN_FULL_MS,
      });
    }
    return worker;
  }

  /** For `/readyz` and for the choice of a node. */
  state(): MediaWorkersState {
    const alive = this.#alive();
    return {
      wanted: this.#workers.length,
      alive: alive.length,
      rooms: alive.reduce((sum, worker) => sum + worker.routers, 0),
      consumers: alive.reduce((sum, worker) => sum + worker.consumers, 0),
    };
  }

  /** The process ids of the workers that are alive. */
  pids(): number[] {
    return this.#alive().map((worker) => worker.pid);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#workers.map((worker) => worker?.close()));
  }

  async #start(index: number, attempts: number): Promise<void> {
    for (let attempt = 1; !this.#closing.signal.aborted; attempt += 1) {
      try {
        // Sequential: an attempt only follows a failure of the last one.
        await this.#startOnce(index);
        return;
      } catch (error) {
        if (attempt >= attempts) throw this.#startError(index, error);
        this.#options.log.warn({ index, attempt, reason: String(error) }, 'media worker did not start; trying again');
        await this.#pause(Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), MAX_BACKOFF_MS));
      }
    }
  }

  async #startOnce(index: number): Promise<void> {
    const { media, limits, logLevel, log } = this.#options;
    const port = media.port === 0 ? 0 : media.port + index;
    const worker = await MediaWorker.create({
      listen: { listenAddress: media.listenAddress, announcedAddress: this.#announcedAddress, port },
      workerBin: media.workerBin,
      logLevel: workerLogLevel(logLevel),
      audioMaxBitrate: limits.audioMaxBitrate,
      onDied: (error) => this.#replace(index, error),
    });
    if (this.#closing.signal.aborted) {
      await worker.close();
      return;
    }
    this.#workers[index] = worker;
    log.debug({ index, pid: worker.pid, port }, 'media worker started');
    this.#events.emit('started');
  }

  #replace(index: number, error: Error): void {
    this.#workers[index] = null;
    if (this.#closing.signal.aborted) return;
    this.#options.log.warn({ index, reason: error.message }, 'media worker died; starting another');
    this.#start(index, Number.POSITIVE_INFINITY).catch((cause: unknown) => {
      this.#options.log.error({ err: cause, index }, 'media worker could not be replaced');
    });
  }

  #alive(): MediaWorker[] {
    return this.#workers.filter((worker) => worker?.isAlive === true) as MediaWorker[];
  }

  #leastLoaded(): MediaWorker | null {
    const [first, ...others] = this.#alive();
    if (!first) return null;
    return others.reduce((least, worker) => (isLessLoaded(worker, least) ? worker : least), first);
  }

  async #waitForOne(): Promise<void> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#options.limits.workerWaitMs)]);
    // Rejects on timeout or when the process closes; the caller then finds no worker and throws.
    await once(this.#events, 'started', { signal }).catch(() => undefined);
  }

  async #pause(ms: number): Promise<void> {
    // `close()` aborts the delay, and the loop ends.
    await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  #startError(index: number, cause: unknown): Error {
    const { media } = this.#options;
    const port = media.port === 0 ? 'a free port' : `port ${media.port + index}`;
    const hint =
      'Set MEDIA_PORT to another port if it is taken, or MEDIASOUP_WORKER_BIN to the path of the worker if it is missing';
    return new Error(`The media worker could not be started on ${port} (UDP and TCP). ${hint}: ${String(cause)}`, {
      cause,
    });
  }
}

function isLessLoaded(one: MediaWorker, other: MediaWorker): boolean {
  if (one.consumers !== other.consumers) return one.consumers < other.consumers;
  return one.routers < other.routers;
}

/** Chooses the announced address and logs it: a wrong one is the most common reason why nobody is heard. */
function announcedAddress({ media, log }: MediaWorkersOptions): string {
  const { address, isLoopback } = chooseAnnouncedAddress({
    configured: media.announcedAddress,
    listenAddress: media.listenAddress,
    interfaces: networkInterfaces(),
  });
  if (isLoopback) {
    log.warn(
      { address },
      'voice works only on this machine: set MEDIA_ANNOUNCED_ADDRESS to the address at which browsers reach it, and MEDIA_LISTEN_ADDRESS to 0.0.0.0',
    );
  } else {
    log.info(
      { address, port: media.port, isConfigured: media.announcedAddress !== null },
      'announced address for voice',
    );
  }
  return address;
}

// mediasoup has one log per process. Most of its warnings are about packets that race a request, hence `debug`.
function forwardMediasoupLog(log: Log): void {
  mediasoup.setLogEventListeners({
    onwarn: (namespace, text) => log.debug({ namespace }, text),
    onerror: (namespace, text, error) => log.warn({ namespace, ...(error && { err: error }) }, text),
  });
}
