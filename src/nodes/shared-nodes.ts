/**
 * Several processes share one database. Each writes a heartbeat; a node without one for `nodeDeadMs` counts as gone, and at once if
 * its machine refuses connections. Times are those of the database, so that the clocks of processes may differ.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Limits } from '../kernel/config.ts';
import { UnavailableError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { Doors } from './doors.ts';
import type { NodeDoc } from './node-model.ts';
import type { Node, Nodes } from './nodes.ts';

/** After this many times `nodeHeartbeatMs` without a heartbeat, it is worth asking whether the process has ended. */
const OVERDUE_AFTER = 1.5;
/** Nodes that crashed cannot delete themselves. A later start deletes them after this many times `nodeDeadMs`. */
const FORGET_AFTER = 100;

export interface SharedNodesOptions {
  nodeId: string;
  /** The address at which browsers reach this process directly. Called from `serve()` on. */
  url: () => string;
  /** How full this process is with voice, from 0 to 1. */
  load: () => number;
  /** The prefix in Redis under which this process exchanges events; null without Redis. */
  relay: string | null;
  nodes: Model<NodeDoc>;
  limits: Pick<Limits, 'nodeHeartbeatMs' | 'nodeDeadMs'>;
  log: Log;
}

export class SharedNodes implements Nodes {
  readonly #options: SharedNodesOptions;
  readonly #closing = new AbortController();
  readonly #doors = new Doors();
  #beating: Promise<void> = Promise.resolve();
  #reads = 0;
  /** The number of the read that `#known` is of. */
  #lastRead = 0;
  #isServing = false;
  #isBehind = false;
  /** The nodes of the last read, also those that carry no rooms. */
  #known: readonly NodeDoc[] = [];
  /** On the clock of `performance.now()`: since then, every heartbeat of this process was in time. */
  #steadySince = 0;
  #beatAt = 0;
  /** What `othersBehind` has to tell of nodes that disappeared: `lost` if events of one waited. */
  #loss: 'no' | 'waiting' | 'lost' = 'no';
  #hasWarned = false;

  constructor(options: SharedNodesOptions) {
    this.#options = options;
  }

  get nodeId(): string {
    return this.#options.nodeId;
  }

  async alive(): Promise<readonly Node[]> {
    return (await this.#read()).filter(({ isServing }) => isServing).map(toNode);
  }

  isAlive(nodeId: string): boolean {
    return nodeId === this.nodeId || this.#known.some(({ _id, isServing }) => _id === nodeId && isServing);
  }

  async hasOthers(): Promise<boolean> {
    return (await this.alive()).some(({ nodeId }) => nodeId !== this.nodeId);
  }

  othersBehind(): 'no' | 'waiting' | 'lost' {
    const loss = this.#loss;
    this.#loss = 'no';
    const isWaiting = this.#known.some(({ _id, isBehind }) => isBehind && _id !== this.nodeId);
    return loss === 'no' && isWaiting ? 'waiting' : loss;
  }

  async register(): Promise<void> {
    const { nodes, limits } = this.#options;
    await nodes.deleteMany({
      $expr: trusted({ $lt: ['$heartbeatAt', { $subtract: ['$$NOW', limits.nodeDeadMs * FORGET_AFTER] }] }),
    });
    await this.#beat();
    try {
      await this.#refuseStrangers();
    } catch (error) {
      await this.#delete();
      throw error;
    }
    this.#beating = this.#keepBeating();
  }

  async serve(): Promise<void> {
    this.#isServing = true;
    await this.#beat();
  }

  async leave(): Promise<void> {
    if (!this.#isServing) return;
    this.#isServing = false;
    await this.#beat().catch((error: unknown) => this.#beatFailed(error));
  }

  setBehind(isBehind: boolean): void {
    if (isBehind === this.#isBehind) return;
    this.#isBehind = isBehind;
    this.#beat().catch((error: unknown) => this.#beatFailed(error));
  }

  /** Deletes this node, so that the others need not wait for `nodeDeadMs`. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#beating;
    await this.#delete();
  }

  async #delete(): Promise<void> {
    const { nodes, nodeId, log } = this.#options;
    await nodes.deleteOne({ _id: nodeId }).catch((error: unknown) => {
      log.debug({ reason: String(error) }, 'the node could not be deleted; it will count as gone soon');
    });
  }

  /** Throws if an older process, with which this one exchanges no events, still writes heartbeats. */
  async #refuseStrangers(): Promise<void> {
    const { limits } = this.#options;
    const first = this.#strangers();
    for (let left = first; left.length > 0; left = this.#strangers()) {
      await delay(limits.nodeHeartbeatMs);
      await this.#beat();
      // A process that was killed has left its last heartbeat.
      const beating = this.#strangers().find(({ _id, heartbeatAt }) => {
        return first.some((one) => one._id === _id && one.heartbeatAt < heartbeatAt);
      });
      if (beating) throw anotherProcess(beating);
    }
  }

  /** Older processes on this database with which this one exchanges no events. Of two, the younger one is refused. */
  #strangers(): NodeDoc[] {
    const { relay } = this.#options;
    const own = this.#known.find(({ _id }) => _id === this.nodeId);
    return this.#known.filter((other) => {
      return own && other !== own && isOlder(other, own) && (relay === null || other.relay !== relay);
    });
  }

  async #keepBeating(): Promise<void> {
    const { limits } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      // `close()` aborts the delay, and the loop ends.
      await delay(limits.nodeHeartbeatMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#beat().catch((error: unknown) => this.#beatFailed(error));
      this.#warnOfStrangers();
    }
  }

  #beatFailed(error: unknown): void {
    this.#options.log.warn(
      { reason: String(error) },
      'the heartbeat of this process could not be written; trying again',
    );
  }

  /** A process that was suspended may find out late that another one has started. */
  #warnOfStrangers(): void {
    const [stranger] = this.#strangers();
    if (stranger && !this.#hasWarned) this.#options.log.error(anotherProcess(stranger).message);
    this.#hasWarned = stranger !== undefined;
  }

  async #beat(): Promise<void> {
    const { nodes, nodeId, url, load, relay, limits } = this.#options;
    const fields = { url: url(), load: load(), isServing: this.#isServing, relay, isBehind: this.#isBehind };
    const times = { heartbeatAt: '$$NOW', startedAt: { $ifNull: ['$startedAt', '$$NOW'] } };
    // A lost heartbeat is followed by the next one, so it need not be durable.
    const options = { upsert: true, updatePipeline: true, writeConcern: { w: 1 as const, j: false } };
    await nodes.updateOne({ _id: nodeId }, [{ $set: { ...literally(fields), ...times } }], options);
    const now = performance.now();
    if (now - this.#beatAt > limits.nodeDeadMs) this.#steadySince = now;
    this.#beatAt = now;
    await this.#read();
  }

  async #read(): Promise<readonly NodeDoc[]> {
    const { nodes, limits } = this.#options;
    const number = ++this.#reads;
    const isOlderThan = (ms: number) => ({ $lt: ['$heartbeatAt', { $subtract: ['$$NOW', ms] }] });
    const found = await nodes.aggregate<NodeDoc & { isLate: boolean; isOverdue: boolean }>([
      {
        $set: {
          isLate: isOlderThan(limits.nodeDeadMs),
          isOverdue: isOlderThan(limits.nodeHeartbeatMs * OVERDUE_AFTER),
        },
      },
    ]);
    const ended = await this.#endedAmong(found.filter(({ isOverdue }) => isOverdue));
    // A later read was faster.
    if (number < this.#lastRead) return this.#known;
    this.#lastRead = number;
    const wasKnown = (id: string) => this.#known.some(({ _id }) => _id === id);
    const isGone = ({ _id, isLate }: (typeof found)[number]) =>
      ended.has(_id) || (isLate && !(wasKnown(_id) && !this.#isSteady()));
    const alive = found.filter((node) => !isGone(node));
    const gone = this.#known.filter(({ _id }) => !alive.some((node) => node._id === _id));
    if (gone.some(({ isBehind }) => isBehind)) this.#loss = 'lost';
    else if (gone.length > 0 && this.#loss === 'no') this.#loss = 'waiting';
    this.#known = alive;
    const others = alive.filter(({ _id, isServing }) => isServing && _id !== this.nodeId);
    this.#doors.learn(others.map(({ url }) => url));
    return alive;
  }

  /** The ids of the nodes whose process has certainly ended. */
  async #endedAmong(overdue: readonly NodeDoc[]): Promise<Set<string>> {
    const others = overdue.filter(({ _id }) => _id !== this.nodeId);
    const isClosed = await Promise.all(others.map(({ url }) => this.#doors.isClosed(url)));
    return new Set(others.filter((_, at) => isClosed[at]).map(({ _id }) => _id));
  }

  /**
   * Whether this process can tell who is gone. After an outage of the database it cannot: the heartbeats of all processes are
   * old, and some write the next one later than others.
   */
  #isSteady(): boolean {
    const { nodeDeadMs } = this.#options.limits;
    const now = performance.now();
    return now - this.#beatAt < nodeDeadMs && now - this.#steadySince >= nodeDeadMs;
  }
}

function toNode({ _id, url, load }: NodeDoc): Node {
  return { nodeId: _id, url, load };
}

function isOlder(one: NodeDoc, other: NodeDoc): boolean {
  const difference = one.startedAt.getTime() - other.startedAt.getTime();
  return difference < 0 || (difference === 0 && one._id < other._id);
}

/** In an update with a pipeline, a text that begins with `$` would name a field. */
function literally(fields: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { $literal: value }]));
}

function anotherProcess({ url }: NodeDoc): UnavailableError {
  return new UnavailableError(
    `Another Meshi process (${url}) uses this database and would not exchange events with this one. Set the same REDIS_URL and REDIS_PREFIX for both, or stop the other process.`,
  );
}
