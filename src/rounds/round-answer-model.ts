/** The stored yes of a person to rounds. A person without a document does not take part. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';

export interface RoundAnswerDoc {
  _id: string;
  tenantId: string;
  scheduleId: string;
  personId: string;
  answer: 'next' | 'always';
  /** The first round for which the answer counts; for `next` the only one. */
  fromNumber: number;
}

const schema = new Schema<RoundAnswerDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  scheduleId: { type: String, required: true },
  personId: { type: String, required: true },
  answer: { type: String, required: true },
  fromNumber: { type: Number, required: true },
});
schema.index({ tenantId: 1, scheduleId: 1, personId: 1 }, { unique: true });
schema.index({ tenantId: 1, personId: 1 });

const tenantId = 'public';
const [scheduleId, personId] = [newId(), newId()];

export const roundAnswerModel = defineModel<RoundAnswerDoc>({
  name: 'RoundAnswer',
  collection: 'roundanswers',
  schema,
  personal: {
    personId: person.deletesDocument,
    answer: withDocument,
  },
  exported: exportedAs({
    file: 'roundAnswers',
    by: ['personId'],
    copied: ['scheduleId', 'answer', 'fromNumber'],
  }),
  hotQueries: [
    { name: 'the people who said yes', filter: { tenantId, scheduleId, fromNumber: trusted({ $lte: 3 }) } },
    { name: 'my answer', filter: { tenantId, scheduleId, personId } },
    { name: 'all answers of a person', filter: { tenantId, personId } },
  ],
});

/** Whether the answer is a yes to the round with this number. */
export function isYesTo(
  number: number,
  { answer, fromNumber }: Pick<RoundAnswerDoc, 'answer' | 'fromNumber'>,
): boolean {
  return answer === 'always' ? fromNumber <= number : fromNumber === number;
}
