/**
 * Appends entries to their chains. A unique index on the chain and the number decides between processes: the loser links its
 * entries again, to the new end. In one process, all entries of a chain that wait are appended together.
 */
import type { Model, mongo } from 'mongoose';
import { isDuplicateKey } from '../database/database-errors.ts';
import { driverCollection, trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { type ChainedEntry, linked, type PendingAuditEntry } from './audit-entry.ts';
import type { AuditEntryDoc, AuditMarkDoc } from './audit-model.ts';
import { type AuditSigner, textOfEntry, textOfMark } from './signer.ts';

/** The last entry of a chain, or what stands for it in an empty one. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

export interface AuditChainsOptions {
  entries: Model<AuditEntryDoc>;
  marks: Model<AuditMarkDoc>;
  signer: AuditSigner;
  clock: Clock;
  limits: Pick<Limits, 'auditEntriesAtOnce' | 'auditAttempts'>;
}

interface Waiting {
  entry: PendingAuditEntry;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const START: ChainEnd = { seq: 0, hash: '' };

export class AuditChains {
  readonly #options: AuditChainsOptions;
  readonly #entries: mongo.Collection<AuditEntryDoc>;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #running = new Map<string, Promise<void>>();
  /** The ends that this process has seen: what was removed from the database after that leaves a gap. */
  readonly #known = new Map<string, ChainEnd>();

  constructor(options: AuditChainsOptions) {
    this.#options = options;
    this.#entries = driverCollection(options.entries);
  }

  /** Appends the entries that are not in their chains yet. Resolves when all are. */
  async append(entries: readonly PendingAuditEntry[]): Promise<void> {
    await Promise.all(entries.map((entry) => this.#wait(entry)));
  }

  /** The ends of the chains to which this process has appended. */
  ends(): ReadonlyMap<string, ChainEnd> {
    return this.#known;
  }

  /** Waits for what is being appended. */
  async close(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  #wait(entry: PendingAuditEntry): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const queue = this.#waiting.get(entry.chain) ?? [];
    queue.push({ entry, resolve, reject });
    this.#waiting.set(entry.chain, queue);
    if (!this.#running.has(entry.chain)) this.#running.set(entry.chain, this.#run(entry.chain));
    return promise;
  }

  async #run(chain: string): Promise<void> {
    for (let batch = this.#take(chain); batch.length > 0; batch = this.#take(chain)) {
      try {
        await this.#write(chain, unique(batch.map(({ entry }) => entry)));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running.delete(chain);
  }

  #take(chain: string): Waiting[] {
    const queue = this.#waiting.get(chain) ?? [];
    const batch = queue.splice(0, this.#options.limits.auditEntriesAtOnce);
    if (batch.length === 0) this.#waiting.delete(chain);
    return batch;
  }

  async #write(chain: string, entries: readonly PendingAuditEntry[]): Promise<void> {
    let missing = [...entries];
    for (let attempt = 1; missing.length > 0; attempt++) {
      const docs = linked(await this.#end(chain), missing);
      if (await this.#tryWrite(docs)) return this.#moveHead(chain, docs.at(-1) ?? START);
      if (attempt >= this.#options.limits.auditAttempts) throw new Error('Other processes append to the audit log');
      missing = await this.#notStored(chain, missing);
    }
    // All of them were stored before: by a process that may have ended before it moved the mark.
    await this.#moveHead(chain, await this.#end(chain));
  }

  /** Returns false if another process has appended meanwhile. What stands before the first conflict is stored then. */
  async #tryWrite(entries: readonly ChainedEntry[]): Promise<boolean> {
    try {
      await this.#entries.insertMany(
        entries.map((entry) => this.#toDoc(entry)),
        { ordered: true },
      );
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  #toDoc({ id, chain, ...entry }: ChainedEntry): AuditEntryDoc {
    return { _id: id, tenantId: chain, ...entry, ...this.#options.signer.sign(textOfEntry({ chain, ...entry })) };
  }

  /** An entry can be appended twice: by the request and by the sweep, or after a crash. */
  async #notStored(chain: string, entries: readonly PendingAuditEntry[]): Promise<PendingAuditEntry[]> {
    const ids = entries.map(({ id }) => id);
    const stored = await this.#options.entries
      .find({ _id: trusted({ $in: ids }), tenantId: chain }, { _id: 1 })
      .lean<{ _id: string }[]>();
    const known = new Set(stored.map(({ _id }) => _id));
    return entries.filter(({ id }) => !known.has(id));
  }

  /**
   * The end of a chain. Neither the entries nor the mark alone: a new entry must not hide that one of them was removed.
   * In a new chain, the mark is stored before the first entry.
   */
  async #end(chain: string): Promise<ChainEnd> {
    const { entries, marks } = this.#options;
    const [last, found] = await Promise.all([
      entries.findOne({ tenantId: chain }, { seq: 1, hash: 1 }).sort({ seq: -1 }).lean<ChainEnd>(),
      marks.find({ tenantId: chain }).lean<AuditMarkDoc[]>(),
    ]);
    const ends = [last, ...found, this.#known.get(chain)].filter((end) => end !== null && end !== undefined);
    const end = ends.reduce<ChainEnd>((latest, one) => (one.seq > latest.seq ? one : latest), START);
    if (ends.length === 0) await this.#begin(chain);
    return end;
  }

  async #begin(chain: string): Promise<void> {
    try {
      await this.#options.marks.create(this.mark(chain, 'head', START));
    } catch (error) {
      // Another process begins the chain too.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** Moves the mark of the end forward; never back, and a mark that was removed stays away. */
  async #moveHead(chain: string, end: ChainEnd): Promise<void> {
    this.#known.set(chain, { seq: end.seq, hash: end.hash });
    const { _id, tenantId, ...moved } = this.mark(chain, 'head', end);
    await this.#options.marks.updateOne({ _id, tenantId, seq: trusted({ $lt: end.seq }) }, { $set: moved });
  }

  /** A signed mark. */
  mark(chain: string, kind: AuditMarkDoc['kind'], { seq, hash }: ChainEnd): AuditMarkDoc {
    const { signer, clock } = this.#options;
    const facts = { kind, seq, hash, at: clock.date() };
    return { _id: `${chain}:${kind}`, tenantId: chain, ...facts, ...signer.sign(textOfMark({ chain, ...facts })) };
  }
}

/** A change of several documents leaves the same entry in each of them. */
function unique(entries: readonly PendingAuditEntry[]): PendingAuditEntry[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
}
