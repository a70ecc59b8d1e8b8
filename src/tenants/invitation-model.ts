/** Invitations into an organisation. Only a hash of the secret is stored: the link is shown once. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface TenantInvitationDoc {
  _id: string;
  tenantId: string;
  secretHash: string;
  role: 'admin' | 'member';
  /** Where it was mailed to; null for a link. */
  email: string | null;
  /** The person who invites: with their membership it ends. */
  createdBy: string;
  createdAt: Date;
  uses: number;
  usesLeft: number;
  /** When it is over, and removed. */
  expiresAt: Date;
}

const schema = new Schema<TenantInvitationDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  secretHash: { type: String, required: true },
  role: { type: String, required: true },
  email: { type: String, default: null },
  createdBy: { type: String, required: true },
  createdAt: { type: Date, required: true },
  uses: { type: Number, default: 0 },
  usesLeft: { type: Number, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ secretHash: 1 }, { unique: true });
schema.index({ tenantId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, createdBy: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const tenantId = newId();

export const tenantInvitationModel = defineModel<TenantInvitationDoc>({
  name: 'TenantInvitation',
  collection: 'tenantInvitations',
  schema,
  hotQueries: [
    { name: 'an invitation by its secret', filter: { secretHash: 'abc' } },
    { name: 'invitations, newest first', filter: { tenantId }, sort: { createdAt: -1, _id: -1 }, limit: 100 },
    { name: 'invitations by a person', filter: { tenantId, createdBy: newId() } },
  ],
});
