/** The stored pause of a person, during which the person takes part in no rounds. At most one per person. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person } from '../database/personal-fields.ts';

export interface RoundPauseDoc {
  _id: string;
  tenantId: string;
  personId: string;
  from: Date;
  until: Date;
}

const schema = new Schema<RoundPauseDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  from: { type: Date, required: true },
  until: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 }, { unique: true });

const tenantId = 'public';

export const roundPauseModel = defineModel<RoundPauseDoc>({
  name: 'RoundPause',
  collection: 'roundpauses',
  schema,
  personal: {
    personId: person.deletesDocument,
  },
  exported: exportedAs({
    file: 'roundPauses',
    by: ['personId'],
    copied: ['from', 'until'],
  }),
  hotQueries: [{ name: 'the pauses of people', filter: { tenantId, personId: trusted({ $in: [newId(), newId()] }) } }],
});
