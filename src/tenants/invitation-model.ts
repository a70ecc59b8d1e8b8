/** Stored invitations to organisations. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { email, person } from '../database/personal-fields.ts';
import { type TokenFields, tokenFields } from '../kernel/capabilities.ts';

export interface TenantInvitationDoc extends TokenFields {
  _id: string;
  tenantId: string;
  maxUses: number;
  role: 'admin' | 'member';
  /** The address it was mailed to; null for a link. */
  email: string | null;
  /** The person who invites. The invitation works only while this person may invite. */
  createdById: string;
  createdAt: Date;
}

const schema = new Schema<TenantInvitationDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  ...tokenFields,
  role: { type: String, required: true },
  email: { type: String, default: null },
  createdById: { type: String, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ tenantId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, createdById: 1 });
// For the deletion of an account with the address.
schema.index({ email: 1 }, { partialFilterExpression: { email: { $type: 'string' } } });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const tenantId = newId();

export const tenantInvitationModel = defineModel<TenantInvitationDoc>({
  name: 'TenantInvitation',
  collection: 'tenantInvitations',
  schema,
  personal: {
    createdById: person.deletesDocument,
    email: email.deletesDocument,
  },
  exported: exportedAs({
    file: 'organisationInvitations',
    by: ['createdById'],
    copied: ['role', 'email', 'maxUses', 'uses', 'createdAt', 'expiresAt'],
  }),
  isAudited: true,
  hotQueries: [
    { name: 'invitation by token', filter: { tokenHash: 'abc' } },
    { name: 'invitations, newest first', filter: { tenantId }, sort: { createdAt: -1, _id: -1 }, limit: 100 },
    { name: 'invitations by a person', filter: { tenantId, createdById: newId() } },
  ],
});
