/** Sign-ins at providers that have begun. Each ends once. */
import { Schema } from 'mongoose';
import { notExported } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { impersonal, person } from '../database/personal-fields.ts';
import type { AttemptPurpose } from './attempt-secrets.ts';

export interface SignOnAttemptDoc {
  /** A hash of the token that only the browser has. */
  _id: string;
  tenantId: string;
  purpose: AttemptPurpose;
  /** Who began; null for a sign-in. */
  personId: string | null;
  sessionId: string | null;
  /** Of the connection when the attempt began. */
  revision: string;
  createdAt: Date;
  expiresAt: Date;
}

const schema = new Schema<SignOnAttemptDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  purpose: { type: String, required: true },
  personId: { type: String, default: null },
  sessionId: { type: String, default: null },
  revision: { type: String, required: true },
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const signOnAttemptModel = defineModel<SignOnAttemptDoc>({
  name: 'SignOnAttempt',
  collection: 'signOnAttempts',
  schema,
  personal: { personId: person.deletesDocument, purpose: impersonal, revision: impersonal },
  exported: notExported('A sign-in that is under way, for some minutes.'),
  hotQueries: [
    { name: 'a sign-in at a provider', filter: { _id: 'abc', tenantId: newId() } },
    { name: 'sign-ins at providers of a person', filter: { tenantId: newId(), personId: newId() } },
  ],
});
