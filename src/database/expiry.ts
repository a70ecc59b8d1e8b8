/**
 * Removes expired documents. MongoDB does this itself for indexes with `expireAfterSeconds`; the embedded engine does not
 * contain that part. Documents may be removed late, so code that reads them checks the time.
 */
import type { Connection } from 'mongoose';
import type { Log } from '../kernel/log.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import { type ModelDefinition, model } from './models.ts';
import type { Database } from './open-database.ts';
import { RepeatedWork } from './repeated-work.ts';

/** MongoDB uses the same interval. */
const EVERY_MS = MINUTE_MS;

export interface ExpiryOptions {
  database: Pick<Database, 'connection' | 'kind'>;
  definitions: readonly ModelDefinition[];
  log: Log;
  everyMs?: number;
}

/** Removes expired documents from the embedded engine at intervals, until it is closed. */
export class Expiry {
  readonly #work: RepeatedWork;

  static start(options: ExpiryOptions): Expiry {
    return new Expiry(options);
  }

  private constructor({ database, definitions, log, everyMs = EVERY_MS }: ExpiryOptions) {
    const run = async () => {
      const removed = await removeExpired(database.connection, definitions);
      if (removed > 0) log.debug({ removed }, 'expired documents removed');
    };
    this.#work = new RepeatedWork({ everyMs, run, failure: 'expired documents could not be removed', log });
    if (database.kind === 'embedded') this.#work.start();
  }

  /** Stops the removal, after a running one has finished. Idempotent. */
  close(): Promise<void> {
    return this.#work.close();
  }
}

/** Removes the documents that are expired according to indexes with `expireAfterSeconds`. Returns their number. */
export async function removeExpired(connection: Connection, definitions: readonly ModelDefinition[]): Promise<number> {
  const removals = definitions.flatMap((definition) => {
    // An entry of the audit log is moved out of its document first, within a minute.
    const isSettled = definition.isAudited && { 'pendingAudit.0': { $exists: false } };
    const { collection, schema } = model(connection, definition);
    return schema.indexes().flatMap(([fields, { expireAfterSeconds }]) => {
      const [field] = Object.keys(fields);
      if (field === undefined || expireAfterSeconds === undefined) return [];
      const before = new Date(Date.now() - expireAfterSeconds * 1_000);
      // Through the driver, because Mongoose sanitises operators. A date is only compared with dates, so null never expires.
      return [collection.deleteMany({ [field]: { $lte: before }, ...isSettled })];
    });
  });
  const results = await Promise.all(removals);
  return results.reduce((sum, { deletedCount }) => sum + deletedCount, 0);
}
