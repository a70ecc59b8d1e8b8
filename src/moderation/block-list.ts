/** Who may not see whom. Read by every service that shows people to people, so it is cached and depends on none. */
import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import type { Events } from '../events.ts';
import type { BlockDoc } from './block-model.ts';

const CACHED_PEOPLE = 20_000;
/** Should a process miss the news of a block, its list is right again after this. */
const CACHED_FOR_MS = 60_000;

export interface BlockListOptions {
  blocks: Model<BlockDoc>;
  events: Events;
}

/** The blocks between people, in both directions alike. */
export class BlockList {
  readonly #blocks: Model<BlockDoc>;
  /** Holds promises: a list that was read before a block and arrives after it is never kept for those who ask later. */
  readonly #cache = new LRUCache<string, Promise<ReadonlySet<string>>>({ max: CACHED_PEOPLE, ttl: CACHED_FOR_MS });

  constructor({ blocks, events }: BlockListOptions) {
    this.#blocks = blocks;
    events.on('blocksChanged', ({ tenantId, personIds }) => {
      for (const personId of personIds) this.#cache.delete(keyOf(tenantId, personId));
    });
  }

  /** Everyone whom this person blocked, or who blocked this person. */
  blockedWith(tenantId: string, personId: string): Promise<ReadonlySet<string>> {
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

  /** Whether a block stands between the two, from the cache. */
  async isBlocked(tenantId: string, personId: string, otherId: string): Promise<boolean> {
    return (await this.blockedWith(tenantId, personId)).has(otherId);
  }

  /** As `isBlocked`, asked of the database: for the moment after a write that a block at the same time must undo. */
  async isBlockedNow(tenantId: string, personId: string, otherId: string): Promise<boolean> {
    const found = await this.#blocks.exists({
      tenantId,
      $or: [
        { blockerId: personId, blockedId: otherId },
        { blockerId: otherId, blockedId: personId },
      ],
    });
    return found !== null;
  }

  async #read(tenantId: string, personId: string): Promise<ReadonlySet<string>> {
    const [given, received] = await Promise.all([
      this.#blocks.distinct('blockedId', { tenantId, blockerId: personId }),
      this.#blocks.distinct('blockerId', { tenantId, blockedId: personId }),
    ]);
    return new Set([...given, ...received]);
  }
}

function keyOf(tenantId: string, personId: string): string {
  return `${tenantId}:${personId}`;
}
