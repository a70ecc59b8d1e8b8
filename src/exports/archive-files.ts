/** The files of an archive, one after the other. Each is made from the database alone, so that any process can go on with any file. */
import type { Connection, mongo } from 'mongoose';
import type { ConversationExport } from '../conversations/index.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Person } from '../kernel/person.ts';
import type { ArchiveFile } from './archive-store.ts';
import { MANIFEST } from './archive-summary.ts';
import type { DataExportDoc, ExportedPerson, Place } from './data-export-model.ts';
import { type ExportRows, FILE_BYTES, type FileModel, type Row } from './export-rows.ts';

/** A step makes the files of one kind for one person. */
type Step =
  | { makes: 'rows'; model: FileModel; person: Person; folder: string }
  | { makes: 'conversations' | 'pictures'; person: Person; folder: string }
  | { makes: 'manifest' | 'page' };

export interface ArchiveFilesOptions {
  connection: Connection;
  rows: Pick<ExportRows, 'read'>;
  conversations: Pick<ConversationExport, 'next'>;
  models: () => readonly FileModel[];
  /** The file that lists all others, and the page. */
  manifest: (of: DataExportDoc) => Promise<Row>;
  page: (of: DataExportDoc) => Promise<string>;
}

/** What a step answers: a file, or null if there is none; and where to go on, or null at the end of the step. */
interface Made {
  file: ArchiveFile | null;
  after: string | null;
  /** How many files of this name there are before the next one. */
  nth?: number;
}

export const FIRST_PLACE: Place = { step: 0, after: null, nth: 0 };

export class ArchiveFiles {
  readonly #parts: ArchiveFilesOptions;

  constructor(parts: ArchiveFilesOptions) {
    this.#parts = parts;
  }

  /** The file that begins at this place, or the next one behind it; `next` is null after the last file. */
  async at(of: DataExportDoc, from: Place): Promise<{ file: ArchiveFile; next: Place | null }> {
    const steps = this.#stepsOf(of);
    for (let place = from; ; ) {
      const step = steps[place.step];
      if (!step) throw new Error(`An archive has no step ${place.step}`);
      const { file, after, nth = place.nth + 1 } = await this.#make(of, step, place);
      const next = after === null ? { step: place.step + 1, after: null, nth: 0 } : { step: place.step, after, nth };
      if (file) return { file, next: next.step < steps.length ? next : null };
      place = next;
    }
  }

  /** How much of the archive is before this place, from 0 to 1. */
  progress(of: DataExportDoc, { step }: Place): number {
    return step / this.#stepsOf(of).length;
  }

  #stepsOf({ _id: accountId, people }: DataExportDoc): Step[] {
    const models = this.#parts.models();
    const owner = { tenantId: PUBLIC_TENANT, personId: accountId };
    const ofAccount = models.filter(({ file }) => file.of === 'account');
    const ofPerson = models.filter(({ file }) => file.of === 'person');
    return [
      ...ofAccount.map((model) => ({ makes: 'rows' as const, model, person: owner, folder: '' })),
      ...people.flatMap((person) => stepsOfPerson(person, ofPerson)),
      { makes: 'manifest' },
      { makes: 'page' },
    ];
  }

  async #make(of: DataExportDoc, step: Step, place: Place): Promise<Made> {
    switch (step.makes) {
      case 'rows': {
        const { rows, after } = await this.#parts.rows.read(step.model, step.person, place.after);
        const name = `data/${step.folder}${step.model.file.file}${numbered(place.nth)}.json`;
        return { file: rows.length > 0 ? { name, bytes: jsonOf(rows) } : null, after };
      }
      case 'conversations':
        return this.#conversation(step, place);
      case 'pictures':
        return this.#picture(step, place);
      case 'manifest':
        return { file: { name: MANIFEST, bytes: jsonOf(await this.#parts.manifest(of)) }, after: null };
      case 'page':
        return { file: { name: 'index.html', bytes: Buffer.from(await this.#parts.page(of)) }, after: null };
    }
  }

  async #conversation({ person, folder }: { person: Person; folder: string }, { after, nth }: Place): Promise<Made> {
    const part = await this.#parts.conversations.next(person, after, FILE_BYTES);
    if (!part) return { file: null, after: null };
    const { id } = part.conversation;
    const name = `data/${folder}conversations/${id}${numbered(nth)}.json`;
    const isContinued = part.after !== id;
    return { file: { name, bytes: jsonOf(part.conversation) }, after: part.after, nth: isContinued ? nth + 1 : 0 };
  }

  async #picture({ person, folder }: { person: Person; folder: string }, { after }: Place): Promise<Made> {
    const { tenantId, personId: ownerId } = person;
    const filter = { tenantId, ownerId, ...(after !== null && { _id: { $gt: after } }) };
    const pictures = this.#parts.connection.collection<PictureDoc>('pictures');
    const [found] = await pictures.find(filter).sort({ _id: 1 }).limit(1).toArray();
    if (!found) return { file: null, after: null };
    const [, kind = 'bin'] = found.contentType.split('/');
    const bytes = Buffer.from(found.bytes.buffer);
    return { file: { name: `pictures/${folder}${found._id}.${kind}`, bytes, isPacked: true }, after: found._id };
  }
}

interface PictureDoc extends mongo.Document {
  _id: string;
  contentType: string;
  bytes: mongo.Binary;
}

function stepsOfPerson({ tenantId, personId, folder }: ExportedPerson, models: readonly FileModel[]): Step[] {
  const person = { tenantId, personId };
  return [
    ...models.map((model) => ({ makes: 'rows' as const, model, person, folder })),
    { makes: 'conversations', person, folder },
    { makes: 'pictures', person, folder },
  ];
}

/** The first file of a name has no number. */
function numbered(nth: number): string {
  return nth === 0 ? '' : `-${nth + 1}`;
}

/** JSON with one row in a line; times in ISO 8601. */
function jsonOf(value: Row | object | readonly Row[]): Buffer {
  if (!Array.isArray(value)) return Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
  return Buffer.from(`[\n${value.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
}
