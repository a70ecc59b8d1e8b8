/** How often people started to wait in each hour of the week: one small document per tenant, without personal data. */
import { Schema } from 'mongoose';
import { namesNobody } from '../database/exported-fields.ts';
import { defineModel } from '../database/models.ts';
import { impersonal } from '../database/personal-fields.ts';

export interface InstantTalkHoursDoc {
  /** The tenant's id. */
  _id: string;
  /** Counts by hour of the week in UTC, from `h0` (Monday 0:00) to `h167`. */
  counts: Record<string, number>;
}

const schema = new Schema<InstantTalkHoursDoc>({
  _id: { type: String, required: true },
  counts: { type: Schema.Types.Mixed, default: {} },
});

export const instantTalkHoursModel = defineModel<InstantTalkHoursDoc>({
  name: 'InstantTalkHours',
  collection: 'instantTalkHours',
  schema,
  personal: {
    counts: impersonal,
  },
  exported: namesNobody,
  hotQueries: [{ name: 'the hours of a tenant', filter: { _id: 'public' } }],
});
