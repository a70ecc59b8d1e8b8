/** Stored users of a directory: the people whom an organisation keeps elsewhere, members or not yet. */
import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { email, ofTenant, person } from '../../database/personal-fields.ts';

export interface DirectoryUserDoc {
  /** The id in SCIM. */
  _id: string;
  tenantId: string;
  /** As the directory writes it. */
  userName: string;
  /** In lower case: names are compared without case. */
  userNameKey: string;
  /** What the directory calls the user. */
  externalId: string | null;
  /** In a verified domain of the organisation. A member is linked only with this address, verified. */
  email: string;
  displayName: string;
  givenName: string;
  familyName: string;
  isActive: boolean;
  /** The member; null for somebody who has not joined. */
  personId: string | null;
  createdAt: Date;
  changedAt: Date;
}

const schema = new Schema<DirectoryUserDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  userName: { type: String, required: true },
  userNameKey: { type: String, required: true },
  externalId: { type: String, default: null },
  email: { type: String, required: true },
  displayName: { type: String, default: '' },
  givenName: { type: String, default: '' },
  familyName: { type: String, default: '' },
  isActive: { type: Boolean, required: true },
  personId: { type: String, default: null },
  createdAt: { type: Date, required: true },
  changedAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, userNameKey: 1 }, { unique: true });
schema.index({ tenantId: 1, email: 1 }, { unique: true });
schema.index({ tenantId: 1, externalId: 1 });
// A member is one user of the directory.
schema.index(
  { tenantId: 1, personId: 1 },
  { unique: true, partialFilterExpression: { personId: { $type: 'string' } } },
);
schema.index({ tenantId: 1, createdAt: 1, _id: 1 });
// For the deletion of an account, which has no tenant.
schema.index({ email: 1 });

const tenantId = newId();
const oldestFirst = { sort: { createdAt: 1, _id: 1 }, limit: 100 } as const;

export const directoryUserModel = defineModel<DirectoryUserDoc>({
  name: 'DirectoryUser',
  collection: 'directoryUsers',
  isAudited: true,
  schema,
  personal: {
    personId: person.becomes(null),
    email: email.isKept('It belongs to the directory of the organisation.', 'until the directory removes the user'),
    userName: ofTenant,
    userNameKey: ofTenant,
    externalId: ofTenant,
    displayName: ofTenant,
    givenName: ofTenant,
    familyName: ofTenant,
  },
  exported: exportedAs({
    file: 'directoryUsers',
    by: ['personId'],
    copied: ['userName', 'email', 'displayName', 'givenName', 'familyName', 'externalId', 'createdAt'],
    without: ['userNameKey'],
  }),
  hotQueries: [
    { name: 'user by name', filter: { tenantId, userNameKey: 'anna@example.com' } },
    { name: 'user by address', filter: { tenantId, email: 'anna@example.com' } },
    { name: 'user by the id of the directory', filter: { tenantId, externalId: 'u-1' } },
    { name: 'user of a member', filter: { tenantId, personId: newId() } },
    { name: 'users, oldest first', filter: { tenantId }, ...oldestFirst },
  ],
});
