/** The order of one visit to Home, kept for as long as someone scrolls: later pages repeat and hide nothing. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface HomeFeedDoc {
  _id: string;
  tenantId: string;
  personId: string;
  topicIds: string[];
  createdAt: Date;
}

const schema = new Schema<HomeFeedDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  topicIds: { type: [String], required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ createdAt: 1 }, { expireAfterSeconds: 3_600 });
schema.index({ tenantId: 1, personId: 1, createdAt: -1 });

const [tenantId, personId] = ['public', newId()];

export const homeFeedModel = defineModel<HomeFeedDoc>({
  name: 'HomeFeed',
  collection: 'homefeeds',
  schema,
  hotQueries: [
    { name: 'the order of a visit', filter: { _id: newId(), tenantId, personId } },
    { name: 'the orders of a person', filter: { tenantId, personId } },
    {
      name: 'the orders of a person, newest first',
      filter: { tenantId, personId },
      sort: { createdAt: -1 },
      limit: 11,
    },
  ],
});
