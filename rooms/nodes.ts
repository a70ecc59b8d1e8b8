/** The nodes that are alive: only this process, or several, each of which writes a heartbeat to the database. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Model } from 'mongoose';
import { trusted } from '../src/database/models.ts';
import type { Clock } from '../src/kernel/clock.ts';
import type { Limits } from '../src/kernel/config.ts';
import type { Log } from '../src/kernel/log.ts';
import type { NodeDoc } from './node-model.ts';
import type { MediaNode, Nodes } from './placement.ts';

/** One process carries every room, at the address that clients already use. */
export class OneNode implements Nodes {
  readonly nodeId: string;

  constructor({ nodeId }: { nodeId: string }) {
    this.nodeId = nodeId;
  }

  // The media workers refuse new rooms when they are full, so the load does not matter here.
  async alive(): Promise<readonly MediaNode[]> {
    return [{ nodeId: this.nodeId, url: '', load: 0 }];
  }

  isAlive(nodeId: string): boolean {
    return nodeId === this.nodeId;
  }

  async start(): Promise<void> {}

  async close(): Promise<void> {}
}

export interface SharedNodesOptions {
  nodeId: string;
  /** The address at which browsers reach this process directly. Called from `start()` on. */
  url: () => string;
  /** How full this process is, from 0 to 1. */
  load: () => number;
  nodes: Model<NodeDoc>;
  clock: Clock;
  limits: Limits;
  log: Log;
}

/** Several processes share one database. A node without a heartbeat for `nodeDeadMs` counts as gone. */
export class SharedNodes implements Nodes {
  readonly #options: SharedNodesOptions;
  readonly #closing = new AbortController();
  #beating: Promise<void> = Promise.resolve();
  #known: readonly MediaNode[] = [];

  constructor(options: SharedNodesOptions) {
    this.#options = options;
  }

  get nodeId(): string {
    return this.#options.nodeId;
  }

  async alive(): Promise<readonly MediaNode[]> {
    const { nodes, clock, limits } = this.#options;
    const since = new Date(clock.now() - limits.nodeDeadMs);
    const found = await nodes.find({ heartbeatAt: trusted({ $gte: since }) }).lean();
    this.#known = found.map(({ _id, url, load }) => ({ nodeId: _id, url, load }));
    return this.#known;
  }

  isAlive(nodeId: string): boolean {
    return nodeId === this.nodeId || this.#known.some((node) => node.nodeId === nodeId);
  }

  /** When it resolves, the other nodes can find this one. */
  async start(): Promise<void> {
    await this.#beat();
    this.#beating = this.#keepBeating();
  }

  /** Deletes this node, so that the others need not wait for `nodeDeadMs`. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#beating;
    const { nodes, nodeId, log } = this.#options;
    await nodes.deleteOne({ _id: nodeId }).catch((error: unknown) => {
      log.debug({ reason: String(error) }, 'the node could not be deleted; it will count as gone soon');
    });
  }

  async #keepBeating(): Promise<void> {
    const { limits, log } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      // `close()` aborts the delay, and the loop ends.
      await delay(limits.nodeHeartbeatMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#beat().catch((error: unknown) => {
        log.warn({ reason: String(error) }, 'the heartbeat of this node could not be written; trying again');
      });
    }
  }

  async #beat(): Promise<void> {
    const { nodes, nodeId, url, load, clock, limits } = this.#options;
    const now = clock.now();
    const heartbeat = { url: url(), load: load(), heartbeatAt: new Date(now) };
    await nodes.updateOne({ _id: nodeId }, { $set: heartbeat }, { upsert: true });
    // Nodes that crashed cannot delete themselves.
    await nodes.deleteMany({ heartbeatAt: trusted({ $lt: new Date(now - limits.nodeDeadMs * 10) }) });
    await this.alive();
  }
}
