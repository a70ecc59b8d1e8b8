/** Invitation links as they are stored. Of the secret only a hash is kept. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface InvitationDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  createdById: string;
  secretHash: string;
  expiresAt: Date;
  /** Null for any number. */
  maxUses: number | null;
  /** Taken one by one; `ANY_NUMBER` at first where there is no limit. */
  usesLeft: number;
  uses: number;
  isRevoked: boolean;
  createdAt: Date;
}

export const ANY_NUMBER = Number.MAX_SAFE_INTEGER;

const schema = new Schema<InvitationDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  createdById: { type: String, required: true },
  secretHash: { type: String, required: true },
  expiresAt: { type: Date, required: true },
  maxUses: { type: Number, default: null },
  usesLeft: { type: Number, required: true },
  uses: { type: Number, required: true },
  isRevoked: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, secretHash: 1 }, { unique: true });
schema.index({ tenantId: 1, communityId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, createdById: 1 });

const tenantId = 'public';

export const invitationModel = defineModel<InvitationDoc>({
  name: 'CommunityInvitation',
  collection: 'communityInvitations',
  schema,
  hotQueries: [
    { name: 'the invitation of a secret', filter: { tenantId, secretHash: 'abc' } },
    {
      name: 'invitations of a community',
      filter: { tenantId, communityId: newId() },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
    { name: 'invitations by a person', filter: { tenantId, createdById: newId() } },
  ],
});
