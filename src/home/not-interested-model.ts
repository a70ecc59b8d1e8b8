/** Stored "not interested" entries: the tags, the kind or the owner of a topic that a person marked as not interested. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import type { NotInterestedAbout } from '../protocol/home.ts';

export interface NotInterestedDoc {
  _id: string;
  tenantId: string;
  personId: string;
  /** Which of `tags`, `kind` and `ownerId` is set. */
  about: NotInterestedAbout;
  /** `about` and the marked value as one text; unique, so that each entry is stored once per person. */
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
  personal: {
    personId: person.deletesDocument,
    ownerId: person.deletesDocument,
    key: withDocument,
    tags: withDocument,
  },
  exported: exportedAs({
    file: 'notInterested',
    by: ['personId'],
    copied: ['about', 'tags', 'kind', 'createdAt'],
    people: { owner: 'ownerId' },
    without: ['key'],
  }),
  hotQueries: [
    {
      name: 'entries of a person, newest first',
      filter: { tenantId, personId },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
    { name: 'entries about a person', filter: { tenantId, ownerId: personId } },
  ],
});
