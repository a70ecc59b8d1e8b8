/**
 * Models: a feature defines a schema, a collection and the queries that must be fast. At the start, all models are connected
 * and their indexes are created.
 *
 *     export const topicModel = defineModel<TopicDoc>({
 *       name: 'Topic', collection: 'topics', schema, personal: { … }, exported: exportedAs({ … }), hotQueries: [ … ],
 *     });
 *     const Topic = model(database.connection, topicModel);   // mongoose.Model<TopicDoc>
 *
 * Filters are sanitised: operators must be written as `{ seq: trusted({ $gt: 5 }) }`. A filter with a field that is not in the
 * schema throws, because dropping the field silently would match everything.
 */
import { type Connection, type Model, type mongo, type PipelineStage, Schema } from 'mongoose';
import type { Exported } from './exported-fields.ts';
import { impersonal, kept, type PersonalField, type PersonalFields } from './personal-fields.ts';

export { trusted } from 'mongoose';

interface NamedQuery {
  /** Describes the query, such as "open topics, newest first". */
  name: string;
  /** Set if the query may sort in memory: the reason, such as that the set is small and bounded. */
  sortsInMemory?: string;
}

/** A query as the code runs it, with example values. `npm run db:check` fails if it scans a collection. */
export type HotQuery =
  | (NamedQuery & { filter: Record<string, unknown>; sort?: Record<string, 1 | -1>; limit?: number })
  | (NamedQuery & { pipeline: PipelineStage[] });

/** A document whose type is not known. */
export type AnyDoc = mongo.Document & { _id: string };

/** A field that documents of an older version lack, and that is made from their other fields. `backfill.ts` stores it. */
export interface Backfill<TDoc> {
  /** Documents without this field are completed. */
  field: keyof TDoc & string;
  madeFrom: readonly (keyof TDoc & string)[];
  /** Returns `field` and others that are stored together with it. */
  make(doc: TDoc): Partial<TDoc>;
}

/** A feature's declaration of one collection. */
export interface ModelDefinition<TDoc = unknown> {
  readonly name: string;
  readonly collection: string;
  readonly schema: Schema;
  /** What happens to each field about a person who is deleted, by path. */
  readonly personal: Readonly<Record<string, PersonalField>>;
  /** What a person who asks for their data gets of it. */
  readonly exported: Exported;
  readonly hotQueries: readonly HotQuery[];
  readonly backfills: readonly Backfill<AnyDoc>[];
  /** Whether its documents carry entries of the audit log: see `src/audit`. */
  readonly isAudited: boolean;
  /** Only carries the type; there is never a value. */
  readonly doc?: TDoc;
}

/** Declares a model. `TDoc` is the stored document, with `_id: string`. */
export function defineModel<TDoc>(definition: {
  name: string;
  collection: string;
  schema: Schema<TDoc>;
  personal: PersonalFields<TDoc>;
  exported: Exported<TDoc>;
  hotQueries: readonly HotQuery[];
  backfills?: readonly Backfill<TDoc>[];
  isAudited?: boolean;
}): ModelDefinition<TDoc> {
  const { name, collection, hotQueries, backfills = [], isAudited = false } = definition;
  const personal = definition.personal as ModelDefinition['personal'];
  // The definition keeps the document's type; the other eleven type parameters of Mongoose keep their defaults.
  const schema = definition.schema as unknown as Schema;
  schema.set('collection', collection);
  schema.set('autoIndex', false);
  schema.set('autoCreate', false);
  schema.set('versionKey', false);
  schema.set('id', false);
  // Otherwise Mongoose would not store empty objects.
  schema.set('minimize', false);
  schema.set('strictQuery', 'throw');
  if (isAudited) carryAuditEntries(schema);
  // As with the schema, the backfills are declared for `TDoc`.
  return {
    name,
    collection,
    schema,
    exported: definition.exported,
    personal: isAudited ? { ...personal, pendingAudit: PENDING_AUDIT, deletedByEntry: impersonal } : personal,
    hotQueries: isAudited ? [...hotQueries, ...auditQueries()] : hotQueries,
    isAudited,
    backfills: backfills as unknown as ModelDefinition['backfills'],
  };
}

const PENDING_AUDIT = kept('Entries of the audit log that are not in their chain yet.', 'for a minute at most');

/** Adds the fields for entries of the audit log, and the index that finds the few documents that carry one. */
function carryAuditEntries(schema: Schema): void {
  schema.add({ pendingAudit: { type: [Schema.Types.Mixed], default: undefined }, deletedByEntry: String });
  schema.index({ 'pendingAudit.id': 1 }, { partialFilterExpression: { 'pendingAudit.id': { $exists: true } } });
}

/** What `src/audit` asks of each collection whose documents carry entries. */
function auditQueries(): HotQuery[] {
  return [
    { name: 'documents that carry an entry of the audit log', filter: { 'pendingAudit.id': 'an id' } },
    {
      name: 'documents whose entries of the audit log wait',
      filter: { 'pendingAudit.id': { $exists: true }, 'pendingAudit.at': { $lte: new Date() } },
    },
  ];
}

/** Returns the model of a definition on this connection; the same one for every call. */
export function model<TDoc>(connection: Connection, definition: ModelDefinition<TDoc>): Model<TDoc> {
  const known = connection.models[definition.name];
  // The schema was declared for `TDoc`; the cast restores that type.
  return (known ?? connection.model(definition.name, definition.schema)) as unknown as Model<TDoc>;
}

/**
 * The driver's collection of a model, for writes that should avoid the cost of Mongoose. Casts, defaults and sanitised filters
 * do not apply.
 */
export function driverCollection<TDoc extends mongo.Document>(of: Model<TDoc>): mongo.Collection<TDoc> {
  // Mongoose types the collection without the documents' type.
  return of.collection as unknown as mongo.Collection<TDoc>;
}

/** `{ topics: topicModel }` becomes `{ topics: Model<TopicDoc> }`. */
export type ConnectedModels<TDefinitions extends Record<string, ModelDefinition>> = {
  [K in keyof TDefinitions]: TDefinitions[K] extends ModelDefinition<infer TDoc> ? Model<TDoc> : never;
};

/** Connects several definitions, with their names and types. */
export function connectModels<TDefinitions extends Record<string, ModelDefinition>>(
  connection: Connection,
  definitions: TDefinitions,
): ConnectedModels<TDefinitions> {
  const models = Object.entries(definitions).map(([key, definition]) => [key, model(connection, definition)]);
  return Object.fromEntries(models) as ConnectedModels<TDefinitions>;
}
