/** Who is never to be suggested to whom, as it is stored. Its effect runs both ways; who asked for it is told to nobody. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface NeverMatchDoc {
  _id: string;
  tenantId: string;
  /** Who asked for it. */
  personId: string;
  otherId: string;
  createdAt: Date;
}

const schema = new Schema<NeverMatchDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  otherId: { type: String, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1, otherId: 1 }, { unique: true });
schema.index({ tenantId: 1, otherId: 1, personId: 1 });
schema.index({ tenantId: 1, personId: 1, createdAt: -1, _id: -1 });

const tenantId = 'public';
const personId = newId();

export const neverMatchModel = defineModel<NeverMatchDoc>({
  name: 'NeverMatch',
  collection: 'nevermatches',
  schema,
  hotQueries: [
    { name: 'whom a person is never to meet', filter: { tenantId, personId } },
    { name: 'who is never to meet a person', filter: { tenantId, otherId: personId } },
    {
      name: 'my never-match list, newest first',
      filter: { tenantId, personId },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
  ],
});
