/** A round as it is stored: its plan, written in one step, so that whoever goes on after a crash goes on with the same. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface RoundDoc {
  _id: string;
  tenantId: string;
  scheduleId: string;
  number: number;
  circle: string | null;
  /** Who sits with whom. Emptied when all are told: from then on `RoundPairDoc` knows. */
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
// One round of a number, however many processes begin it.
schema.index({ tenantId: 1, scheduleId: 1, number: -1 }, { unique: true });
schema.index({ tenantId: 1, leftOut: 1 });

const tenantId = 'public';
const scheduleId = newId();

export const roundModel = defineModel<RoundDoc>({
  name: 'Round',
  collection: 'rounds',
  schema,
  hotQueries: [
    { name: 'a round by its number', filter: { tenantId, scheduleId, number: 3 } },
    { name: 'the last rounds', filter: { tenantId, scheduleId }, sort: { number: -1 }, limit: 50 },
  ],
});
