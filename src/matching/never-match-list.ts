/** Who is never to be suggested to whom. Read by everything that suggests people to people, so it is cached. */
import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import type { Events } from '../events.ts';
import type { NeverMatchDoc } from './never-match-model.ts';

const CACHED_PEOPLE = 20_000;
/** Should a process miss the news of a change, its list is right again after this. */
const CACHED_FOR_MS = 60_000;

export interface NeverMatchListOptions {
  neverMatches: Model<NeverMatchDoc>;
  events: Events;
}

/** The never-match lists of people, in both directions alike. */
export class NeverMatchList {
  readonly #neverMatches: Model<NeverMatchDoc>;
  /** Holds promises: a list that was read before a change and arrives after it is never kept for those who ask later. */
  readonly #cache = new LRUCache<string, Promise<ReadonlySet<string>>>({ max: CACHED_PEOPLE, ttl: CACHED_FOR_MS });

  constructor({ neverMatches, events }: NeverMatchListOptions) {
    this.#neverMatches = neverMatches;
    events.on('neverMatchChanged', ({ tenantId, personIds }) => {
      for (const personId of personIds) this.#cache.delete(keyOf(tenantId, personId));
    });
  }

  /** Everyone who must not be suggested to this person: whom the person put on the list, and who put the person on theirs. */
  of(tenantId: string, personId: string): Promise<ReadonlySet<string>> {
    const key = keyOf(tenantId, personId);
    const known = this.#cache.get(key);
    if (known) return known;
    const reading = this.#read(tenantId, personId);
    this.#cache.set(key, reading);
    reading.catch(() => {
      // The caller gets the error; only the next one must ask again.
      if (this.#cache.peek(key) === reading) this.#cache.delete(key);
    });
    return reading;
  }

  async #read(tenantId: string, personId: string): Promise<ReadonlySet<string>> {
    const [given, received] = await Promise.all([
      this.#neverMatches.distinct('otherId', { tenantId, personId }),
      this.#neverMatches.distinct('personId', { tenantId, otherId: personId }),
    ]);
    return new Set([...given, ...received]);
  }
}

function keyOf(tenantId: string, personId: string): string {
  return `${tenantId}:${personId}`;
}
