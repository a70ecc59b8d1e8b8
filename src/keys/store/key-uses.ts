/**
 * Counts uses of keys. Uses of a key in use are counted in memory and written every few seconds, one write for each key: a process
 * that is killed loses those of its last seconds. In rehearsal and while disabled, counts are exact: a use is answered only after
 * its count is stored. Uses that come while a write is under way share the next one, so that a key has one write at a time.
 */
import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { trusted } from '../../database/models.ts';
import type { Clock } from '../../kernel/clock.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { keyLife, type UseOutcome } from './key-life.ts';
import type { KeyDoc } from './key-model.ts';
import type { KeyStore } from './key-store.ts';

/** Where a use comes from. */
export interface KeyOrigin {
  /** The program, such as `curl/8`; empty if unknown. */
  by: string;
  /** The network; empty if unknown. */
  from: string;
}

interface Batch {
  uses: number;
  at: Date;
  origin: KeyOrigin;
}

interface Writing {
  next: (Batch & { done: PromiseWithResolvers<boolean> }) | null;
}

export interface KeyUsesOptions {
  keys: Model<KeyDoc>;
  store: KeyStore;
  clock: Clock;
  log: Log;
  limits: { keyUsesWriteMs: number };
}

/** A use meets a key whose state changes again and again; each time it is read again. */
const MAX_ATTEMPTS = 10;

export class KeyUses {
  readonly #parts: KeyUsesOptions;
  /** Uses in state `in_use` that are not written yet, by key. */
  #unwritten = new Map<string, Batch & { key: KeyDoc }>();
  /** The writes of exact counts that are under way, by key and state. */
  readonly #writing = new Map<string, Writing>();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: KeyUsesOptions) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), this.#parts.limits.keyUsesWriteMs).unref();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.flush();
  }

  /** Counts a use of a key that was just read, and says what it does. A key that was deleted meanwhile is `refused`. */
  async use(key: KeyDoc, origin: KeyOrigin): Promise<UseOutcome> {
    let current: KeyDoc | null = key;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (!current || current.state === 'deleted') return 'refused';
      const outcome = keyLife[current.state].use;
      if (outcome === 'served') {
        this.#note(current, origin);
        return outcome;
      }
      if (await this.#count(current, origin)) return outcome;
      current = await this.#parts.store.find(current);
    }
    throw new UnavailableError('The state of this key is being changed. Try again.');
  }

  /** Counts a use of a key in use, without waiting. */
  noteUse(key: KeyDoc): void {
    this.#note(key, NOWHERE);
  }

  /** Writes what is counted in memory. What cannot be written stays for the next time. */
  async flush(): Promise<void> {
    const batches = this.#unwritten;
    this.#unwritten = new Map();
    for (const batch of batches.values()) {
      try {
        await this.#write(batch);
      } catch (error) {
        this.#parts.log.warn({ err: error, keyId: batch.key._id }, 'the uses of a key could not be written');
        this.#keep(batch);
      }
    }
  }

  #note(key: KeyDoc, origin: KeyOrigin): void {
    this.#keep({ key, uses: 1, at: this.#parts.clock.date(), origin });
  }

  #keep(batch: Batch & { key: KeyDoc }): void {
    const { _id } = batch.key;
    const known = this.#unwritten.get(_id);
    if (!known) this.#unwritten.set(_id, batch);
    else this.#unwritten.set(_id, { ...(known.at > batch.at ? known : batch), uses: known.uses + batch.uses });
  }

  async #write({ key: { _id, tenantId }, uses, at, origin }: Batch & { key: KeyDoc }): Promise<void> {
    const { keys } = this.#parts;
    const isLatest: QueryFilter<KeyDoc> = { $or: [{ lastUsedAt: null }, { lastUsedAt: trusted({ $lte: at }) }] };
    const latest: UpdateQuery<KeyDoc> = { $inc: { uses }, $set: lastUse(at, origin) };
    const { matchedCount } = await keys.updateOne({ _id, tenantId, ...isLatest }, latest);
    // Another process has written a later use.
    if (matchedCount === 0) await keys.updateOne({ _id, tenantId }, { $inc: { uses } });
  }

  /** Stores one use exactly. False if the key is no longer in this state. */
  #count(key: KeyDoc, origin: KeyOrigin): Promise<boolean> {
    const name = `${key._id}:${key.state}`;
    const writing = this.#writing.get(name);
    const next = writing?.next ?? { uses: 0, at: new Date(0), origin, done: Promise.withResolvers<boolean>() };
    next.uses += 1;
    Object.assign(next, { at: this.#parts.clock.date(), origin });
    if (writing) writing.next = next;
    else void this.#writeAll(name, key, next);
    return next.done.promise;
  }

  /** Writes this batch, then the uses that have come meanwhile, until there are none. */
  async #writeAll(name: string, key: KeyDoc, first: NonNullable<Writing['next']>): Promise<void> {
    const writing: Writing = { next: first };
    this.#writing.set(name, writing);
    while (writing.next) {
      const batch: NonNullable<Writing['next']> = writing.next;
      writing.next = null;
      try {
        batch.done.resolve(await this.#writeExactly(key, batch));
      } catch (error) {
        batch.done.reject(error);
      }
    }
    this.#writing.delete(name);
  }

  async #writeExactly({ _id, tenantId, state }: KeyDoc, { uses, at, origin }: Batch): Promise<boolean> {
    const update: UpdateQuery<KeyDoc> =
      state === 'rehearsal'
        ? { $inc: { uses, rehearsalUses: uses }, $set: lastUse(at, origin) }
        : { $inc: { refusedUses: uses }, $set: { lastRefusedAt: at } };
    const { matchedCount } = await this.#parts.keys.updateOne({ _id, tenantId, state }, update);
    return matchedCount > 0;
  }
}

const NOWHERE: KeyOrigin = { by: '', from: '' };

function lastUse(at: Date, { by, from }: KeyOrigin): Partial<KeyDoc> {
  return { lastUsedAt: at, lastUsedBy: by, lastUsedFrom: from };
}
