/** Stored password resets whose link was not used yet. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { email, person, withDocument } from '../database/personal-fields.ts';
import { type TokenFields, tokenFields } from '../kernel/capabilities.ts';

export interface PasswordResetDoc extends TokenFields {
  /** The id of the person: only the newest link works. */
  _id: string;
  tenantId: string;
  personId: string;
  /** The address that the link was mailed to. The link is void when the account has another one. */
  email: string;
  /** Of the account when the link was made. The link is void when the account has another one. */
  credentialsVersion: number | null;
}

const schema = new Schema<PasswordResetDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  email: { type: String, required: true },
  credentialsVersion: { type: Number, default: null },
  ...tokenFields,
});
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ tenantId: 1, personId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const passwordResetModel = defineModel<PasswordResetDoc>({
  name: 'PasswordReset',
  collection: 'passwordResets',
  schema,
  personal: {
    _id: withDocument,
    personId: person.deletesDocument,
    email: email.deletesDocument,
  },
  exported: notExported('A link that was mailed, for some minutes.'),
  hotQueries: [
    { name: 'password reset by its token', filter: { tenantId: 'public', tokenHash: 'abc' } },
    { name: 'password resets of a person', filter: { tenantId: 'public', personId: newId() } },
  ],
});
