/** Stored verification codes that were mailed and not used yet. Only a keyed hash of a code is stored. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { email, person, withDocument } from '../database/personal-fields.ts';

export interface EmailCodeDoc {
  /** The purpose of the code. A new code replaces the previous code of the same purpose. */
  _id: string;
  tenantId: string;
  /** The person who asked for the code. */
  personId: string;
  email: string;
  codeHash: string;
  attemptsLeft: number;
  expiresAt: Date;
}

const schema = new Schema<EmailCodeDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  email: { type: String, required: true },
  codeHash: { type: String, required: true },
  attemptsLeft: { type: Number, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const emailCodeModel = defineModel<EmailCodeDoc>({
  name: 'EmailCode',
  collection: 'emailCodes',
  schema,
  personal: {
    _id: withDocument,
    personId: person.deletesDocument,
    email: email.deletesDocument,
  },
  exported: notExported('A code that was mailed, for some minutes.'),
  hotQueries: [{ name: 'e-mail codes of a person', filter: { tenantId: 'public', personId: newId() } }],
});
