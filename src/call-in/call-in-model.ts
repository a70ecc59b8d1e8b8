/** The stored tags for which a person wants to be called into rooms. One document for each person. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';

export interface CallInDoc {
  _id: string;
  tenantId: string;
  personId: string;
  tags: string[];
}

const schema = new Schema<CallInDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  tags: { type: [String], required: true },
});
schema.index({ tenantId: 1, personId: 1 }, { unique: true });
schema.index({ tenantId: 1, tags: 1 });

const tenantId = 'public';

export const callInModel = defineModel<CallInDoc>({
  name: 'CallIn',
  collection: 'callins',
  schema,
  personal: {
    personId: person.deletesDocument,
    tags: withDocument,
  },
  exported: exportedAs({
    file: 'callInTags',
    by: ['personId'],
    copied: ['tags'],
  }),
  hotQueries: [
    { name: 'the tags of a person', filter: { tenantId, personId: newId() } },
    { name: 'people to call in for tags', filter: { tenantId, tags: trusted({ $in: ['rust', 'tea'] }) }, limit: 500 },
  ],
});
