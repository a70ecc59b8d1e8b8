/**
 * What services use to write the audit log. The database has no transactions, so an entry is first stored in the document that
 * changes, in the same write. It is moved from there into its chain at once, or after a crash by `AuditSweep`.
 *
 *     await audit.update(memberships, { _id: personId, tenantId }, { $set: { role } }, audit.entry({ … }));
 */
import type { Model, mongo, QueryFilter, UpdateQuery } from 'mongoose';
import { insertOnce } from '../database/insert-once.ts';
import { driverCollection } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { AuditAction } from '../protocol/audit.ts';
import type { AuditChains } from './audit-chains.ts';
import { type NewAuditEntry, newEntry, type PendingAuditEntry } from './audit-entry.ts';

/** A document that can carry entries. `defineModel` adds the fields to models that are `isAudited`. */
export interface Audited {
  _id: string;
  pendingAudit?: readonly PendingAuditEntry[];
  /** The id of the entry after which the document is deleted. A later write with an entry takes it back. */
  deletedByEntry?: string;
}

export interface AuditTrailOptions {
  chains: AuditChains;
  clock: Clock;
  log: Log;
}

export class AuditTrail {
  readonly #options: AuditTrailOptions;

  constructor(options: AuditTrailOptions) {
    this.#options = options;
  }

  /** Makes an entry. It is in the log once a change is stored with it. */
  entry<Action extends AuditAction>(entry: NewAuditEntry<Action>): PendingAuditEntry {
    return newEntry(entry, this.#options.clock.date());
  }

  /** Changes one document, if it matches, together with the entry. Returns whether it did. */
  async update<TDoc>(
    model: Model<TDoc>,
    filter: QueryFilter<TDoc>,
    update: UpdateQuery<TDoc>,
    entry: PendingAuditEntry,
  ): Promise<boolean> {
    return this.#write(model, filter, withEntries(update, [entry]), entry);
  }

  /** Changes all documents that match, each together with the one entry. Returns how many were changed. */
  async updateMany<TDoc>(
    model: Model<TDoc>,
    filter: QueryFilter<TDoc>,
    update: UpdateQuery<TDoc>,
    entry: PendingAuditEntry,
  ): Promise<number> {
    const { modifiedCount } = await model.updateMany(filter, withEntries(update, [entry]));
    if (modifiedCount > 0) await this.settle(model, [entry]);
    return modifiedCount;
  }

  /** Inserts a document together with the entries, unless a unique index contains its key. Returns whether it did. */
  async insert<TDoc>(model: Model<TDoc>, doc: TDoc, entries: readonly PendingAuditEntry[]): Promise<boolean> {
    if (!(await insertOnce(model, carrying(doc, entries)))) return false;
    await this.settle(model, entries);
    return true;
  }

  /**
   * Deletes a document, if it matches. First it gets the entry, and `ending`, which must make it worthless at once: a crash may
   * leave it until the next sweep deletes it. If it is written again with an entry before that, it stays.
   */
  async delete<TDoc>(
    model: Model<TDoc>,
    filter: QueryFilter<TDoc>,
    ending: UpdateQuery<TDoc>,
    entry: PendingAuditEntry,
  ): Promise<boolean> {
    const $set = { ...ending.$set, deletedByEntry: entry.id };
    return this.#write(model, filter, { ...pushing(ending, [entry]), $set } as UpdateQuery<TDoc>, entry);
  }

  /** Deletes documents without an entry of its own. What waits in them is moved into its chain before. */
  async deleteMany<TDoc>(model: Model<TDoc>, filter: mongo.Filter<TDoc>): Promise<void> {
    const docs = driverCollection(model as unknown as Model<Audited>);
    const matching = filter as mongo.Filter<Audited>;
    do {
      await docs.deleteMany({ ...matching, 'pendingAudit.0': { $exists: false } });
    } while (await this.#moveWaiting(docs, matching));
  }

  async #write<TDoc>(
    model: Model<TDoc>,
    filter: QueryFilter<TDoc>,
    update: UpdateQuery<TDoc>,
    entry: PendingAuditEntry,
  ): Promise<boolean> {
    const { matchedCount } = await model.updateOne(filter, update);
    if (matchedCount > 0) await this.settle(model, [entry]);
    return matchedCount > 0;
  }

  /** Returns whether there was an entry. */
  async #moveWaiting(docs: mongo.Collection<Audited>, filter: mongo.Filter<Audited>): Promise<boolean> {
    const waiting = { ...filter, 'pendingAudit.id': { $exists: true } } as const;
    const found = await docs.find(waiting, { projection: { pendingAudit: 1 } }).toArray();
    await this.#move(
      docs,
      found.flatMap(({ pendingAudit = [] }) => pendingAudit),
    );
    return found.length > 0;
  }

  /**
   * Moves entries from the documents in which they were stored into their chains. Does not throw: the change is done, and the
   * sweep moves what is left.
   */
  async settle<TDoc>(model: Model<TDoc>, entries: readonly PendingAuditEntry[]): Promise<void> {
    try {
      await this.move(model, entries);
    } catch (error) {
      this.#options.log.warn({ err: error }, 'entries of the audit log wait in their documents');
    }
  }

  /** Appends an entry that belongs to no document, for example because the document and its organisation are gone. */
  async append(entry: PendingAuditEntry): Promise<void> {
    await this.#options.chains.append([entry]);
  }

  /** Moves entries like `settle`, and throws if the database does not answer. */
  move<TDoc>(model: Model<TDoc>, entries: readonly PendingAuditEntry[]): Promise<void> {
    return this.#move(driverCollection(model as unknown as Model<Audited>), entries);
  }

  async #move(docs: mongo.Collection<Audited>, entries: readonly PendingAuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#options.chains.append(entries);
    await docs.bulkWrite(entries.flatMap(({ id }) => takingOut(id)));
  }
}

/**
 * Takes an entry out of its documents. A document that it deletes goes if nothing else waits in it; otherwise the entry stays
 * with it, and is moved again together with the others.
 */
function takingOut(id: string): mongo.AnyBulkWriteOperation<Audited>[] {
  const carriers = { 'pendingAudit.id': id };
  return [
    { deleteMany: { filter: { ...carriers, deletedByEntry: id, pendingAudit: { $size: 1 } } } },
    {
      updateMany: { filter: { ...carriers, deletedByEntry: { $ne: id } }, update: { $pull: { pendingAudit: { id } } } },
    },
  ];
}

/** The update with these entries. For writes that `AuditTrail` has no method for; call `settle` after them. */
export function withEntries<TDoc>(update: UpdateQuery<TDoc>, entries: readonly PendingAuditEntry[]): UpdateQuery<TDoc> {
  const $unset = { ...update.$unset, deletedByEntry: 1 };
  return { ...pushing(update, entries), $unset } as UpdateQuery<TDoc>;
}

function pushing<TDoc>(update: UpdateQuery<TDoc>, entries: readonly PendingAuditEntry[]): UpdateQuery<TDoc> {
  const $push = { ...update.$push, pendingAudit: { $each: entries } };
  return { ...update, $push } as UpdateQuery<TDoc>;
}

/**
 * The document with these entries, to be inserted. Call `settle` after it. If the insert is undone before that, for example
 * because of a quota, the entry goes with the document.
 */
export function carrying<TDoc>(doc: TDoc, entries: readonly PendingAuditEntry[]): TDoc {
  return { ...doc, pendingAudit: entries };
}
