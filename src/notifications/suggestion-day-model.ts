/** Counts suggestions per person and day. One document for each, so that counting is one atomic step. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { defineModel } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';

export interface SuggestionDayDoc {
  /** `tenant:person:2026-03-01`, the day in the person's time zone. */
  _id: string;
  tenantId: string;
  personId: string;
  /** Keys of the suggestions: a repeated request for the same key does not count again. */
  keys: string[];
  createdAt: Date;
}

const KEPT_DAYS = 3;

const schema = new Schema<SuggestionDayDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  keys: { type: [String], default: [] },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 });
schema.index({ createdAt: 1 }, { expireAfterSeconds: KEPT_DAYS * 24 * 3_600 });

export const suggestionDayModel = defineModel<SuggestionDayDoc>({
  name: 'SuggestionDay',
  collection: 'suggestionDays',
  schema,
  personal: {
    _id: withDocument,
    personId: person.deletesDocument,
    keys: withDocument,
  },
  exported: notExported('It counts suggestions for a limit, for three days.'),
  hotQueries: [
    { name: 'a day of a person', filter: { _id: 'public:x:2026-03-01' } },
    { name: 'the days of a person', filter: { tenantId: 'public', personId: 'x' } },
  ],
});
