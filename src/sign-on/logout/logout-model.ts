/** Logout tokens that a provider has sent. Each works once, and keeps a sign-in that was under way from beginning a session after it. */
import { Schema } from 'mongoose';
import { notExported } from '../../database/exported-fields.ts';
import { newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { kept } from '../../database/personal-fields.ts';

export interface SignOnLogoutDoc {
  /** A hash of the organisation and the id of the token. */
  _id: string;
  tenantId: string;
  /** As in the mark of a session. Null if the token does not name it. */
  subjectHash: string | null;
  sidHash: string | null;
  issuedAt: Date;
  /** When the sessions had ended. Null before: then the same token is tried again. */
  doneAt: Date | null;
  expiresAt: Date;
}

const schema = new Schema<SignOnLogoutDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  subjectHash: { type: String, default: null },
  sidHash: { type: String, default: null },
  issuedAt: { type: Date, required: true },
  doneAt: { type: Date, default: null },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, sidHash: 1 });
schema.index({ tenantId: 1, subjectHash: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const tenantId = newId();
const hash = kept('A hash, so that no session begins after the logout.', 'an hour');

export const signOnLogoutModel = defineModel<SignOnLogoutDoc>({
  name: 'SignOnLogout',
  collection: 'signOnLogouts',
  schema,
  personal: { subjectHash: hash, sidHash: hash },
  isAudited: true,
  exported: notExported('Hashes and times, for an hour.'),
  hotQueries: [
    { name: 'a logout token', filter: { _id: 'abc', tenantId } },
    { name: 'the logout of a session at a provider', filter: { tenantId, sidHash: 'abc' } },
    { name: 'the logout of a person at a provider', filter: { tenantId, subjectHash: 'abc', sidHash: null } },
  ],
});
