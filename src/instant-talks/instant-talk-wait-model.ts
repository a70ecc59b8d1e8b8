/** Who waits for a talk, as it is stored: one document for each person. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import type { Language } from '../protocol/common.ts';

export interface InstantTalkWaitDoc {
  _id: string;
  tenantId: string;
  personId: string;
  /** Null for anything. */
  tag: string | null;
  languages: Language[];
  createdAt: Date;
}

/** Nobody waits longer, whatever happens to the processes. */
const KEPT_S = 2 * 3_600;

const schema = new Schema<InstantTalkWaitDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  tag: { type: String, default: null },
  languages: { type: [String], required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 }, { unique: true });
schema.index({ tenantId: 1, createdAt: 1, _id: 1 });
schema.index({ personId: 1 });
schema.index({ createdAt: 1 }, { expireAfterSeconds: KEPT_S });

const tenantId = 'public';

export const instantTalkWaitModel = defineModel<InstantTalkWaitDoc>({
  name: 'InstantTalkWait',
  collection: 'instantTalkWaits',
  schema,
  hotQueries: [
    { name: 'whether a person waits', filter: { tenantId, personId: newId() } },
    { name: 'which of those who went offline wait', filter: { personId: trusted({ $in: [newId()] }) } },
    { name: 'who waits, the longest first', filter: { tenantId }, sort: { createdAt: 1, _id: 1 }, limit: 200 },
  ],
});
