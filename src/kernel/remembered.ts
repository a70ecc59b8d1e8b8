/** Caches of what nearly every request reads, such as blocks. An event, relayed to every process, invalidates an entry. */
import type { LRUCache } from 'lru-cache';
import { boundedCache } from './bounded-cache.ts';
import type { Person } from './person.ts';
import { MINUTE_MS } from './time.ts';

const KEPT = 20_000;
/** A process that missed the event reads a fresh value after this time. */
const KEPT_FOR_MS = MINUTE_MS;

/** The key in a cache or map of something that belongs to a tenant: ids alone could mix up tenants. */
export function tenantKey(tenantId: string, id: string): string {
  return `${tenantId}:${id}`;
}

/**
 * Reads a value and applies it, and repeats both until the value stays the same. Without the repetition, the slower of two
 * concurrent calls could apply an older value last.
 */
export async function applyCurrent<Value>(read: () => Promise<Value>, apply: (value: Value) => void): Promise<void> {
  let applied: Value | undefined;
  for (let value = await read(); value !== applied; value = await read()) {
    apply(value);
    applied = value;
  }
}

/** Caches one promise per key. A value that was read before a change and arrives after it is not kept for later callers. */
export class Remembered<Value> {
  readonly #answers = boundedCache<Promise<Value>>(KEPT, KEPT_FOR_MS);

  /** Returns the cached answer, or calls `read` and caches its promise. A rejected promise is removed again. */
  get(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.#answers.get(key);
    if (known) return known;
    const reading = read();
    this.#answers.set(key, reading);
    reading.catch(() => {
      // The caller gets the error; only the next one must ask again.
      if (this.#answers.peek(key) === reading) this.#answers.delete(key);
    });
    return reading;
  }

  forget(key: string): void {
    this.#answers.delete(key);
  }

  forgetAll(): void {
    this.#answers.clear();
  }
}

/** Caches one value per person, and reads those that are missing together. */
export class RememberedPeople<Value extends object> {
  readonly #values: LRUCache<string, Value>;
  /** Counts changes, so that a value that was read before a change is not kept after it. */
  #changes = 0;

  constructor({ max, ttlMs }: { max: number; ttlMs: number }) {
    this.#values = boundedCache(max, ttlMs);
  }

  forget({ tenantId, personId }: Person): void {
    this.#changes++;
    this.#values.delete(tenantKey(tenantId, personId));
  }

  forgetAll(): void {
    this.#changes++;
    this.#values.clear();
  }

  /** Values by person id. `read` is called once, with the ids that are not cached; ids that it leaves out are left out. */
  async get(
    tenantId: string,
    ids: Iterable<string>,
    read: (missing: string[]) => Promise<ReadonlyMap<string, Value>>,
  ): Promise<Map<string, Value>> {
    const found = new Map<string, Value>();
    const missing: string[] = [];
    for (const id of new Set(ids)) {
      const known = this.#values.get(tenantKey(tenantId, id));
      if (known) found.set(id, known);
      else missing.push(id);
    }
    if (missing.length === 0) return found;
    const changesBefore = this.#changes;
    for (const [id, value] of await read(missing)) {
      found.set(id, value);
      if (this.#changes === changesBefore) this.#values.set(tenantKey(tenantId, id), value);
    }
    return found;
  }
}
