/**
 * Stored memberships. An account has a separate person, with its own id, in each organisation. In the public tenant the
 * person has the account's id and no document is stored.
 */

import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { account, person, withDocument } from '../../database/personal-fields.ts';
import { type FirstProfile, firstProfileSchema } from '../../profiles/index.ts';

export interface TenantMembershipDoc {
  /** The person's id. */
  _id: string;
  tenantId: string;
  accountId: string;
  /** The role of a member who is not an owner. Owners are stored in `TenantDoc.ownerIds`. */
  role: 'admin' | 'member';
  joinedAt: Date;
  /** The provider of the organisation has verified the address of the account: it counts as verified there. Missing in older documents. */
  isAddressProven?: boolean;
  /** Kept until the profile is stored too. */
  firstProfile: FirstProfile | null;
  /** Set while the person is being removed: access is refused, and the next start finishes an interrupted removal. */
  removedAt: Date | null;
  /** Set while a directory has suspended the membership: access is refused, and everything stays. Missing in older documents. */
  suspendedAt?: Date | null;
}

const schema = new Schema<TenantMembershipDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  accountId: { type: String, required: true },
  role: { type: String, required: true },
  joinedAt: { type: Date, required: true },
  isAddressProven: { type: Boolean, default: false },
  firstProfile: { type: firstProfileSchema, default: null },
  removedAt: { type: Date, default: null },
  suspendedAt: { type: Date, default: null },
});
schema.index({ tenantId: 1, accountId: 1 }, { unique: true });
schema.index({ accountId: 1 });
schema.index({ tenantId: 1, joinedAt: 1, _id: 1 });
schema.index({ removedAt: 1 }, { partialFilterExpression: { removedAt: { $type: 'date' } } });

const tenantId = newId();

export const tenantMembershipModel = defineModel<TenantMembershipDoc>({
  name: 'TenantMembership',
  collection: 'tenantMemberships',
  schema,
  personal: {
    _id: person.deletesDocumentLast,
    accountId: account.deletesDocumentLast,
    firstProfile: withDocument,
  },
  exported: exportedAs({
    file: 'organisationMembership',
    by: ['_id'],
    copied: ['role', 'joinedAt'],
    without: ['accountId', 'firstProfile'],
  }),
  isAudited: true,
  hotQueries: [
    { name: 'person of an account in a tenant', filter: { tenantId, accountId: newId() } },
    { name: 'memberships of an account', filter: { accountId: newId() } },
    { name: 'account of a person', filter: { _id: newId(), tenantId } },
    {
      name: 'members, oldest first',
      filter: { tenantId, removedAt: null },
      sort: { joinedAt: 1, _id: 1 },
      limit: 26,
    },
    { name: 'unfinished member removals', filter: { removedAt: { $type: 'date' } } },
  ],
});
