/** What is to be done at a later moment, as it is stored. */
import { Schema } from 'mongoose';
import { defineModel, trusted } from '../database/models.ts';

export interface JobDoc {
  /** The key under which it can be moved and cancelled, such as `meal-reminder:652f…:24h`. */
  _id: string;
  tenantId: string;
  kind: string;
  /** Plain JSON; what changes meanwhile is looked up by whoever does the job. */
  data: Record<string, unknown>;
  dueAt: Date;
  /** Another process is at it until then. */
  leasedUntil: Date;
  attempts: number;
}

const schema = new Schema<JobDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  kind: { type: String, required: true },
  data: { type: Schema.Types.Mixed, default: {} },
  dueAt: { type: Date, required: true },
  leasedUntil: { type: Date, required: true },
  attempts: { type: Number, required: true },
});
schema.index({ dueAt: 1 });

export const jobModel = defineModel<JobDoc>({
  name: 'Job',
  collection: 'jobs',
  schema,
  hotQueries: [
    {
      name: 'the next job that is due',
      filter: {
        dueAt: trusted({ $lte: new Date() }),
        leasedUntil: trusted({ $lte: new Date() }),
        kind: trusted({ $in: ['x'] }),
      },
      sort: { dueAt: 1 },
      limit: 1,
    },
  ],
});
