/** Which account of the open space signs in with which identity at a provider of the operator. */
import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { account, impersonal, withDocument } from '../../database/personal-fields.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { OpenProviderId } from '../../protocol/open-challenge.ts';

export interface OpenIdentityDoc {
  _id: string;
  /** Always `public`, as for accounts. */
  tenantId: string;
  provider: OpenProviderId;
  /** A keyed hash of the provider and the subject: ids of GitHub are small numbers that could be tried out. */
  subjectHash: string;
  accountId: string;
  linkedAt: Date;
  lastUsedAt: Date | null;
}

const schema = new Schema<OpenIdentityDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  provider: { type: String, required: true },
  subjectHash: { type: String, required: true },
  accountId: { type: String, required: true },
  linkedAt: { type: Date, required: true },
  lastUsedAt: { type: Date, default: null },
});
schema.index({ tenantId: 1, subjectHash: 1 }, { unique: true });
// One of each provider, so that the account's settings are clear.
schema.index({ tenantId: 1, accountId: 1, provider: 1 }, { unique: true });
schema.index({ accountId: 1 });

const tenantId = PUBLIC_TENANT;

export const openIdentityModel = defineModel<OpenIdentityDoc>({
  name: 'OpenIdentity',
  collection: 'openIdentities',
  schema,
  personal: {
    accountId: account.deletesDocument,
    subjectHash: withDocument,
    provider: impersonal,
  },
  isAudited: true,
  exported: exportedAs({
    file: 'openIdentities',
    of: 'account',
    by: ['accountId'],
    copied: ['provider', 'linkedAt', 'lastUsedAt'],
    without: ['subjectHash'],
  }),
  hotQueries: [
    { name: 'the account of an open identity', filter: { tenantId, subjectHash: { $in: ['abc'] } } },
    { name: 'the open identities of an account', filter: { tenantId, accountId: newId() } },
  ],
});
