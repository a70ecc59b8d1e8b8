/** Sample documents for a schema, so that the query planner has data to choose a plan. */
import type { Schema, SchemaType } from 'mongoose';
import { DAY_MS, MINUTE_MS } from '../kernel/time.ts';
import { newId } from './ids.ts';
import type { HotQuery, ModelDefinition } from './models.ts';

/**
 * Creates `count` documents for a definition. Each hot query matches a part of them; the others have distinct values, so
 * that an index is cheaper than a scan.
 */
export function sampleDocuments(definition: ModelDefinition, count: number): Record<string, unknown>[] {
  const { schema, hotQueries } = definition;
  return Array.from({ length: count }, (_, at) => {
    const query = hotQueries[at % (hotQueries.length + 1)];
    return { ...documentOf(schema, at), ...(query && matchingFields(query, schema)), _id: newId() };
  });
}

function documentOf(schema: Schema, at: number): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const [path, type] of Object.entries(schema.paths)) setPath(document, path, sampleOf(type, at));
  return document;
}

function sampleOf(type: SchemaType & { schema?: Schema; embeddedSchemaType?: SchemaType }, at: number): unknown {
  switch (type.instance) {
    case 'String':
      return `sample ${at}`;
    case 'Number':
      return at;
    case 'Boolean':
      return at % 2 === 0;
    case 'Date':
      return new Date(Date.now() - at * MINUTE_MS);
    case 'Array':
      if (type.schema) return [documentOf(type.schema, at)];
      return type.embeddedSchemaType ? [sampleOf(type.embeddedSchemaType, at)] : [];
    case 'Embedded':
      return type.schema ? documentOf(type.schema, at) : {};
    default:
      // No query searches by buffers, maps or mixed values.
      return null;
  }
}

/** Field values that match a query's conditions. Only handles simple conditions; other fields keep their sample values. */
function matchingFields(query: HotQuery, schema: Schema): Record<string, unknown> {
  if (!('filter' in query)) return {};
  const document: Record<string, unknown> = {};
  for (const [path, condition] of Object.entries(query.filter)) {
    const value = matchingValue(condition);
    if (path.startsWith('$') || path.includes('.') || value === undefined) continue;
    const isList = schema.path(path)?.instance === 'Array' && !Array.isArray(value);
    document[path] = isList ? [value] : value;
  }
  return document;
}

function matchingValue(condition: unknown): unknown {
  if (condition === null || typeof condition !== 'object' || condition instanceof Date) return condition;
  const operators = new Map(Object.entries(condition));
  const [listed] = operators.get('$in') ?? [];
  const exact = operators.get('$all') ?? operators.get('$gte') ?? operators.get('$lte') ?? listed;
  if (exact !== undefined) return exact;
  if (operators.has('$gt')) return shifted(operators.get('$gt'), 1);
  return operators.has('$lt') ? shifted(operators.get('$lt'), -1) : undefined;
}

/** Slightly above or below the bound: by a day for dates, by 1 for numbers. */
function shifted(bound: unknown, direction: 1 | -1): unknown {
  if (bound instanceof Date) return new Date(bound.getTime() + direction * DAY_MS);
  return typeof bound === 'number' ? bound + direction : undefined;
}

function setPath(document: Record<string, unknown>, path: string, value: unknown): void {
  const [head = path, ...rest] = path.split('.');
  if (rest.length === 0) {
    document[head] = value;
    return;
  }
  const inner = document[head];
  const nested: Record<string, unknown> = typeof inner === 'object' && inner !== null ? { ...inner } : {};
  setPath(nested, rest.join('.'), value);
  document[head] = nested;
}
