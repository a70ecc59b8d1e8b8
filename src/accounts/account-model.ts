/** Stored accounts: the e-mail address and password with which a human signs in. */

import { Schema } from 'mongoose';
import { idField } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { type FirstProfile, firstProfileSchema } from '../profiles/index.ts';

export interface AccountDoc {
  /** Also the id of the account's person in the public tenant. */
  _id: string;
  /** Always `public`, because an account is valid on the whole server. Its persons in organisations are its memberships. */
  tenantId: string;
  /** In lower case. */
  email: string;
  passwordHash: string;
  /** When the owner proved to receive mail at this address; null if not yet. Older accounts lack the field. */
  emailVerifiedAt: Date | null;
  /** The tenant of the next sign-in: the one the account last switched to. */
  lastTenantId: string | null;
  createdAt: Date;
  /**
   * Kept until the profile is stored too. If the process ends between the two writes, the next sign-in creates the
   * profile from it.
   */
  firstProfile: FirstProfile | null;
  /** Set while the account is being deleted: sign-in is refused, and the next start finishes an interrupted deletion. */
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
    { name: 'account by e-mail address', filter: { tenantId, email: 'who@example.test' } },
    { name: 'unfinished account deletions', filter: { deletedAt: { $type: 'date' } } },
  ],
});
