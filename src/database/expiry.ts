/**
 * Removing what has expired: MongoDB does it by itself for indexes with `expireAfterSeconds`, the embedded engine has
 * that part left out. Until then a document is only late: whoever reads one looks at its time.
 */
import type { Connection } from 'mongoose';
import type { Log } from '../kernel/log.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import { isUnavailable } from './database-errors.ts';
import { type ModelDefinition, model } from './models.ts';
import type { Database } from './open-database.ts';

/** As often as MongoDB does. */
const EVERY_MS = MINUTE_MS;

export interface ExpiryOptions {
  database: Pick<Database, 'connection' | 'kind'>;
  definitions: readonly ModelDefinition[];
  log: Log;
  everyMs?: number;
}

/** Removes expired documents of the embedded engine, now and then until it is closed. */
export class Expiry {
  readonly #options: ExpiryOptions;
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> = Promise.resolve();

  static start(options: ExpiryOptions): Expiry {
    return new Expiry(options);
  }

  private constructor(options: ExpiryOptions) {
    this.#options = options;
    if (options.database.kind === 'external') return;
    this.#timer = setInterval(() => {
      this.#sweeping = this.#sweep();
    }, options.everyMs ?? EVERY_MS).unref();
  }

  /** Idempotent; waits for a removal that runs. */
  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { database, definitions, log } = this.#options;
    try {
      const removed = await removeExpired(database.connection, definitions);
      if (removed > 0) log.debug({ removed }, 'expired documents removed');
    } catch (error) {
      // The next round removes them as well.
      if (!isUnavailable(error)) log.error({ err: error }, 'expired documents could not be removed');
    }
  }
}

/** Removes what every index with `expireAfterSeconds` says is over; answers how many documents. */
export async function removeExpired(connection: Connection, definitions: readonly ModelDefinition[]): Promise<number> {
  const removals = definitions.flatMap((definition) => {
    const { collection, schema } = model(connection, definition);
    return schema.indexes().flatMap(([fields, { expireAfterSeconds }]) => {
      const [field] = Object.keys(fields);
      if (field === undefined || expireAfterSeconds === undefined) return [];
      const before = new Date(Date.now() - expireAfterSeconds * 1_000);
      // Past Mongoose, whose filters know no operators: a date is compared with dates only, so null never expires.
      return [collection.deleteMany({ [field]: { $lte: before } })];
    });
  });
  const results = await Promise.all(removals);
  return results.reduce((sum, { deletedCount }) => sum + deletedCount, 0);
}
