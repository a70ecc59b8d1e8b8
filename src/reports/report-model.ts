/** Stored reports to the operators, each with a copy of what was reported. */
import { Schema } from 'mongoose';
import { exportedAs, namesNobody } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { account, impersonal, kept, person, withDocument } from '../database/personal-fields.ts';
import type { ReportOutcome } from '../protocol/operators.ts';
import type { ReportKind, ReportReason } from '../protocol/reports.ts';

export interface ReportDoc {
  _id: string;
  tenantId: string;
  reporterId: string;
  kind: ReportKind;
  /** The id of the person, topic, meal, room or message. */
  subjectId: string;
  reason: ReportReason;
  words: string;
  /** The person, or who wrote or created the thing. */
  authorId: string;
  /** The text when it was reported first, and since when it existed. Nothing that is edited or deleted later changes them. */
  text: string;
  writtenAt: Date;
  createdAt: Date;
  /** Changes with the reason and the words. */
  changedAt: Date;
  /** When a letter with this reason and these words was sent; null until then. */
  mailedAt: Date | null;
  /** When operators decided about it; null while it is open. Missing in older reports, which are open. */
  decidedAt?: Date | null;
  /** What they decided. `byId` is an account. */
  decision?: { outcome: ReportOutcome; note: string; byId: string | null } | null;
  expiresAt: Date;
}

const schema = new Schema<ReportDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  reporterId: { type: String, required: true },
  kind: { type: String, required: true },
  subjectId: { type: String, required: true },
  reason: { type: String, required: true },
  words: { type: String, default: '' },
  authorId: { type: String, required: true },
  text: { type: String, default: '' },
  writtenAt: { type: Date, required: true },
  createdAt: { type: Date, required: true },
  changedAt: { type: Date, required: true },
  mailedAt: { type: Date, default: null },
  decidedAt: { type: Date, default: null },
  decision: { type: new Schema({ outcome: String, note: String, byId: String }, { _id: false }), default: null },
  expiresAt: { type: Date, required: true },
});
// One report of a person about a thing.
schema.index({ tenantId: 1, reporterId: 1, kind: 1, subjectId: 1 }, { unique: true });
schema.index({ tenantId: 1, reporterId: 1, createdAt: 1 });
schema.index({ tenantId: 1, authorId: 1 });
schema.index({ tenantId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, mailedAt: 1, createdAt: 1 });
// For operators, who read the reports of all organisations.
schema.index({ decidedAt: 1, createdAt: 1, _id: 1 });
schema.index({ decidedAt: -1, _id: -1 });
schema.index({ 'decision.byId': 1 }, { sparse: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const tenantId = 'public';

export const reportModel = defineModel<ReportDoc>({
  name: 'Report',
  collection: 'reports',
  isAudited: true,
  schema,
  personal: {
    reporterId: person.deletesDocument,
    authorId: person.deletesDocument,
    subjectId: withDocument,
    reason: impersonal,
    words: withDocument,
    text: withDocument,
    'decision.byId': account.becomes(null),
    'decision.note': kept('The operators must know why.', 'as long as the report'),
    'decision.outcome': impersonal,
  },
  exported: exportedAs({
    file: 'reports',
    by: ['reporterId'],
    copied: ['kind', 'subjectId', 'reason', 'words', 'createdAt'],
    without: ['authorId', 'text', 'decision'],
  }),
  hotQueries: [
    { name: 'reports, newest first', filter: { tenantId }, sort: { createdAt: -1, _id: -1 }, limit: 26 },
    {
      name: 'report of a person about a thing',
      filter: { tenantId, reporterId: newId(), kind: 'person', subjectId: newId() },
    },
    {
      name: 'reports of a person in the last day',
      filter: { tenantId, reporterId: newId(), createdAt: trusted({ $gt: new Date() }) },
    },
    { name: 'reports about a person', filter: { tenantId, authorId: newId() } },
    {
      name: 'open reports of all organisations',
      filter: { decidedAt: null },
      sort: { createdAt: 1, _id: 1 },
      limit: 26,
    },
    {
      name: 'decided reports of all organisations',
      filter: { decidedAt: trusted({ $gt: new Date(0) }) },
      sort: { decidedAt: -1, _id: -1 },
      limit: 26,
    },
    { name: 'reports to mail, oldest first', filter: { tenantId, mailedAt: null }, sort: { createdAt: 1 }, limit: 50 },
  ],
});

/** When the last letters about reports in one organisation were sent. */
export interface ReportLettersDoc {
  /** The tenant. */
  _id: string;
  tenantId: string;
  /** Newest first, as many as the limit. */
  sentAt: Date[];
}

const lettersSchema = new Schema<ReportLettersDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  sentAt: { type: [Date], required: true },
});

export const reportLettersModel = defineModel<ReportLettersDoc>({
  name: 'ReportLetters',
  collection: 'reportLetters',
  schema: lettersSchema,
  personal: {},
  exported: namesNobody,
  hotQueries: [{ name: 'the last letters of an organisation', filter: { _id: tenantId, tenantId } }],
});
