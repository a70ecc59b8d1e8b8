/** Read marks: the `seq` up to which a person has read a conversation. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person } from '../database/personal-fields.ts';

export interface ReadMarkDoc {
  _id: string;
  tenantId: string;
  conversationId: string;
  personId: string;
  seq: number;
  /** The last message when the person joined the circle, most recently. Missing for matches and before the first join. */
  joinedSeq?: number;
}

const schema = new Schema<ReadMarkDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  conversationId: { type: String, required: true },
  personId: { type: String, required: true },
  seq: { type: Number, required: true },
  joinedSeq: { type: Number },
});
schema.index({ conversationId: 1, personId: 1 }, { unique: true });
schema.index({ personId: 1 });

const tenantId = 'public';
const conversationId = newId();

export const readMarkModel = defineModel<ReadMarkDoc>({
  name: 'ReadMark',
  collection: 'readMarks',
  schema,
  personal: {
    personId: person.deletesDocument,
  },
  exported: exportedAs({
    file: 'readMarks',
    by: ['personId'],
    copied: ['conversationId', 'seq'],
  }),
  hotQueries: [
    { name: 'a read mark', filter: { tenantId, conversationId, personId: newId() } },
    {
      name: 'read marks of the conversations of a page',
      filter: {
        tenantId,
        conversationId: trusted({ $in: [conversationId] }),
        personId: trusted({ $in: [newId(), newId()] }),
      },
    },
    { name: 'read marks of a person who leaves', filter: { tenantId, personId: newId() } },
  ],
});
