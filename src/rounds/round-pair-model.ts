/** A stored table of a round: two or three people, the reasons, and their answers to "did you meet?". */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import type { RoundReason } from '../protocol/rounds.ts';

export interface RoundPairDoc {
  /** The round's id and the table's number, which makes storing idempotent. */
  _id: string;
  tenantId: string;
  roundId: string;
  circle: string | null;
  personIds: string[];
  /** The reasons for each pair, as `personId` sees them. */
  reasons: { personId: string; otherId: string; reasons: RoundReason[] }[];
  /** Private: a person sees only their own answer. */
  answers: { personId: string; didMeet: boolean }[];
  /** When the round was planned. */
  createdAt: Date;
}

const reasonsSchema = new Schema<RoundPairDoc['reasons'][number]>(
  {
    personId: { type: String, required: true },
    otherId: { type: String, required: true },
    reasons: { type: Schema.Types.Mixed, required: true },
  },
  { _id: false },
);

const answerSchema = new Schema<RoundPairDoc['answers'][number]>(
  {
    personId: { type: String, required: true },
    didMeet: { type: Boolean, required: true },
  },
  { _id: false },
);

const schema = new Schema<RoundPairDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  roundId: { type: String, required: true },
  circle: { type: String, default: null },
  personIds: { type: [String], required: true },
  reasons: { type: [reasonsSchema], default: [] },
  answers: { type: [answerSchema], default: [] },
  createdAt: { type: Date, required: true },
});
// Ensures that a person sits at only one table of a round.
schema.index({ tenantId: 1, roundId: 1, personIds: 1 }, { unique: true });
schema.index({ tenantId: 1, personIds: 1, createdAt: -1, _id: -1 });

const tenantId = 'public';
const personId = newId();

export const roundPairModel = defineModel<RoundPairDoc>({
  name: 'RoundPair',
  collection: 'roundpairs',
  schema,
  personal: {
    personIds: person.changes('the person leaves the table; a table of two is deleted', (personId) => ({
      $pull: { personIds: personId, answers: { personId }, reasons: { $or: [{ personId }, { otherId: personId }] } },
    })),
    reasons: withDocument,
    answers: withDocument,
  },
  exported: exportedAs({
    file: 'roundTables',
    by: ['personIds'],
    copied: ['roundId', 'circle', 'createdAt'],
    people: { people: 'personIds' },
    made: {
      reasons: {
        from: ['reasons'],
        as: ({ reasons }, me) => reasons.filter(({ personId }) => personId === me).flatMap((one) => one.reasons),
      },
      // The answers of the others are private.
      didMeet: {
        from: ['answers'],
        as: ({ answers }, me) => answers.find(({ personId }) => personId === me)?.didMeet ?? null,
      },
    },
  }),
  hotQueries: [
    { name: 'the tables of a round', filter: { tenantId, roundId: newId() } },
    {
      name: 'the tables I sat at, newest first',
      filter: { tenantId, personIds: personId },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
    {
      name: 'the tables of any of these people',
      filter: { tenantId, personIds: trusted({ $in: [personId, newId()] }) },
    },
  ],
});
