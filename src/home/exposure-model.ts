/** How often the cards of an owner were shown in Home, as it is stored: one document an owner and week. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';

export interface ExposureDoc {
  _id: string;
  tenantId: string;
  ownerId: string;
  /** The Monday, in UTC. What was before the last week is forgotten. */
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
// Counts stand at the end, so that they are read from the index alone.
schema.index({ tenantId: 1, ownerId: 1, week: 1, count: 1 });
schema.index({ tenantId: 1, week: 1, ownerId: 1 }, { unique: true });
schema.index({ week: 1 }, { expireAfterSeconds: 21 * 24 * 3_600 });

const [tenantId, ownerId] = ['public', newId()];

export const exposureModel = defineModel<ExposureDoc>({
  name: 'Exposure',
  collection: 'exposures',
  schema,
  hotQueries: [
    {
      name: 'how often owners were shown lately',
      filter: { tenantId, ownerId: trusted({ $in: [ownerId] }), week: trusted({ $gte: new Date(0) }) },
    },
    { name: 'the count to raise', filter: { tenantId, week: new Date(0), ownerId } },
  ],
});
