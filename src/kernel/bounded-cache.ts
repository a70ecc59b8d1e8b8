/**
 * Caches with many entries. `LRUCache` with `max` reserves the memory of all entries when it is created: 0.8 MB for 20,000. With
 * `maxSize` it grows while it fills, so that a server starts sooner and a small one stays small.
 */
import { LRUCache } from 'lru-cache';

/** Keeps the `max` entries that were used last, each for `ttlMs`; without `ttlMs` for as long as there is room. */
export function boundedCache<Value extends NonNullable<unknown>>(max: number, ttlMs?: number): LRUCache<string, Value> {
  return new LRUCache({ maxSize: max, sizeCalculation: () => 1, ...(ttlMs !== undefined && { ttl: ttlMs }) });
}
