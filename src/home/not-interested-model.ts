/** What someone asked to see less of, as it is stored. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import type { NotInterestedAbout } from '../protocol/home.ts';

export interface NotInterestedDoc {
  _id: string;
  tenantId: string;
  personId: string;
  about: NotInterestedAbout;
  /** What it is about as one text, so that the same is stored once. */
  key: string;
  tags: string[];
  kind: 'teach' | 'ask' | 'discuss' | null;
  ownerId: string | null;
  createdAt: Date;
}

const schema = new Schema<NotInterestedDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  about: { type: String, required: true },
  key: { type: String, required: true },
  tags: { type: [String], default: [] },
  kind: { type: String, default: null },
  ownerId: { type: String, default: null },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1, key: 1 }, { unique: true });
schema.index({ tenantId: 1, personId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, ownerId: 1 });

const [tenantId, personId] = ['public', newId()];

export const notInterestedModel = defineModel<NotInterestedDoc>({
  name: 'NotInterested',
  collection: 'notinterested',
  schema,
  hotQueries: [
    {
      name: 'what a person sees less of, newest first',
      filter: { tenantId, personId },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
    { name: 'who sees less of a person', filter: { tenantId, ownerId: personId } },
  ],
});
