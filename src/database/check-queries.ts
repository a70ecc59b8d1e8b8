/** Checks on a real database with documents that every declared hot query uses an index. */
import type { Connection, mongo } from 'mongoose';
import { mapLimited } from '../kernel/limited-work.ts';
import type { Log } from '../kernel/log.ts';
import { isDuplicateKey } from './database-errors.ts';
import { ensureIndexes } from './indexes.ts';
import type { ModelDefinition } from './models.ts';
import { explain, problemsOf, type QueryPlan } from './query-plan.ts';
import { sampleDocuments } from './sample-documents.ts';

const DOCUMENTS = 1_000;
/** Models at the same time. On a busy machine, more of them wait too long for a connection. */
const AT_ONCE = 4;

export interface CheckedQuery {
  model: string;
  query: string;
  plan: QueryPlan;
  /** Empty if the query is fast enough. */
  problems: string[];
}

/** Fills the database with sample documents and explains every hot query. Use a temporary database. */
export async function checkQueries(
  connection: Connection,
  definitions: readonly ModelDefinition[],
  log: Log,
): Promise<CheckedQuery[]> {
  await ensureIndexes(connection, definitions, log);
  const db = connection.getClient().db(connection.name);
  const checked = await mapLimited(definitions, AT_ONCE, (definition) => checkModel(db, definition));
  return checked.flat();
}

async function checkModel(db: mongo.Db, definition: ModelDefinition): Promise<CheckedQuery[]> {
  await fill(db, definition);
  return Promise.all(
    definition.hotQueries.map(async (query) => {
      const plan = await explain(db, definition.collection, query);
      return { model: definition.name, query: query.name, plan, problems: problemsOf(plan, query) };
    }),
  );
}

async function fill(db: mongo.Db, definition: ModelDefinition): Promise<void> {
  try {
    await db
      .collection(definition.collection)
      .insertMany(sampleDocuments(definition, DOCUMENTS) as mongo.OptionalId<mongo.Document>[], { ordered: false });
  } catch (error) {
    // Sample documents that match the same query may violate a unique index; one of them is enough.
    if (!isDuplicateKey(error)) throw error;
  }
}
