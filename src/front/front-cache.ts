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

interface Making {
  made: Promise<Made<object>>;
  /** The tags that were dropped since it began. */
  dropped: string[];
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
  readonly #making = new Map<string, Making>();

  constructor({ max, maxMisses, ttlMs }: FrontCacheOptions) {
    const dispose = (made: Made<object>, key: string) => this.#forget(key, made);
    this.#answers = new LRUCache({ max, ttl: ttlMs, dispose });
    this.#misses = new LRUCache({ max: maxMisses, ttl: ttlMs, dispose });
  }

  /** The answer of this key: from the cache, from the caller that makes it already, or from `make`. */
  async get<Value extends object>(key: string, make: () => Promise<Made<Value>>): Promise<Value | null> {
    const kept = this.#answers.get(key) ?? this.#misses.get(key);
    // A key always belongs to the same kind of answer.
    if (kept) return kept.value as Value | null;
    const making = this.#making.get(key) ?? this.#make(key, make);
    const before = making.dropped.length;
    const made = await making.made;
    // Something of it had changed before this caller asked.
    if (isOutdated(made, making.dropped.slice(0, before))) return this.get(key, make);
    return made.value as Value | null;
  }

  /**
   * Drops the answers with one of these tags. Which tags an answer has is known once it is made: one that is being made is then not
   * kept, and who asks for it from now on gets a new one.
   */
  drop(...tags: readonly string[]): void {
    for (const { dropped } of this.#making.values()) dropped.push(...tags);
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

  #make<Value extends object>(key: string, make: () => Promise<Made<Value>>): Making {
    const dropped: string[] = [];
    // Not if all answers were dropped meanwhile.
    const end = () => this.#making.get(key) === making && this.#making.delete(key);
    const made: Promise<Made<object>> = make().then(
      (answer) => {
        if (end() && !isOutdated(answer, dropped)) this.#keep(key, answer);
        return answer;
      },
      (error: unknown) => {
        end();
        throw error;
      },
    );
    const making: Making = { made, dropped };
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

function isOutdated({ tags }: Made<object>, dropped: readonly string[]): boolean {
  return dropped.length > 0 && tags.some((tag) => dropped.includes(tag));
}
