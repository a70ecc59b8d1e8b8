/** Documents that fit a schema, so that a query planner has something to choose about. */
import type { Schema, SchemaType } from 'mongoose';
import { DAY_MS, MINUTE_MS } from '../kernel/time.ts';
import { newId } from './ids.ts';
import type { HotQuery, ModelDefinition } from './models.ts';

/**
 * `count` documents of a definition. Each hot query finds its share of them; the others have values of their own, so
 * that an index is worth more than a scan.
 */
export function sampleDocuments(definition: ModelDefinition, count: number): Record<string, unknown>[] {
  const { schema, hotQueries } = definition;
  return Array.from({ length: count }, (_, at) => {
    const query = hotQueries[at % (hotQueries.length + 1)];
    return { ...documentOf(schema, at), ...(query && wanted(query, schema)), _id: newId() };
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
      // Buffers, maps and mixed values are never searched by.
      return null;
  }
}

/** Values that a query's conditions are met by, as far as that is simple; the rest stays as the sample has it. */
function wanted(query: HotQuery, schema: Schema): Record<string, unknown> {
  if (!('filter' in query)) return {};
  const document: Record<string, unknown> = {};
  for (const [path, condition] of Object.entries(query.filter)) {
    const value = meeting(condition);
    if (path.startsWith('$') || path.includes('.') || value === undefined) continue;
    const isList = schema.path(path)?.instance === 'Array' && !Array.isArray(value);
    document[path] = isList ? [value] : value;
  }
  return document;
}

function meeting(condition: unknown): unknown {
  if (condition === null || typeof condition !== 'object' || condition instanceof Date) return condition;
  const operators = new Map(Object.entries(condition));
  const [wantedOne] = operators.get('$in') ?? [];
  const exact = operators.get('$all') ?? operators.get('$gte') ?? operators.get('$lte') ?? wantedOne;
  if (exact !== undefined) return exact;
  if (operators.has('$gt')) return shifted(operators.get('$gt'), 1);
  return operators.has('$lt') ? shifted(operators.get('$lt'), -1) : undefined;
}

/** A little above or below: a day, or one. */
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
