/** The stored audit log: the entries of all chains, and the marks of where each chain begins and ends. */
import { Schema } from 'mongoose';
import { exportedAs, namesNobody } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { impersonal, kept, person } from '../database/personal-fields.ts';
import type { ChainedEntry } from './audit-entry.ts';
import type { Signature } from './signer.ts';

/** An entry. `tenantId` is its chain, so that the chain of an organisation is deleted with it. */
export interface AuditEntryDoc extends Omit<ChainedEntry, 'id' | 'chain'>, Signature {
  _id: string;
  tenantId: string;
}

const schema = new Schema<AuditEntryDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  seq: { type: Number, required: true },
  at: { type: Date, required: true },
  actorId: { type: String, required: true },
  as: { type: String, required: true },
  action: { type: String, required: true },
  targetKind: { type: String, required: true },
  targetId: { type: String, default: null },
  reason: { type: String, default: '' },
  sessionId: { type: String, default: null },
  address: { type: String, default: '' },
  before: { type: Schema.Types.Mixed, required: true },
  after: { type: Schema.Types.Mixed, required: true },
  previousHash: { type: String, default: '' },
  hash: { type: String, required: true },
  keyId: { type: String, required: true },
  mac: { type: String, required: true },
});
// Decides between processes that append at the same moment.
schema.index({ tenantId: 1, seq: 1 }, { unique: true });
schema.index({ tenantId: 1, at: -1, _id: -1 });
schema.index({ tenantId: 1, action: 1, at: -1, _id: -1 });
schema.index({ tenantId: 1, actorId: 1, at: -1, _id: -1 });
schema.index({ tenantId: 1, targetId: 1, at: -1, _id: -1 });

const tenantId = 'public';
const newestFirst = { sort: { at: -1, _id: -1 }, limit: 26 } as const;
const WHY = 'The log shows who did what with rights, also after a person has left. It holds ids, and no names.';
const HOW_LONG = 'until the entry is older than the limit of the log, or the organisation is deleted';
const FACTS = 'They are ids, numbers and words of closed sets, such as the owner before and after.';

export const auditEntryModel = defineModel<AuditEntryDoc>({
  name: 'AuditEntry',
  collection: 'auditEntries',
  schema,
  personal: {
    actorId: person.isKept(WHY, HOW_LONG),
    targetId: person.isKept(WHY, HOW_LONG),
    reason: kept('It is the reason that somebody gave for what they did, and part of the evidence.', HOW_LONG),
    address: kept('It is the network from which the request came, without the part that names one device.', HOW_LONG),
    before: kept(FACTS, HOW_LONG),
    after: kept(FACTS, HOW_LONG),
    targetKind: impersonal,
    as: impersonal,
    previousHash: impersonal,
    hash: impersonal,
    keyId: impersonal,
    mac: impersonal,
  },
  exported: exportedAs({
    file: 'auditLog',
    by: ['actorId'],
    copied: ['at', 'as', 'action', 'targetKind', 'targetId', 'reason', 'sessionId', 'address', 'before', 'after'],
    isInChains: true,
  }),
  hotQueries: [
    { name: 'entries, newest first', filter: { tenantId }, ...newestFirst },
    { name: 'entries of an action', filter: { tenantId, action: 'signed_in' }, ...newestFirst },
    { name: 'entries of an actor', filter: { tenantId, actorId: newId() }, ...newestFirst },
    { name: 'entries about something', filter: { tenantId, targetId: newId() }, ...newestFirst },
    { name: 'entries of a time', filter: { tenantId, at: trusted({ $gte: new Date(0) }) }, ...newestFirst },
    { name: 'entries that are too old', filter: { tenantId, at: trusted({ $lt: new Date(0) }) }, limit: 1 },
    {
      name: 'the organisations that were created and deleted',
      filter: { tenantId, action: trusted({ $in: ['tenant_created', 'tenant_deleted'] }) },
    },
    { name: 'the end of a chain', filter: { tenantId }, sort: { seq: -1 }, limit: 1 },
    { name: 'entries in order', filter: { tenantId, seq: trusted({ $gt: 5 }) }, sort: { seq: 1 }, limit: 1_000 },
  ],
});

/** Where a chain ends (`head`), and since when it is kept (`beginning`). Each is signed, so that nobody can move it. */
export interface AuditMarkDoc extends Signature {
  /** `<chain>:<kind>`. */
  _id: string;
  tenantId: string;
  kind: 'head' | 'beginning';
  /** Of the last entry, or of the last entry that was removed because of its age. */
  seq: number;
  hash: string;
  at: Date;
}

const markSchema = new Schema<AuditMarkDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  kind: { type: String, required: true },
  seq: { type: Number, required: true },
  hash: { type: String, default: '' },
  at: { type: Date, required: true },
  keyId: { type: String, required: true },
  mac: { type: String, required: true },
});
markSchema.index({ tenantId: 1 });

export const auditMarkModel = defineModel<AuditMarkDoc>({
  name: 'AuditMark',
  collection: 'auditMarks',
  schema: markSchema,
  personal: { hash: impersonal, keyId: impersonal, mac: impersonal },
  exported: namesNobody,
  hotQueries: [{ name: 'the marks of a chain', filter: { tenantId } }],
});
