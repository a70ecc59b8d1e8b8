/** A stored round. Its plan is written in one step, so that after a crash another process continues with the same plan. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person } from '../database/personal-fields.ts';

export interface RoundDoc {
  _id: string;
  tenantId: string;
  scheduleId: string;
  number: number;
  circle: string | null;
  /** The planned tables. Emptied after everyone has been notified, because `RoundPairDoc` stores them from then on. */
  tables: string[][];
  leftOut: string[];
  isDone: boolean;
  plannedAt: Date;
}

const schema = new Schema<RoundDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  scheduleId: { type: String, required: true },
  number: { type: Number, required: true },
  circle: { type: String, default: null },
  tables: { type: [[String]], default: [] },
  leftOut: { type: [String], default: [] },
  isDone: { type: Boolean, required: true },
  plannedAt: { type: Date, required: true },
});
// Ensures one round per number, even if several processes start it.
schema.index({ tenantId: 1, scheduleId: 1, number: -1 }, { unique: true });
schema.index({ tenantId: 1, leftOut: 1 });

const tenantId = 'public';
const scheduleId = newId();

export const roundModel = defineModel<RoundDoc>({
  name: 'Round',
  collection: 'rounds',
  schema,
  personal: {
    leftOut: person.leaves,
    tables: person.isReplaced('the id is removed'),
  },
  exported: notExported('The plan of a round. The tables of the person are in roundTables.'),
  hotQueries: [
    { name: 'a round by its number', filter: { tenantId, scheduleId, number: 3 } },
    { name: 'the last rounds', filter: { tenantId, scheduleId }, sort: { number: -1 }, limit: 50 },
  ],
});
