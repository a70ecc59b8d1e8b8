/** Stored counts of how often Home showed the cards of an owner: one document per owner and week. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person } from '../database/personal-fields.ts';

export interface ExposureDoc {
  _id: string;
  tenantId: string;
  ownerId: string;
  /** The start of the week: Monday 0:00 UTC. Documents expire 21 days later. */
  week: Date;
  count: number;
}

const schema = new Schema<ExposureDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  ownerId: { type: String, required: true },
  week: { type: Date, required: true },
  count: { type: Number, required: true },
});
// The index contains the count, so that counts are read without reading documents.
schema.index({ tenantId: 1, ownerId: 1, week: 1, count: 1 });
schema.index({ tenantId: 1, week: 1, ownerId: 1 }, { unique: true });
schema.index({ week: 1 }, { expireAfterSeconds: 21 * 24 * 3_600 });

const [tenantId, ownerId] = ['public', newId()];

export const exposureModel = defineModel<ExposureDoc>({
  name: 'Exposure',
  collection: 'exposures',
  schema,
  personal: {
    ownerId: person.deletesDocument,
  },
  exported: notExported('Numbers that share the places on Home fairly, for three weeks.'),
  hotQueries: [
    {
      name: 'recent show counts of owners',
      filter: { tenantId, ownerId: trusted({ $in: [ownerId] }), week: trusted({ $gte: new Date(0) }) },
    },
    { name: 'the count to increment', filter: { tenantId, week: new Date(0), ownerId } },
  ],
});
