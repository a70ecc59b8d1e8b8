/** Creates the indexes that the schemas declare. */
import type { Connection, mongo } from 'mongoose';
import { mapLimited } from '../kernel/limited-work.ts';
import type { Log } from '../kernel/log.ts';
import { type ModelDefinition, model } from './models.ts';

const INDEX_OPTIONS_CONFLICT = 85;
const INDEX_KEY_SPECS_CONFLICT = 86;
const NAMESPACE_NOT_FOUND = 26;
const INDEX_NOT_FOUND = 27;
/** Collections at the same time. The engine creates indexes one by one anyway, and each waiting call holds a connection. */
const AT_ONCE = 4;

/**
 * Creates all declared indexes that do not exist; one command per collection if all exist. An index whose declaration has
 * changed is dropped and created again. Indexes that Meshi does not declare are kept.
 */
export async function ensureIndexes(
  connection: Connection,
  definitions: readonly ModelDefinition[],
  log: Log,
): Promise<void> {
  await mapLimited(definitions, AT_ONCE, (definition) => ensureIndexesOf(connection, definition, log));
}

async function ensureIndexesOf(connection: Connection, definition: ModelDefinition, log: Log): Promise<void> {
  const collection = connection.getClient().db(connection.name).collection(definition.collection);
  const declared = declaredIndexes(connection, definition);
  if (declared.length === 0) return;
  try {
    await collection.createIndexes(declared);
  } catch (error) {
    if (!isChanged(error)) throw error;
    for (const index of await changedIndexes(collection, declared)) {
      log.warn(
        { collection: definition.collection, index },
        'the declaration of an index has changed; creating it again',
      );
      await dropIfExists(collection, index);
    }
    await collection.createIndexes(declared);
  }
}

/** The schema's indexes in the form of the driver. `background` is an option of Mongoose that MongoDB no longer uses. */
function declaredIndexes(connection: Connection, definition: ModelDefinition): mongo.IndexDescription[] {
  return model(connection, definition)
    .schema.indexes()
    .map(([fields, { background: _, ...options }]) => ({
      ...(options as Omit<mongo.IndexDescription, 'key'>),
      key: fields as Record<string, mongo.IndexDirection>,
      name: options.name ?? nameOf(fields),
    }));
}

/** The default name in MongoDB: `tenantId_1_createdAt_-1`. */
function nameOf(fields: object): string {
  return Object.entries(fields).flat().join('_');
}

/** Names of stored indexes that have the name or the key of a declared index, but differ in the other or in options. */
async function changedIndexes(collection: mongo.Collection, declared: mongo.IndexDescription[]): Promise<string[]> {
  const stored = await collection.indexes();
  return stored
    .filter((one) => one.name !== undefined && one.name !== '_id_' && declared.some((index) => conflicts(index, one)))
    .map((one) => String(one.name));
}

function conflicts(declared: mongo.IndexDescription, stored: mongo.IndexDescriptionInfo): boolean {
  const isSameKey = JSON.stringify(declared.key) === JSON.stringify(stored.key);
  const isSameName = declared.name === stored.name;
  if (!isSameKey && !isSameName) return false;
  return !isSameKey || !isSameName || optionsOf(declared) !== optionsOf(stored);
}

const COMPARED = ['unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression', 'collation', 'weights'] as const;

function optionsOf(index: object): string {
  const options = new Map(Object.entries(index));
  return JSON.stringify(COMPARED.map((name) => options.get(name) || null));
}

function isChanged(error: unknown): boolean {
  const code = codeOf(error);
  return code === INDEX_OPTIONS_CONFLICT || code === INDEX_KEY_SPECS_CONFLICT;
}

/** Another server process that starts at the same time may have dropped it already. */
async function dropIfExists(collection: mongo.Collection, name: string): Promise<void> {
  try {
    await collection.dropIndex(name);
  } catch (error) {
    const code = codeOf(error);
    if (code !== NAMESPACE_NOT_FOUND && code !== INDEX_NOT_FOUND) throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
