/** When someone may write next in a channel with slow mode. */
import { Schema } from 'mongoose';
import { defineModel } from '../database/models.ts';

export interface PaceDoc {
  /** Community, channel and person. */
  _id: string;
  tenantId: string;
  personId: string;
  nextAt: Date;
}

const schema = new Schema<PaceDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  nextAt: { type: Date, required: true },
});
schema.index({ nextAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ tenantId: 1, personId: 1 });

export const paceModel = defineModel<PaceDoc>({
  name: 'CommunityPace',
  collection: 'communityPaces',
  schema,
  hotQueries: [{ name: 'the paces of a person', filter: { tenantId: 'public', personId: 'abc' } }],
});
