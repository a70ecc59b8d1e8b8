/** Reads what is a person's from one collection, as its model declares it in `exported`, with the names of other people. */
import type { Connection, mongo } from 'mongoose';
import type { ExportedFile } from '../database/exported-fields.ts';
import type { ModelDefinition } from '../database/models.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import { type Circles, circleName } from '../kernel/circles.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';

export interface ExportRowsOptions {
  connection: Connection;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: Pick<BlockList, 'blockedWith'>;
  circles: Pick<Circles, 'of'>;
}

export type Row = Record<string, unknown>;
type Doc = mongo.Document & { _id: string };
type File = ExportedFile<Doc>;

/** A model whose documents are in a file of the archive. */
export interface FileModel {
  collection: string;
  file: File;
}

/** Documents of one query. Each is at most some tens of kilobytes, and most have some hundred bytes. */
const BATCH = 200;
/** A file of the archive has about as many bytes at most, so that it can be made in memory. */
export const FILE_BYTES = 2_000_000;

export function fileModels(models: readonly ModelDefinition[]): FileModel[] {
  return models.flatMap(({ collection, exported }) =>
    exported.in === 'file' ? [{ collection, file: exported as File }] : [],
  );
}

export class ExportRows {
  readonly #parts: ExportRowsOptions;

  constructor(parts: ExportRowsOptions) {
    this.#parts = parts;
  }

  /** The next rows after the document `after`, as many as fit into a file; `after` is null in the answer after the last row. */
  async read(model: FileModel, person: Person, after: string | null): Promise<{ rows: Row[]; after: string | null }> {
    const rows: Row[] = [];
    let [bytes, last] = [0, after];
    for (;;) {
      const docs = await this.#docs(model, person, last);
      for (const row of await this.#rows(model.file, person, docs)) {
        rows.push(row);
        bytes += JSON.stringify(row).length;
      }
      last = docs.at(-1)?._id ?? null;
      if (docs.length < BATCH) return { rows, after: null };
      if (bytes >= FILE_BYTES) return { rows, after: last };
    }
  }

  async #docs({ collection, file }: FileModel, person: Person, after: string | null): Promise<Doc[]> {
    const { tenantId, personId } = person;
    const apart = [...(await this.#parts.blockList.blockedWith(person))];
    const leftOut = [
      ...(file.except ? [file.except] : []),
      ...(apart.length > 0 ? file.unlessApart.map((path) => ({ [path]: { $in: apart } })) : []),
    ];
    const filter = {
      tenantId: file.isInChains ? { $in: [...new Set([tenantId, PUBLIC_TENANT])] } : tenantId,
      $or: file.by.map((path) => ({ [path]: personId })),
      ...(leftOut.length > 0 && { $nor: leftOut }),
      ...(after !== null && { $and: [{ _id: { $gt: after } }] }),
    };
    const docs = this.#parts.connection.collection<Doc>(collection);
    return docs
      .find(filter as mongo.Filter<Doc>)
      .sort({ _id: 1 })
      .limit(BATCH)
      .toArray();
  }

  async #rows(file: File, person: Person, docs: readonly Doc[]): Promise<Row[]> {
    const { blockList } = this.#parts;
    const apart = file.namesApart ? NOBODY : await blockList.blockedWith(person);
    const people = await this.names(person, idsIn(docs, file.people), apart);
    const communities = await this.#communities(person, idsIn(docs, file.communities));
    return docs.map((doc) => ({
      id: doc._id,
      ...Object.fromEntries(file.copied.map((name) => [name, doc[name] ?? null])),
      ...referring(doc, file.people, people),
      ...referring(doc, file.communities, communities),
      ...Object.fromEntries(Object.entries(file.made).map(([name, made]) => [name, made.as(doc, person.personId)])),
    }));
  }

  /** The names of people as this person sees them: null for those in `apart`. */
  async names({ tenantId }: Person, ids: readonly string[], apart: ReadonlySet<string>) {
    const found = await this.#parts.profiles.summaries(tenantId, ids);
    return new Map(ids.map((id) => [id, apart.has(id) ? null : (found.get(id)?.displayName ?? null)]));
  }

  /** The names of the communities that the person belongs to. */
  async #communities(person: Person, ids: readonly string[]): Promise<Map<string, string | null>> {
    if (ids.length === 0) return new Map();
    const mine = await this.#parts.circles.of(person);
    const visible = ids.filter((id) => mine.has(circleName('community', id)));
    const { tenantId } = person;
    const docs = this.#parts.connection.collection<Doc>('communities');
    const found = await docs.find({ tenantId, _id: { $in: visible } }, { projection: { name: 1 } }).toArray();
    return new Map(found.map((doc): [string, string | null] => [doc._id, String(doc.name)]));
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function idsIn(docs: readonly Doc[], fields: Readonly<Record<string, string>>): string[] {
  const names = Object.values(fields);
  return [...new Set(docs.flatMap((doc) => names.flatMap((name) => idsOf(doc[name]))))];
}

function idsOf(value: unknown): string[] {
  return [value].flat().filter((id): id is string => typeof id === 'string');
}

/** `{ host: 'hostId' }` becomes `{ host: { id, name } }`; a list of ids becomes a list. */
function referring(doc: Doc, fields: Readonly<Record<string, string>>, names: ReadonlyMap<string, string | null>): Row {
  const refer = (id: string) => ({ id, name: names.get(id) ?? null });
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const value: unknown = doc[field];
      const refs = idsOf(value).map(refer);
      return [name, Array.isArray(value) ? refs : (refs[0] ?? null)];
    }),
  );
}
