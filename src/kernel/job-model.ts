/** Stored jobs. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';

export interface JobDoc {
  /** The job's key, such as `meal-reminder:652f…:24h`. */
  _id: string;
  tenantId: string;
  kind: string;
  /** Plain JSON. */
  data: Record<string, unknown>;
  dueAt: Date;
  /**
   * Until then, the process that has taken the job is the only one to run it. By the clock of the database: those of two
   * processes may differ by more than a lease.
   */
  leasedUntil: Date;
  /** When it may be retried after a failure. Null if the last attempt did not fail. */
  retryAt: Date | null;
  attempts: number;
  /** Identifies the newest attempt: only it may delete or retry the job. Null before the first one. */
  attemptId: string | null;
  /** Number of `scheduleOnce` calls with this key. If it changes during an attempt, the job runs again. Missing if there was none. */
  requests?: number;
}

const schema = new Schema<JobDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  kind: { type: String, required: true },
  data: { type: Schema.Types.Mixed, default: {} },
  dueAt: { type: Date, required: true },
  leasedUntil: { type: Date, required: true },
  retryAt: { type: Date, default: null },
  attempts: { type: Number, required: true },
  attemptId: { type: String, default: null },
  requests: { type: Number },
});
schema.index({ dueAt: 1 });

/** Matches the jobs of these kinds that a process may take now. */
export function takeable(now: Date, kinds: readonly string[]) {
  return {
    dueAt: trusted({ $lte: now }),
    retryAt: trusted({ $not: { $gt: now } }),
    kind: trusted({ $in: kinds }),
    $expr: trusted({ $lte: ['$leasedUntil', '$$NOW'] }),
  };
}

export const jobModel = defineModel<JobDoc>({
  name: 'Job',
  collection: 'jobs',
  schema,
  personal: {
    _id: withDocument,
    'data.personId': person.deletesDocumentExcept({
      filter: { kind: 'accounts.erase_again' },
      why: 'What arrives late is deleted too.',
      howLong: '20 minutes after the deletion',
    }),
    // Of a person in the public tenant.
    'data.accountId': person.deletesDocument,
    data: withDocument,
  },
  exported: notExported('Planned work about what is in other files.'),
  hotQueries: [
    {
      name: 'the next due job',
      filter: takeable(new Date(), ['x']),
      sort: { dueAt: 1 },
      limit: 1,
    },
  ],
});
