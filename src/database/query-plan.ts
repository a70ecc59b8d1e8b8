/** Reads the output of MongoDB's `explain` for a query. */
import type { mongo } from 'mongoose';
import type { HotQuery } from './models.ts';

export interface QueryPlan {
  /** Names of the stages of the winning plan, outermost first, such as `LIMIT`, `FETCH`, `IXSCAN`. */
  stages: string[];
  indexes: string[];
  /** Index keys and documents that the explained run has read. */
  keysExamined: number;
  docsExamined: number;
  returned: number;
  /** Number of collections that a `$lookup` scanned. */
  lookupScans: number;
}

/** Explains a query. MongoDB runs the query once for this. */
export async function explain(db: mongo.Db, collection: string, query: HotQuery): Promise<QueryPlan> {
  const command =
    'pipeline' in query
      ? { aggregate: collection, pipeline: query.pipeline, cursor: {} }
      : {
          find: collection,
          filter: query.filter,
          ...(query.sort && { sort: query.sort }),
          ...(query.limit && { limit: query.limit }),
        };
  return readPlan(await db.command({ explain: command, verbosity: 'executionStats' }));
}

/** What makes the plan too slow; empty if it is fine. */
export function problemsOf(plan: QueryPlan, query: HotQuery): string[] {
  const problems: string[] = [];
  if (plan.stages.includes('COLLSCAN')) problems.push('scans the collection');
  if (plan.lookupScans > 0) problems.push('$lookup scans a collection');
  const sorts = plan.stages.some((stage) => stage === 'SORT' || stage === '$sort');
  if (sorts && !query.sortsInMemory) problems.push('sorts in memory');
  return problems;
}

/** Reads the explanation of a find or an aggregation; the latter may have a list of stages around the same structure. */
export function readPlan(explained: unknown): QueryPlan {
  const plan: QueryPlan = {
    stages: [],
    indexes: [],
    keysExamined: 0,
    docsExamined: 0,
    returned: 0,
    lookupScans: 0,
  };
  readPart(explained, plan);
  return plan;
}

function readPart(part: unknown, plan: QueryPlan): void {
  if (!isObject(part)) return;
  if (isObject(part.queryPlanner)) readStages(part.queryPlanner.winningPlan, plan);
  if (isObject(part.executionStats)) {
    plan.keysExamined += Number(part.executionStats.totalKeysExamined ?? 0);
    plan.docsExamined += Number(part.executionStats.totalDocsExamined ?? 0);
    plan.returned = Number(part.executionStats.nReturned ?? 0);
  }
  if (!Array.isArray(part.stages)) return;
  for (const stage of part.stages) {
    if (!isObject(stage)) continue;
    readPart(stage.$cursor, plan);
    plan.stages.push(...Object.keys(stage).filter((key) => key.startsWith('$') && key !== '$cursor'));
    plan.lookupScans += Number(stage.collectionScans ?? 0);
  }
}

/** Stages nest under several names: `inputStage`, `inputStages`, `queryPlan`, `outerStage` and others. */
function readStages(node: unknown, plan: QueryPlan): void {
  if (Array.isArray(node)) for (const one of node) readStages(one, plan);
  if (!isObject(node)) return;
  if (typeof node.stage === 'string') plan.stages.push(node.stage);
  if (typeof node.indexName === 'string') plan.indexes.push(node.indexName);
  for (const value of Object.values(node)) readStages(value, plan);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
