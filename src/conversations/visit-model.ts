/** Visits: who has been inside a room, and how far its conversation went when they were last known to be there. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person } from '../database/personal-fields.ts';

export interface VisitDoc {
  _id: string;
  tenantId: string;
  conversationId: string;
  personId: string;
  toSeq: number;
}

const schema = new Schema<VisitDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  conversationId: { type: String, required: true },
  personId: { type: String, required: true },
  toSeq: { type: Number, required: true },
});
schema.index({ tenantId: 1, personId: 1, conversationId: 1 }, { unique: true });
schema.index({ conversationId: 1 });

const tenantId = 'public';
const personId = newId();

export const visitModel = defineModel<VisitDoc>({
  name: 'RoomVisit',
  collection: 'roomVisits',
  schema,
  personal: {
    personId: person.deletesDocument,
  },
  exported: exportedAs({
    file: 'roomVisits',
    by: ['personId'],
    copied: ['conversationId', 'toSeq'],
  }),
  hotQueries: [
    { name: 'the visit of a person to a room', filter: { tenantId, personId, conversationId: newId() } },
    { name: 'visits of a person who leaves', filter: { tenantId, personId } },
  ],
});
