/** Stored jobs. */
import { Schema } from 'mongoose';
import { defineModel, trusted } from '../database/models.ts';

export interface JobDoc {
  /** The job's key, such as `meal-reminder:652f…:24h`. */
  _id: string;
  tenantId: string;
  kind: string;
  /** Plain JSON. */
  data: Record<string, unknown>;
  dueAt: Date;
  /** Until then, the process that has taken the job is the only one to run it. */
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
      name: 'the next due job',
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
