/**
 * Answers to visitors, in memory: bounded, and each is made once however many visitors wait for it, so that a crowd costs the
 * database nothing. An answer carries the tags of what it shows, and is dropped with any of them.
 */
import { LRUCache } from 'lru-cache';

/** An answer, and the tags that it depends on. `value` is null if visitors see nothing. */
export interface Made<Value> {
  value: Value | null;
  tags: readonly string[];
}

export interface FrontCacheOptions {
  max: number;
  /** Answers that there is nothing have room of their own: guessed ids must not push out real answers. */
  maxMisses: number;
  ttlMs: number;
}

export class FrontCache {
  readonly #answers: LRUCache<string, Made<object>>;
  readonly #misses: LRUCache<string, Made<object>>;
  /** The keys of the kept answers with a tag. */
  readonly #keysOf = new Map<string, Set<string>>();
  /** The answers that are being made, by key. */
  readonly #making = new Map<string, Promise<Made<object>>>();

  constructor({ max, maxMisses, ttlMs }: FrontCacheOptions) {
    const dispose = (made: Made<object>, key: string) => this.#forget(key, made);
    this.#answers = new LRUCache({ max, ttl: ttlMs, dispose });
    this.#misses = new LRUCache({ max: maxMisses, ttl: ttlMs, dispose });
  }

  /** The answer of this key: from the cache, from the caller that makes it already, or from `make`. */
  async get<Value extends object>(key: string, make: () => Promise<Made<Value>>): Promise<Value | null> {
    const kept = this.#answers.get(key) ?? this.#misses.get(key);
    const made = kept ?? (await (this.#making.get(key) ?? this.#make(key, make)));
    // A key always belongs to the same kind of answer.
    return made.value as Value | null;
  }

  /** Drops the answers with one of these tags. An answer that is being made may be outdated, so it is not kept either. */
  drop(...tags: readonly string[]): void {
    this.#making.clear();
    for (const key of tags.flatMap((tag) => [...(this.#keysOf.get(tag) ?? [])])) {
      this.#answers.delete(key);
      this.#misses.delete(key);
    }
  }

  dropAll(): void {
    this.#making.clear();
    this.#answers.clear();
    this.#misses.clear();
  }

  #make<Value extends object>(key: string, make: () => Promise<Made<Value>>): Promise<Made<object>> {
    const making: Promise<Made<object>> = make().then(
      (made) => {
        // Another one has replaced it if something changed meanwhile.
        if (this.#making.get(key) === making) {
          this.#making.delete(key);
          this.#keep(key, made);
        }
        return made;
      },
      (error: unknown) => {
        if (this.#making.get(key) === making) this.#making.delete(key);
        throw error;
      },
    );
    this.#making.set(key, making);
    return making;
  }

  #keep(key: string, made: Made<object>): void {
    (made.value === null ? this.#misses : this.#answers).set(key, made);
    for (const tag of made.tags) this.#keysOf.set(tag, (this.#keysOf.get(tag) ?? new Set()).add(key));
  }

  #forget(key: string, { tags }: Made<object>): void {
    for (const tag of tags) {
      const keys = this.#keysOf.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysOf.delete(tag);
    }
  }
}
