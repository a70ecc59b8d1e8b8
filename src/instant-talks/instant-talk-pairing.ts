/** Pairs waiting people. Several processes can do so at the same time. */

import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Hooks } from '../kernel/hooks.ts';
import { pairKey } from '../matching/index.ts';
import type { BlockList, NeverMatchList } from '../people-lists/index.ts';
import type { InstantTalkDoc } from './instant-talk-model.ts';
import type { InstantTalkStore } from './instant-talk-store.ts';
import type { InstantTalkWaitDoc } from './instant-talk-wait-model.ts';
import { type PairRelations, pickPair } from './pick-pair.ts';

export interface InstantTalkPairingOptions {
  instantTalkStore: InstantTalkStore;
  blockList: BlockList;
  neverMatchList: NeverMatchList;
  clock: Clock;
  hooks: Pick<Hooks, 'isOnline'>;
  limits: Pick<Limits, 'instantTalkAgainMs' | 'instantTalkGoneMs'>;
}

/** Limits the attempts of a run, which would pick a pair again and again while this process does not know of a new block. */
const MAX_ATTEMPTS = 20;

export class InstantTalkPairing {
  readonly #parts: InstantTalkPairingOptions;
  /** One run at a time per tenant. Calls during a run share the next run, which sees the people who have come since. */
  readonly #runs = new Map<string, { now: Promise<InstantTalkDoc[]>; next: Promise<InstantTalkDoc[]> | null }>();

  constructor(parts: InstantTalkPairingOptions) {
    this.#parts = parts;
  }

  /** Pairs all waiting people who can be paired. Of concurrent calls, only one returns each new instant talk. */
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
    const paired: InstantTalkDoc[] = [];
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      // Read again if an attempt failed: another process paired one of the people, or one of them left.
      const waiting = await this.#parts.instantTalkStore.listWaiting(tenantId);
      const relations = await this.#relations(tenantId, waiting);
      const left = await this.#withoutStale(waiting, relations.isTalking);
      const results = await this.#pairEach(tenantId, left, relations);
      paired.push(...results.flatMap((instantTalk) => instantTalk ?? []));
      if (!results.includes(null)) break;
    }
    return paired;
  }

  async #pairEach(
    tenantId: string,
    waiting: readonly InstantTalkWaitDoc[],
    relations: PairRelations,
  ): Promise<(InstantTalkDoc | null)[]> {
    const results: (InstantTalkDoc | null)[] = [];
    let left = waiting;
    for (let pair = pickPair(left, relations); pair; pair = pickPair(left, relations)) {
      const [one, other] = pair;
      results.push(await this.#pair(tenantId, one, other));
      left = left.filter((wait) => wait !== one && wait !== other);
    }
    return results;
  }

  /** Pairs two people. Returns null if another process has paired one of them, one has left, or one has blocked the other. */
  async #pair(tenantId: string, one: InstantTalkWaitDoc, other: InstantTalkWaitDoc): Promise<InstantTalkDoc | null> {
    const { instantTalkStore, blockList, clock } = this.#parts;
    const personIds = [one.personId, other.personId];
    const tag = one.tag ?? other.tag;
    const waits = [one, other].map(({ _id, ...wait }) => wait);
    const instantTalk = await instantTalkStore.insert({ tenantId, personIds, tag, waits, createdAt: clock.date() });
    if (!instantTalk) return null;
    const taken = await Promise.all(personIds.map((personId) => instantTalkStore.takeWait({ tenantId, personId })));
    const isBlocked = await blockList.isBlockedNow({ tenantId, personId: one.personId }, other.personId);
    if (!isBlocked && taken.every((wait) => wait !== null)) return instantTalk;
    // A person who left at the same moment found no instant talk to end. The other person keeps their place in the order.
    await instantTalkStore.undo(instantTalk);
    await Promise.all(taken.map((wait) => wait && instantTalkStore.restoreWait(wait)));
    return null;
  }

  /**
   * Stops the waiting of people who are in an instant talk already, after a crash between pairing and removing the wait, and
   * of people who went offline with a process that crashed. Returns the others.
   */
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

  async #relations(
    tenantId: string,
    waiting: readonly InstantTalkWaitDoc[],
  ): Promise<PairRelations & { isTalking: ReadonlySet<string> }> {
    const { instantTalkStore, blockList, neverMatchList, clock, limits } = this.#parts;
    const personIds = waiting.map(({ personId }) => personId);
    const [instantTalks, blocks, neverMatches] = await Promise.all([
      instantTalkStore.among(tenantId, personIds),
      Promise.all(personIds.map((personId) => blockList.blockedWith({ tenantId, personId }))),
      Promise.all(personIds.map((personId) => neverMatchList.of({ tenantId, personId }))),
    ]);
    const apartFrom = new Map(personIds.map((id, at) => [id, [blocks[at], neverMatches[at]] as const]));
    const recently = clock.now() - limits.instantTalkAgainMs;
    const met = new Set(instantTalks.map(keyOf));
    const apart = new Set(
      instantTalks
        .filter(({ notAgainIds, createdAt }) => notAgainIds.length > 0 || createdAt.getTime() > recently)
        .map(keyOf),
    );
    return {
      isApart: (a, b) => apart.has(pairKey(a, b)) || (apartFrom.get(a)?.some((list) => list?.has(b)) ?? false),
      hasMet: (a, b) => met.has(pairKey(a, b)),
      isTalking: new Set(instantTalks.filter(({ isRunning }) => isRunning).flatMap(({ personIds: both }) => both)),
    };
  }
}

function keyOf({ personIds: [a = '', b = ''] }: InstantTalkDoc): string {
  return pairKey(a, b);
}
