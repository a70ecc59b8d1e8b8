/**
 * Models: a feature defines its schema, its collection and the queries that must be fast; the start connects all of them
 * and creates their indexes.
 *
 *     export const topicModel = defineModel<TopicDoc>({ name: 'Topic', collection: 'topics', schema, hotQueries: [ … ] });
 *     const Topic = model(database.connection, topicModel);   // mongoose.Model<TopicDoc>
 *
 * Filters are sanitised: an operator is written `{ seq: trusted({ $gt: 5 }) }`. A filter that names a field which the
 * schema lacks throws, because dropping it silently would match everything.
 */
import type { Connection, Model, mongo, PipelineStage, Schema } from 'mongoose';

export { trusted } from 'mongoose';

interface NamedQuery {
  /** What it is for, such as "open topics, newest first". */
  name: string;
  /** Why sorting in memory is right here, where it is: the sorted set is small and bounded. */
  sortsInMemory?: string;
}

/** A query as it is really asked, with example values; `npm run db:check` fails when it would scan a collection. */
export type HotQuery =
  | (NamedQuery & { filter: Record<string, unknown>; sort?: Record<string, 1 | -1>; limit?: number })
  | (NamedQuery & { pipeline: PipelineStage[] });

/** What a feature declares about one collection. */
export interface ModelDefinition<TDoc = unknown> {
  readonly name: string;
  readonly collection: string;
  readonly schema: Schema;
  readonly hotQueries: readonly HotQuery[];
  /** Holds the type only; there is never a value. */
  readonly doc?: TDoc;
}

/** Declares a model. `TDoc` is what is stored, with `_id: string`. */
export function defineModel<TDoc>(definition: {
  name: string;
  collection: string;
  schema: Schema<TDoc>;
  hotQueries: readonly HotQuery[];
}): ModelDefinition<TDoc> {
  const { name, collection, hotQueries } = definition;
  // The document's type is kept by the definition; Mongoose's eleven other parameters are left at their defaults.
  const schema = definition.schema as unknown as Schema;
  schema.set('collection', collection);
  schema.set('autoIndex', false);
  schema.set('autoCreate', false);
  schema.set('versionKey', false);
  schema.set('id', false);
  // An empty object that was stored is read as an empty object.
  schema.set('minimize', false);
  schema.set('strictQuery', 'throw');
  return { name, collection, schema, hotQueries };
}

/** The model of a definition on this connection; the same one each time. */
export function model<TDoc>(connection: Connection, definition: ModelDefinition<TDoc>): Model<TDoc> {
  const known = connection.models[definition.name];
  // The definition's schema was declared for `TDoc`, which is all that this restores.
  return (known ?? connection.model(definition.name, definition.schema)) as unknown as Model<TDoc>;
}

/**
 * The driver's collection of a model, for writes that must not pay for Mongoose. Casts, defaults and sanitised filters do
 * not apply.
 */
export function driverCollection<TDoc extends mongo.Document>(of: Model<TDoc>): mongo.Collection<TDoc> {
  // Mongoose types the collection without the documents' type.
  return of.collection as unknown as mongo.Collection<TDoc>;
}

/** `{ topics: topicModel }` becomes `{ topics: Model<TopicDoc> }`. */
export type ConnectedModels<TDefinitions extends Record<string, ModelDefinition>> = {
  [K in keyof TDefinitions]: TDefinitions[K] extends ModelDefinition<infer TDoc> ? Model<TDoc> : never;
};

/** Connects several definitions at once, keeping their names and types. */
export function connectModels<TDefinitions extends Record<string, ModelDefinition>>(
  connection: Connection,
  definitions: TDefinitions,
): ConnectedModels<TDefinitions> {
  const models = Object.entries(definitions).map(([key, definition]) => [key, model(connection, definition)]);
  return Object.fromEntries(models) as ConnectedModels<TDefinitions>;
}
