/** A stored schedule of rounds: one per circle, and one for everyone in a tenant. */
import { Schema } from 'mongoose';
import { namesNobody } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { impersonal } from '../database/personal-fields.ts';
import type { OddOneOut, RoundEvery } from '../protocol/rounds.ts';

export interface RoundScheduleDoc {
  _id: string;
  tenantId: string;
  /** The circle, such as `community:…`; null for everyone. */
  circle: string | null;
  isOpen: boolean;
  every: RoundEvery;
  oddOneOut: OddOneOut;
  timeZone: string;
  /** The wall time of the first round with these settings (2026-04-03T19:00:00). Later rounds are whole periods after it. */
  anchor: string;
  nextAt: Date;
  /** The number of the round at `nextAt`; it never decreases. */
  nextNumber: number;
  createdAt: Date;
}

const schema = new Schema<RoundScheduleDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  circle: { type: String, default: null },
  isOpen: { type: Boolean, required: true },
  every: { type: String, required: true },
  oddOneOut: { type: String, required: true },
  timeZone: { type: String, required: true },
  anchor: { type: String, required: true },
  nextAt: { type: Date, required: true },
  nextNumber: { type: Number, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, circle: 1 }, { unique: true });

const tenantId = 'public';

export const roundScheduleModel = defineModel<RoundScheduleDoc>({
  name: 'RoundSchedule',
  collection: 'roundschedules',
  schema,
  personal: {
    anchor: impersonal,
  },
  exported: namesNobody,
  hotQueries: [
    { name: 'the rounds of a circle', filter: { tenantId, circle: `community:${newId()}` } },
    { name: 'the rounds of everyone', filter: { tenantId, circle: null } },
  ],
});
