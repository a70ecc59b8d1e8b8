/** People who are waiting for an instant talk: one stored document per person. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import type { Language } from '../protocol/common.ts';

export interface InstantTalkWaitDoc {
  _id: string;
  tenantId: string;
  personId: string;
  /** What the person wants to talk about; null for anything. */
  tag: string | null;
  languages: Language[];
  createdAt: Date;
}

/** Waits expire after this time, even if no process removes them. */
const MAX_WAIT_S = 2 * 3_600;

const schema = new Schema<InstantTalkWaitDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  tag: { type: String, default: null },
  languages: { type: [String], required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 }, { unique: true });
schema.index({ tenantId: 1, createdAt: 1, _id: 1 });
schema.index({ personId: 1 });
schema.index({ createdAt: 1 }, { expireAfterSeconds: MAX_WAIT_S });

const tenantId = 'public';

export const instantTalkWaitModel = defineModel<InstantTalkWaitDoc>({
  name: 'InstantTalkWait',
  collection: 'instantTalkWaits',
  schema,
  personal: {
    personId: person.deletesDocument,
    tag: withDocument,
    languages: withDocument,
  },
  exported: exportedAs({
    file: 'instantTalkWaits',
    by: ['personId'],
    copied: ['tag', 'languages', 'createdAt'],
  }),
  hotQueries: [
    { name: 'the wait of a person', filter: { tenantId, personId: newId() } },
    { name: 'waits of people who went offline', filter: { personId: trusted({ $in: [newId()] }) } },
    {
      name: 'waiting people of a tenant, longest waiting first',
      filter: { tenantId },
      sort: { createdAt: 1, _id: 1 },
      limit: 200,
    },
  ],
});
