/** Stored accounts: the e-mail address and password with which a human signs in. */

import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { account, withDocument } from '../database/personal-fields.ts';
import { type FirstProfile, firstProfileSchema } from '../profiles/index.ts';

export interface AccountDoc {
  /** Also the id of the account's person in the public tenant. */
  _id: string;
  /** Always `public`, because an account is valid on the whole server. Its persons in organisations are its memberships. */
  tenantId: string;
  /** In the form of `normalizeEmail`. */
  email: string;
  /** Null for a person whom the provider of an organisation signs in, and who has set no password. */
  passwordHash: string | null;
  /** Raised by a change of the password, and by ending all sessions. What was made before it ends. Missing until then. */
  credentialsVersion?: number;
  /** When the owner proved to receive mail at this address; null if not yet. Older accounts lack the field. */
  emailVerifiedAt: Date | null;
  /** When mails went to addresses that the account had not proven, newest first. Older accounts lack the field. */
  newAddressMails?: Date[];
  /** When invitations of this account were mailed, newest first, for the limit per day. */
  invitationMails?: Date[];
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
  passwordHash: { type: String, default: null },
  credentialsVersion: Number,
  emailVerifiedAt: { type: Date, default: null },
  newAddressMails: { type: [Date], default: undefined },
  invitationMails: { type: [Date], default: undefined },
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
  personal: {
    _id: account.deletesDocumentLast,
    email: withDocument,
    passwordHash: withDocument,
    firstProfile: withDocument,
  },
  exported: exportedAs({
    file: 'account',
    of: 'account',
    by: ['_id'],
    copied: ['email', 'emailVerifiedAt', 'createdAt'],
    without: ['passwordHash', 'firstProfile'],
  }),
  isAudited: true,
  hotQueries: [
    {
      name: 'accounts of these people that are being deleted',
      filter: { _id: trusted({ $in: [newId()] }), tenantId, deletedAt: trusted({ $ne: null }) },
    },
    { name: 'account by e-mail address', filter: { tenantId, email: 'who@example.test' } },
    { name: 'unfinished account deletions', filter: { deletedAt: { $type: 'date' } } },
  ],
});
