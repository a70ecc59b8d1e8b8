/** Password resets that wait for their link to be followed. Only a hash of the token is stored. */
import { Schema } from 'mongoose';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface PasswordResetDoc {
  /** Hash of the token. */
  _id: string;
  tenantId: string;
  personId: string;
  expiresAt: Date;
}

const schema = new Schema<PasswordResetDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const passwordResetModel = defineModel<PasswordResetDoc>({
  name: 'PasswordReset',
  collection: 'passwordResets',
  schema,
  hotQueries: [{ name: 'resets of a person', filter: { tenantId: 'public', personId: newId() } }],
});
