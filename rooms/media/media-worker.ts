/** One mediasoup worker process with its one port, and how much it carries. */

import type { types } from 'mediasoup';
import * as mediasoup from 'mediasoup';
import { type ListenOptions, listenInfos, mediaCodecs } from './media-options.ts';

/** How long a worker that is asked to end may take; then it is ended. */
const CLOSE_MS = 1_500;
/** Under overload answers took up to 24 s, measured; a worker that hangs never answers. */
const CHECK_EVERY_MS = 5_000;
const UNANSWERED_CHECKS = 6;

export interface MediaWorkerOptions {
  listen: ListenOptions;
  /** Null takes mediasoup's own. */
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
  /** Checks that went by since the worker was asked something that it has not answered; null when it has. */
  #unanswered: number | null = null;

  /** Throws when the process does not come up or its port is taken; nothing is left running then. */
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

  /** Listeners of someone's microphone, muted or not. */
  get consumers(): number {
    return this.#consumers;
  }

  get routers(): number {
    return this.#routers;
  }

  createRouter(): Promise<types.Router> {
    return this.#worker.createRouter({ mediaCodecs: mediaCodecs({ audioMaxBitrate: this.#audioMaxBitrate }) });
  }

  /** A way to and from one browser, on the worker's port. */
  createTransport(router: types.Router): Promise<types.WebRtcTransport> {
    return router.createWebRtcTransport({
      webRtcServer: this.#webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
    });
  }

  /** Ends the process and waits until it is gone, so that its port is free. */
  async close(): Promise<void> {
    if (this.#worker.subprocessClosed) return;
    const isGone = new Promise<void>((resolve) => this.#worker.once('subprocessclose', resolve));
    this.#worker.close();
    const killing = setTimeout(() => this.#kill(), CLOSE_MS);
    await isGone;
    clearTimeout(killing);
  }

  /**
   * A worker that hangs would hold its rooms silent for ever; killed, it is one that died. Checks are counted rather than
   * time, so that a process which was suspended does not blame its workers.
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
    // A worker that is closed meanwhile refuses; that is an answer too.
    this.#worker.getResourceUsage().then(answered, answered);
  }

  #kill(): void {
    try {
      process.kill(this.#worker.pid, 'SIGKILL');
    } catch {
      // It has ended by itself in this very moment.
    }
  }

  // The observers tell of everything that is made below, wherever it is closed from.
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
