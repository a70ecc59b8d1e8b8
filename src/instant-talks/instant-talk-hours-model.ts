/** How often people began to wait in each hour of the week: one small document a tenant, without names. */
import { Schema } from 'mongoose';
import { defineModel } from '../database/models.ts';

export interface InstantTalkHoursDoc {
  /** The tenant. */
  _id: string;
  /** By hour of the week in UTC, Monday 0:00 first, as `h0` to `h167`. */
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
  hotQueries: [{ name: 'the hours of a tenant', filter: { _id: 'public' } }],
});
