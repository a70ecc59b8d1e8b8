/** Stores fields that documents of an older version lack, in the background after each start. */
import type { Connection, mongo } from 'mongoose';
import type { Log } from '../kernel/log.ts';
import { duplicateKeys, isUnavailable } from './database-errors.ts';
import { type AnyDoc, type Backfill, driverCollection, type ModelDefinition, model } from './models.ts';

/** Few enough that a batch does not hold up other writes. */
const BATCH = 200;

export interface BackfillsOptions {
  connection: Connection;
  definitions: readonly ModelDefinition[];
  log: Log;
}

/** Runs all declared backfills once, until it is closed. What is left is stored after the next start. */
export class Backfills {
  readonly #options: BackfillsOptions;
  readonly #running: Promise<void>;
  #isClosed = false;

  static start(options: BackfillsOptions): Backfills {
    return new Backfills(options);
  }

  private constructor(options: BackfillsOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Resolves when all backfills have run or failed. */
  done(): Promise<void> {
    return this.#running;
  }

  /** Stops after the current batch. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { definitions, log } = this.#options;
    try {
      for (const definition of definitions) {
        for (const backfill of definition.backfills) await this.#fill(definition, backfill);
      }
    } catch (error) {
      // The next start continues.
      if (!isUnavailable(error)) log.error({ err: error }, 'documents of an older version could not be completed');
    }
  }

  async #fill(definition: ModelDefinition, backfill: Backfill<AnyDoc>): Promise<void> {
    // The fields are those of an older version, so Mongoose must add no defaults.
    const collection = driverCollection(model(this.#options.connection, definition as ModelDefinition<AnyDoc>));
    const { field } = backfill;
    let filled = 0;
    let afterId = '';
    while (!this.#isClosed) {
      const batch = await collection
        .find({ _id: { $gt: afterId }, [field]: { $exists: false } })
        .sort({ _id: 1 })
        .limit(BATCH)
        .toArray();
      const last = batch.at(-1);
      if (!last) break;
      filled += await store(collection, backfill, batch);
      afterId = last._id;
    }
    if (filled === 0) return;
    this.#options.log.info(
      { collection: definition.collection, field, filled },
      'documents of an older version were completed',
    );
  }
}

/** Stores the fields of these documents, except of those that were changed in between. Returns how many were stored. */
async function store(
  collection: mongo.Collection<AnyDoc>,
  { field, madeFrom, make }: Backfill<AnyDoc>,
  batch: readonly AnyDoc[],
): Promise<number> {
  const writes = batch.map((doc) => {
    const unchanged = Object.fromEntries(madeFrom.map((source) => [source, doc[source]]));
    return {
      updateOne: { filter: { ...unchanged, _id: doc._id, [field]: { $exists: false } }, update: { $set: make(doc) } },
    };
  });
  try {
    return (await collection.bulkWrite(writes, { ordered: false })).modifiedCount;
  } catch (error) {
    // A unique value that another document has stays with the other document; this one stays without.
    const taken = duplicateKeys(error).length;
    if (taken === 0) throw error;
    return batch.length - taken;
  }
}
