/**
 * Who is whom: an account is another person in each organisation it belongs to, under an id of its own. In the open space,
 * where every account is, the person has the account's id and there is no document.
 */

import { Schema } from 'mongoose';
import { newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { type FirstProfile, firstProfileSchema } from '../../profiles/index.ts';

export interface TenantMembershipDoc {
  /** The person's id. */
  _id: string;
  tenantId: string;
  accountId: string;
  /** Owners are named by their organisation; what stands here holds when they are none. */
  role: 'admin' | 'member';
  joinedAt: Date;
  /** Until the profile is stored too. */
  firstProfile: FirstProfile | null;
  /** Set while the person is being removed: they are out already, and what was begun is finished at the next start. */
  removedAt: Date | null;
}

const schema = new Schema<TenantMembershipDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  accountId: { type: String, required: true },
  role: { type: String, required: true },
  joinedAt: { type: Date, required: true },
  firstProfile: { type: firstProfileSchema, default: null },
  removedAt: { type: Date, default: null },
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
  hotQueries: [
    { name: 'who an account is here', filter: { tenantId, accountId: newId() } },
    { name: 'where an account belongs', filter: { accountId: newId() } },
    { name: 'the account of a person', filter: { _id: newId(), tenantId } },
    {
      name: 'members, the first first',
      filter: { tenantId, removedAt: null },
      sort: { joinedAt: 1, _id: 1 },
      limit: 26,
    },
    { name: 'removals to finish', filter: { removedAt: { $type: 'date' } } },
  ],
});
