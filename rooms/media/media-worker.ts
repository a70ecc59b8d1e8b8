/** One mediasoup worker process with its one port, and how much it carries. */

import type { types } from 'mediasoup';
import * as mediasoup from 'mediasoup';
import { type ListenOptions, listenInfos, mediaCodecs } from './media-options.ts';

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
  #consumers = 0;
  #routers = 0;

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
    await isGone;
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
