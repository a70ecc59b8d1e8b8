/**
 * The media workers of this process, one port each. A worker that dies is replaced at once on the same port; whoever asks
 * meanwhile waits for it.
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

/** Seven attempts take some six seconds: longer than workers of a killed process hold their port. */
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
  /** Routers: one for each live room. */
  rooms: number;
  consumers: number;
}

export class MediaWorkers {
  readonly #options: MediaWorkersOptions;
  #announcedAddress = '';
  /** By index; null while that one is being replaced. */
  readonly #workers: (MediaWorker | null)[];
  readonly #events = new EventEmitter<{ started: [] }>();
  readonly #closing = new AbortController();

  constructor(options: MediaWorkersOptions) {
    this.#options = options;
    this.#workers = new Array<MediaWorker | null>(options.media.workers).fill(null);
    // Everyone who waits for a worker listens here.
    this.#events.setMaxListeners(0);
  }

  /** Starts all workers. Throws if one cannot be started, such as on a port that another program holds. */
  async start(): Promise<void> {
    this.#announcedAddress = announcedAddress(this.#options);
    forwardMediasoupLog(this.#options.log);
    await Promise.all(this.#workers.map((_, index) => this.#start(index, START_ATTEMPTS)));
  }

  /**
   * The worker with the least load, for a new room. Waits for one that is being replaced.
   * @throws UnavailableError when all are full, or none comes back in time.
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

  /** The process ids of the workers that live. */
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
        // One after the other: each attempt is the answer to the failure of the last.
        await this.#startOnce(index);
        return;
      } catch (error) {
        if (attempt >= attempts) throw this.#startError(index, error);
        this.#options.log.warn({ index, attempt, reason: String(error) }, 'a media worker did not start; trying again');
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
    this.#options.log.warn({ index, reason: error.message }, 'a media worker died; starting another');
    this.#start(index, Number.POSITIVE_INFINITY).catch((cause: unknown) => {
      this.#options.log.error({ err: cause, index }, 'a media worker cannot be replaced');
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
    // Time is up or the process ends: the caller sees that there is no worker.
    await once(this.#events, 'started', { signal }).catch(() => undefined);
  }

  async #pause(ms: number): Promise<void> {
    // Cut short when the process ends; the loop then sees it.
    await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  #startError(index: number, cause: unknown): Error {
    const { media } = this.#options;
    const port = media.port === 0 ? 'a free port' : `port ${media.port + index}`;
    const hint =
      'Set MEDIA_PORT to another one if it is taken, and MEDIASOUP_WORKER_BIN to the worker if it is elsewhere';
    return new Error(`The media worker cannot be started on ${port} (UDP and TCP). ${hint}: ${String(cause)}`, {
      cause,
    });
  }
}

function isLessLoaded(one: MediaWorker, other: MediaWorker): boolean {
  if (one.consumers !== other.consumers) return one.consumers < other.consumers;
  return one.routers < other.routers;
}

/** Decides the address and says so: a wrong one is the most common reason why nobody is heard. */
function announcedAddress({ media, log }: MediaWorkersOptions): string {
  const { address, isLoopback } = chooseAnnouncedAddress({
    configured: media.announcedAddress,
    listenAddress: media.listenAddress,
    interfaces: networkInterfaces(),
  });
  if (isLoopback) {
    log.warn(
      { address },
      'voice works on this machine only: set MEDIA_ANNOUNCED_ADDRESS to the address under which browsers reach it, and MEDIA_LISTEN_ADDRESS to 0.0.0.0',
    );
  } else {
    log.info({ address, port: media.port, isConfigured: media.announcedAddress !== null }, 'voice is announced');
  }
  return address;
}

// mediasoup has one log for the process. Its warnings are mostly packets that race a request.
function forwardMediasoupLog(log: Log): void {
  mediasoup.setLogEventListeners({
    onwarn: (namespace, text) => log.debug({ namespace }, text),
    onerror: (namespace, text, error) => log.warn({ namespace, ...(error && { err: error }) }, text),
  });
}
