/** The stored invitation link of a community. Only the hash of its token is stored. */
import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { person } from '../../database/personal-fields.ts';
import { type TokenFields, tokenFields } from '../../kernel/capabilities.ts';

export interface InvitationDoc extends TokenFields {
  _id: string;
  tenantId: string;
  communityId: string;
  createdById: string;
  createdAt: Date;
}

const schema = new Schema<InvitationDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  createdById: { type: String, required: true },
  ...tokenFields,
  createdAt: { type: Date, required: true },
});
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ tenantId: 1, communityId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, createdById: 1 });

const tenantId = 'public';

export const invitationModel = defineModel<InvitationDoc>({
  name: 'CommunityInvitation',
  collection: 'communityInvitations',
  schema,
  personal: {
    createdById: person.deletesDocument,
  },
  exported: exportedAs({
    file: 'communityInvitations',
    by: ['createdById'],
    copied: ['maxUses', 'uses', 'createdAt', 'expiresAt'],
    communities: { community: 'communityId' },
  }),
  isAudited: true,
  hotQueries: [
    { name: 'an invitation by its token', filter: { tenantId, tokenHash: 'abc' } },
    {
      name: 'invitations of a community',
      filter: { tenantId, communityId: newId() },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
    { name: 'invitations by a person', filter: { tenantId, createdById: newId() } },
  ],
});
