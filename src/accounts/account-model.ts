/** Accounts as they are stored: how one signs in. */

import { Schema } from 'mongoose';
import { idField } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { type FirstProfile, firstProfileSchema } from '../profiles/index.ts';

export interface AccountDoc {
  /** Also the id of the person that the account is in the open space. */
  _id: string;
  /** Always the open one: accounts are of the whole server. Who they are elsewhere is told by their memberships. */
  tenantId: string;
  /** In lower case. */
  email: string;
  passwordHash: string;
  /** When it was shown that mail to the address is read; older accounts lack it. */
  emailVerifiedAt: Date | null;
  /** Where the next sign-in leads: the tenant switched to last. */
  lastTenantId: string | null;
  createdAt: Date;
  /** Until the profile is stored too: should the process end between the two writes, it is made at the next sign-in. */
  firstProfile: FirstProfile | null;
  /** Set while the account is being deleted: nobody signs in any more, and what was begun is finished at the next start. */
  deletedAt: Date | null;
}

const schema = new Schema<AccountDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  email: { type: String, required: true },
  passwordHash: { type: String, required: true },
  emailVerifiedAt: { type: Date, default: null },
  lastTenantId: { type: String, default: null },
  createdAt: { type: Date, required: true },
  firstProfile: {
    type: firstProfileSchema,
    default: null,
  },
  deletedAt: { type: Date, default: null },
});
schema.index({ tenantId: 1, email: 1 }, { unique: true });
schema.index({ deletedAt: 1 }, { partialFilterExpression: { deletedAt: { $type: 'date' } } });

const tenantId = 'public';

export const accountModel = defineModel<AccountDoc>({
  name: 'Account',
  collection: 'accounts',
  schema,
  hotQueries: [
    { name: 'the account of an e-mail address', filter: { tenantId, email: 'who@example.test' } },
    { name: 'deletions to finish', filter: { deletedAt: { $type: 'date' } } },
  ],
});
