/** One mediasoup worker process with its port, and counters of its load. */

import type { types } from 'mediasoup';
import * as mediasoup from 'mediasoup';
import { type ListenOptions, listenInfos, mediaCodecs } from './media-options.ts';

/** A worker that has not ended this long after `close()` is killed. */
const CLOSE_MS = 1_500;
/** A worker that hangs never answers. Six checks take 30 s: under overload, answers took up to 24 s (measured). */
const CHECK_EVERY_MS = 5_000;
const UNANSWERED_CHECKS = 6;

export interface MediaWorkerOptions {
  listen: ListenOptions;
  /** Null: mediasoup's own binary. */
  workerBin: string | null;
  logLevel: types.WorkerLogLevel;
  audioMaxBitrate: number;
  onDied(error: Error): void;
}

export class MediaWorker {
  readonly #worker: types.Worker;
  readonly #webRtcServer: types.WebRtcServer;
  readonly #audioMaxBitrate: number;
  readonly #checking: NodeJS.Timeout;
  #consumers = 0;
  #routers = 0;
  /** How many checks have passed since the worker got a question that it has not answered; null if nothing is open. */
  #unanswered: number | null = null;

  /** Starts a worker. Throws if the process does not start or its port is taken; then nothing is left running. */
  static async create(options: MediaWorkerOptions): Promise<MediaWorker> {
    const worker = await mediasoup.createWorker({
      logLevel: options.logLevel,
      ...(options.workerBin && { workerBin: options.workerBin }),
    });
    try {
      const webRtcServer = await worker.createWebRtcServer({ listenInfos: listenInfos(options.listen) });
      return new MediaWorker(worker, webRtcServer, options);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  private constructor(worker: types.Worker, webRtcServer: types.WebRtcServer, options: MediaWorkerOptions) {
    this.#worker = worker;
    this.#webRtcServer = webRtcServer;
    this.#audioMaxBitrate = options.audioMaxBitrate;
    worker.observer.on('newrouter', (router) => this.#countRouter(router));
    worker.on('died', options.onDied);
    this.#checking = setInterval(() => this.#check(), CHECK_EVERY_MS).unref();
    worker.observer.once('close', () => clearInterval(this.#checking));
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get isAlive(): boolean {
    return !this.#worker.closed;
  }

  /** Number of consumers: one for each listener of each microphone, muted or not. */
  get consumers(): number {
    return this.#consumers;
  }

  get routers(): number {
    return this.#routers;
  }

  createRouter(): Promise<types.Router> {
    return this.#worker.createRouter({ mediaCodecs: mediaCodecs({ audioMaxBitrate: this.#audioMaxBitrate }) });
  }

  /** Creates a transport to one browser, on the worker's port. */
  createTransport(router: types.Router): Promise<types.WebRtcTransport> {
    return router.createWebRtcTransport({
      webRtcServer: this.#webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
    });
  }

  /** Ends the process and waits until it has exited, so that its port is free. */
  async close(): Promise<void> {
    if (this.#worker.subprocessClosed) return;
    const isGone = new Promise<void>((resolve) => this.#worker.once('subprocessclose', resolve));
    this.#worker.close();
    const killing = setTimeout(() => this.#kill(), CLOSE_MS);
    await isGone;
    clearTimeout(killing);
  }

  /**
   * Kills a worker that hangs: its rooms would stay silent for ever, while a dead worker is replaced. It counts checks
   * instead of time, so that a suspended server process does not kill its workers when it continues.
   */
  #check(): void {
    if (this.#unanswered !== null) {
      this.#unanswered += 1;
      if (this.#unanswered >= UNANSWERED_CHECKS) this.#kill();
      return;
    }
    this.#unanswered = 0;
    const answered = () => {
      this.#unanswered = null;
    };
    // A worker that was closed meanwhile rejects; that counts as an answer.
    this.#worker.getResourceUsage().then(answered, answered);
  }

  #kill(): void {
    try {
      process.kill(this.#worker.pid, 'SIGKILL');
    } catch {
      // The process has just exited by itself.
    }
  }

  // mediasoup's observers report everything that is created under a router, and its end for any reason.
  #countRouter(router: types.Router): void {
    this.#routers += 1;
    router.observer.once('close', () => {
      this.#routers -= 1;
    });
    router.observer.on('newtransport', (transport) => {
      transport.observer.on('newconsumer', (consumer) => this.#countConsumer(consumer));
    });
  }

  #countConsumer(consumer: types.Consumer): void {
    this.#consumers += 1;
    consumer.observer.once('close', () => {
      this.#consumers -= 1;
    });
  }
}
