/** The stored order of cards in one visit to Home, so that later pages repeat and skip nothing. Expires after an hour. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person } from '../database/personal-fields.ts';

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
  personal: {
    personId: person.deletesDocument,
  },
  exported: notExported('The order of the cards of one visit to Home.'),
  hotQueries: [
    { name: 'the feed of a visit', filter: { _id: newId(), tenantId, personId } },
    { name: 'the feeds of a person', filter: { tenantId, personId } },
    {
      name: 'the feeds of a person, newest first',
      filter: { tenantId, personId },
      sort: { createdAt: -1 },
      limit: 11,
    },
  ],
});
