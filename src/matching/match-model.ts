/** Stored matches: one document per pair of people, revived when the two match again. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import { pairKey } from './pair-key.ts';

export interface MatchDoc {
  _id: string;
  tenantId: string;
  pairKey: string;
  /** Both people, in the order of `pairKey`. */
  personIds: string[];
  /** The topic that led to the match; null if there was none, for example in a round. */
  topicId: string | null;
  conversationId: string;
  /** When the two last matched. */
  createdAt: Date;
  /** Null while the match is running. */
  endedAt: Date | null;
}

const schema = new Schema<MatchDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  pairKey: { type: String, required: true },
  personIds: { type: [String], required: true },
  topicId: { type: String, default: null },
  conversationId: { type: String, required: true },
  createdAt: { type: Date, required: true },
  endedAt: { type: Date, default: null },
});
schema.index({ tenantId: 1, pairKey: 1 }, { unique: true });
schema.index({ tenantId: 1, personIds: 1, endedAt: 1, createdAt: -1, _id: -1 });

const tenantId = 'public';
const [personId, otherId] = [newId(), newId()];

export const matchModel = defineModel<MatchDoc>({
  name: 'Match',
  collection: 'matches',
  schema,
  personal: {
    personIds: person.deletesDocument,
    pairKey: withDocument,
  },
  exported: exportedAs({
    file: 'matches',
    by: ['personIds'],
    copied: ['topicId', 'conversationId', 'createdAt', 'endedAt'],
    people: { people: 'personIds' },
    without: ['pairKey'],
  }),
  hotQueries: [
    { name: 'the match of two people', filter: { tenantId, pairKey: pairKey(personId, otherId) } },
    {
      name: 'my running matches with the people on a page',
      filter: { tenantId, pairKey: { $in: [pairKey(personId, otherId)] }, endedAt: null },
    },
    {
      name: 'running matches of any of these people',
      filter: { tenantId, personIds: { $in: [personId, otherId] }, endedAt: null },
    },
    {
      name: 'my new matches',
      filter: { tenantId, personIds: personId, endedAt: null, createdAt: trusted({ $gt: new Date(0) }) },
      limit: 100,
    },
    {
      name: 'my running matches, newest first',
      filter: { tenantId, personIds: personId, endedAt: null },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
  ],
});
