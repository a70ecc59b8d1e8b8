/**
 * Stored archives of people's data. Each entry of the ZIP file is a document of its own, packed: the file is put together when it is
 * downloaded. The next entry begins where the last one says, so a process that is killed loses at most the entry it was writing.
 */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { account, impersonal, person, withDocument } from '../database/personal-fields.ts';

/** A person of the account, and the folder in the archive. */
export interface ExportedPerson {
  tenantId: string;
  personId: string;
  /** Empty for the open space. */
  folder: string;
  /** The name of the organisation; null for the open space. */
  name: string | null;
}

/** The archive of an account: one at a time. */
export interface DataExportDoc {
  /** The account. */
  _id: string;
  /** Always `public`, as for accounts. */
  tenantId: string;
  /** Another one for each request. */
  exportId: string;
  /** `none`: the document only counts the requests. */
  state: 'none' | 'making' | 'ready' | 'failed';
  language: 'ja' | 'en';
  /** Whose data it has: the persons of the account when it was asked for. */
  people: ExportedPerson[];
  /** Who asked for it, and is notified. */
  askedBy: { tenantId: string; personId: string };
  /** Of the account when it was asked for. The archive is void when the account has another one. */
  credentialsVersion: number | null;
  requestedAt: Date;
  /** The size of the archive; null until it is ready. */
  bytes: number | null;
  /** When it was downloaded last. Missing until then. */
  downloadedAt?: Date;
  /** Times of the last requests, newest first, for the limit per day. */
  requests: Date[];
  expiresAt: Date;
}

const schema = new Schema<DataExportDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  exportId: { type: String, required: true },
  state: { type: String, required: true },
  language: { type: String, required: true },
  people: {
    type: [new Schema({ tenantId: String, personId: String, folder: String, name: String }, { _id: false })],
    default: [],
  },
  askedBy: { type: new Schema({ tenantId: String, personId: String }, { _id: false }), required: true },
  credentialsVersion: { type: Number, default: null },
  requestedAt: { type: Date, required: true },
  bytes: { type: Number, default: null },
  downloadedAt: { type: Date },
  requests: { type: [Date], default: [] },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, 'people.personId': 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const AN_ARCHIVE = notExported('It is the archive.');
const tenantId = 'public';

export const dataExportModel = defineModel<DataExportDoc>({
  name: 'DataExport',
  collection: 'dataExports',
  schema,
  personal: {
    _id: account.deletesDocument,
    // With all entries, also when the person leaves one organisation only. Then the count of requests stays.
    'people.personId': person.deletesDocumentLast,
    people: impersonal,
    askedBy: impersonal,
    exportId: impersonal,
  },
  exported: AN_ARCHIVE,
  isAudited: true,
  hotQueries: [
    { name: 'the archive of an account', filter: { _id: newId(), tenantId } },
    { name: 'the archives with data of a person', filter: { tenantId, 'people.personId': newId() } },
  ],
});

/** Where in the archive something begins. */
export interface Place {
  /** The number of the step, see `stepsOf`. */
  step: number;
  /** What the step has done already; null at its beginning. */
  after: string | null;
  /** How many files of the same name there are already. */
  nth: number;
}

/** One entry of the ZIP file. */
export interface DataExportPartDoc {
  /** `exportId:number`. */
  _id: string;
  tenantId: string;
  accountId: string;
  exportId: string;
  /** From 0, without gaps. */
  number: number;
  name: string;
  isDeflated: boolean;
  crc: number;
  size: number;
  packedSize: number;
  /** The packed bytes. */
  body: Buffer;
  /** Where the next entry begins; null in the last one. */
  next: Place | null;
  expiresAt: Date;
}

const placeSchema = new Schema<Place>(
  { step: Number, after: { type: String, default: null }, nth: Number },
  { _id: false },
);
const partSchema = new Schema<DataExportPartDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  accountId: { type: String, required: true },
  exportId: { type: String, required: true },
  number: { type: Number, required: true },
  name: { type: String, required: true },
  isDeflated: { type: Boolean, required: true },
  crc: { type: Number, required: true },
  size: { type: Number, required: true },
  packedSize: { type: Number, required: true },
  body: { type: Buffer, required: true },
  next: { type: placeSchema, default: null },
  expiresAt: { type: Date, required: true },
});
partSchema.index({ tenantId: 1, exportId: 1, number: 1 }, { unique: true });
partSchema.index({ tenantId: 1, accountId: 1 });
partSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const exportId = newId();

export const dataExportPartModel = defineModel<DataExportPartDoc>({
  name: 'DataExportPart',
  collection: 'dataExportParts',
  schema: partSchema,
  personal: {
    accountId: account.deletesDocument,
    exportId: impersonal,
    name: impersonal,
    body: withDocument,
    next: impersonal,
  },
  exported: AN_ARCHIVE,
  hotQueries: [
    { name: 'the last entry of an archive', filter: { tenantId, exportId }, sort: { number: -1 }, limit: 1 },
    { name: 'an entry of an archive', filter: { tenantId, exportId, number: 3 } },
    { name: 'the entries of an account', filter: { tenantId, accountId: newId() } },
  ],
});
