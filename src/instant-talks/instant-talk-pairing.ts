/** Pairs those who wait. Any number of processes may do so at once. */

import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Hooks } from '../kernel/hooks.ts';
import { pairKey } from '../matching/index.ts';
import type { BlockList, NeverMatchList } from '../people-lists/index.ts';
import type { InstantTalkDoc } from './instant-talk-model.ts';
import type { InstantTalkStore } from './instant-talk-store.ts';
import type { InstantTalkWaitDoc } from './instant-talk-wait-model.ts';
import { type Acquaintance, pickPair } from './pick-pair.ts';

export interface InstantTalkPairingOptions {
  instantTalkStore: InstantTalkStore;
  blockList: BlockList;
  neverMatchList: NeverMatchList;
  clock: Clock;
  hooks: Pick<Hooks, 'isOnline'>;
  limits: Pick<Limits, 'instantTalkAgainMs' | 'instantTalkGoneMs'>;
}

/** Should news of a block be slow, whoever it concerns is tried no more often; the next one who comes tries again. */
const MAX_ROUNDS = 20;

export class InstantTalkPairing {
  readonly #parts: InstantTalkPairingOptions;
  /** One run at a time in each tenant; whoever comes meanwhile is looked at by the next one, which all of them share. */
  readonly #runs = new Map<string, { now: Promise<InstantTalkDoc[]>; next: Promise<InstantTalkDoc[]> | null }>();

  constructor(parts: InstantTalkPairingOptions) {
    this.#parts = parts;
  }

  /** Pairs everyone who waited when this was called and can be paired. Each talk is in the answer of one call only. */
  async run(tenantId: string): Promise<InstantTalkDoc[]> {
    const runs = this.#runs.get(tenantId);
    if (runs?.next) {
      await runs.next;
      return [];
    }
    if (runs) {
      runs.next = runs.now.catch(() => []).then(() => this.#begin(tenantId));
      return runs.next;
    }
    return this.#begin(tenantId);
  }

  #begin(tenantId: string): Promise<InstantTalkDoc[]> {
    const now = this.#pairAll(tenantId);
    const runs = { now, next: null };
    this.#runs.set(tenantId, runs);
    const forget = () => {
      if (this.#runs.get(tenantId) === runs && runs.next === null) this.#runs.delete(tenantId);
    };
    now.then(forget, forget);
    return now;
  }

  async #pairAll(tenantId: string): Promise<InstantTalkDoc[]> {
    const made: InstantTalkDoc[] = [];
    for (let round = 0; round < MAX_ROUNDS; round++) {
      // Read anew where something came in between: another process, or someone who left.
      const waiting = await this.#parts.instantTalkStore.waiting(tenantId);
      const acquaintance = await this.#acquaintance(tenantId, waiting);
      const left = await this.#withoutStale(waiting, acquaintance.isTalking);
      const talks = await this.#pairEach(tenantId, left, acquaintance);
      made.push(...talks.flatMap((talk) => talk ?? []));
      if (!talks.includes(null)) break;
    }
    return made;
  }

  async #pairEach(
    tenantId: string,
    waiting: readonly InstantTalkWaitDoc[],
    acquaintance: Acquaintance,
  ): Promise<(InstantTalkDoc | null)[]> {
    const talks: (InstantTalkDoc | null)[] = [];
    let left = waiting;
    for (let pair = pickPair(left, acquaintance); pair; pair = pickPair(left, acquaintance)) {
      const [one, other] = pair;
      talks.push(await this.#pair(tenantId, one, other));
      left = left.filter((wait) => wait !== one && wait !== other);
    }
    return talks;
  }

  /** Null where another process was faster with one of them, or one of them left. */
  async #pair(tenantId: string, one: InstantTalkWaitDoc, other: InstantTalkWaitDoc): Promise<InstantTalkDoc | null> {
    const { instantTalkStore, blockList, clock } = this.#parts;
    const personIds = [one.personId, other.personId];
    const tag = one.tag ?? other.tag;
    const talk = await instantTalkStore.begin({ tenantId, personIds, tag, createdAt: clock.date() });
    if (!talk) return null;
    const taken = await Promise.all(personIds.map((personId) => instantTalkStore.takeWait({ tenantId, personId })));
    const isBlocked = await blockList.isBlockedNow({ tenantId, personId: one.personId }, other.personId);
    if (!isBlocked && taken.every((wait) => wait !== null)) return talk;
    // Whoever left meanwhile saw no talk to end; the other one waits on, in the old place.
    await instantTalkStore.undo(talk);
    await Promise.all(taken.map((wait) => wait && instantTalkStore.putBack(wait)));
    return null;
  }

  /** Whoever talks already, after a crash between pairing and clearing up, or went away with a process that crashed. */
  async #withoutStale(
    waiting: readonly InstantTalkWaitDoc[],
    isTalking: ReadonlySet<string>,
  ): Promise<InstantTalkWaitDoc[]> {
    const { instantTalkStore, hooks, clock, limits } = this.#parts;
    const before = clock.now() - limits.instantTalkGoneMs;
    const isStale = ({ personId, createdAt }: InstantTalkWaitDoc) =>
      isTalking.has(personId) || (createdAt.getTime() < before && !hooks.isOnline(personId));
    await Promise.all(waiting.filter(isStale).map((wait) => instantTalkStore.takeWait(wait)));
    return waiting.filter((wait) => !isStale(wait));
  }

  async #acquaintance(
    tenantId: string,
    waiting: readonly InstantTalkWaitDoc[],
  ): Promise<Acquaintance & { isTalking: ReadonlySet<string> }> {
    const { instantTalkStore, blockList, neverMatchList, clock, limits } = this.#parts;
    const personIds = waiting.map(({ personId }) => personId);
    const [talks, blocks, nevers] = await Promise.all([
      instantTalkStore.among(tenantId, personIds),
      Promise.all(personIds.map((personId) => blockList.blockedWith({ tenantId, personId }))),
      Promise.all(personIds.map((personId) => neverMatchList.of({ tenantId, personId }))),
    ]);
    const apartFrom = new Map(personIds.map((id, at) => [id, [blocks[at], nevers[at]] as const]));
    const recently = clock.now() - limits.instantTalkAgainMs;
    const met = new Map(talks.map((talk) => [keyOf(talk), talk]));
    const apart = new Set(
      talks.filter(({ notAgainIds, createdAt }) => notAgainIds.length > 0 || createdAt.getTime() > recently).map(keyOf),
    );
    return {
      isApart: (a, b) => apart.has(pairKey(a, b)) || (apartFrom.get(a)?.some((list) => list?.has(b)) ?? false),
      hasMet: (a, b) => met.has(pairKey(a, b)),
      isTalking: new Set(talks.filter(({ isRunning }) => isRunning).flatMap((talk) => talk.personIds)),
    };
  }
}

function keyOf({ personIds: [a = '', b = ''] }: InstantTalkDoc): string {
  return pairKey(a, b);
}
