/** Which person of an organisation signs in with which account at its provider. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { account, kept, person } from '../database/personal-fields.ts';

export interface SignOnIdentityDoc {
  _id: string;
  tenantId: string;
  /** A hash of the issuer and the subject. The provider never uses a subject for somebody else. */
  subjectHash: string;
  /** Null if the person has left the organisation: then only an invitation lets them in again. */
  personId: string | null;
  accountId: string | null;
  linkedAt: Date;
}

const schema = new Schema<SignOnIdentityDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  subjectHash: { type: String, required: true },
  personId: { type: String, default: null },
  accountId: { type: String, default: null },
  linkedAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, subjectHash: 1 }, { unique: true });
schema.index({ tenantId: 1, personId: 1 });
schema.index({ accountId: 1 });

const tenantId = newId();
const UNLINKED = 'the ids of the person and of the account are removed';
const unlinked = () => ({ $set: { personId: null, accountId: null } });

export const signOnIdentityModel = defineModel<SignOnIdentityDoc>({
  name: 'SignOnIdentity',
  collection: 'signOnIdentities',
  schema,
  personal: {
    personId: person.changes(UNLINKED, unlinked),
    // A person who never became a member is not erased: the account then is all that names the person.
    accountId: account.changes(UNLINKED, unlinked),
    subjectHash: kept(
      'Who was removed must not come back by the identity provider alone. It is a hash of the id at the provider.',
      'until the organisation is deleted, or an invitation lets the person in again',
    ),
  },
  isAudited: true,
  exported: exportedAs({
    file: 'signOnIdentities',
    by: ['personId'],
    copied: ['linkedAt'],
    without: ['subjectHash', 'accountId'],
  }),
  hotQueries: [
    { name: 'the person of an identity', filter: { tenantId, subjectHash: 'abc' } },
    { name: 'the identities of a person', filter: { tenantId, personId: newId() } },
  ],
});
