/** Accounts as they are stored: how one signs in. */
import { Schema } from 'mongoose';
import { idField } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import type { Language } from '../protocol/common.ts';

/** What the profile is to begin with. */
export interface FirstProfile {
  handle: string;
  displayName: string;
  language: Language;
  timeZone: string;
}

export interface AccountDoc {
  _id: string;
  tenantId: string;
  /** In lower case. */
  email: string;
  passwordHash: string;
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
  createdAt: { type: Date, required: true },
  firstProfile: {
    type: new Schema<FirstProfile>(
      { handle: String, displayName: String, language: String, timeZone: String },
      { _id: false },
    ),
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
