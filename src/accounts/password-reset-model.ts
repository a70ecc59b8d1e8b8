/** Stored password resets whose link was not used yet. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { type TokenFields, tokenFields } from '../kernel/one-time-token.ts';

export interface PasswordResetDoc extends TokenFields {
  _id: string;
  tenantId: string;
  personId: string;
}

const schema = new Schema<PasswordResetDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  ...tokenFields,
});
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ tenantId: 1, personId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const passwordResetModel = defineModel<PasswordResetDoc>({
  name: 'PasswordReset',
  collection: 'passwordResets',
  schema,
  hotQueries: [
    { name: 'password reset by its token', filter: { tenantId: 'public', tokenHash: 'abc' } },
    { name: 'password resets of a person', filter: { tenantId: 'public', personId: newId() } },
  ],
});
