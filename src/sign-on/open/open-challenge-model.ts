/** Sign-ins by a provider whose identity belongs to no account yet: a sign-up, or a link, finishes them. */
import { Schema } from 'mongoose';
import { notExported } from '../../database/exported-fields.ts';
import { newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { account, email, impersonal, withDocument } from '../../database/personal-fields.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { OpenProviderId } from '../../protocol/open-challenge.ts';

export interface OpenChallengeDoc {
  /** A hash of the challenge's id, which only the client has. */
  _id: string;
  /** Always `public`. */
  tenantId: string;
  provider: OpenProviderId;
  subjectHash: string;
  email: string;
  /** The account with the address, which must sign in to link the identity; null for a sign-up. */
  accountId: string | null;
  expiresAt: Date;
}

const schema = new Schema<OpenChallengeDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  provider: { type: String, required: true },
  subjectHash: { type: String, required: true },
  email: { type: String, required: true },
  accountId: { type: String, default: null },
  expiresAt: { type: Date, required: true },
});
schema.index({ accountId: 1 });
schema.index({ tenantId: 1, email: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const openChallengeModel = defineModel<OpenChallengeDoc>({
  name: 'OpenChallenge',
  collection: 'openChallenges',
  schema,
  personal: {
    accountId: account.deletesDocument,
    email: email.deletesDocument,
    subjectHash: withDocument,
    provider: impersonal,
  },
  exported: notExported('A sign-in that is under way, for some minutes.'),
  hotQueries: [
    { name: 'a challenge of an open identity', filter: { _id: 'abc', tenantId: PUBLIC_TENANT } },
    { name: 'challenges of an account at providers', filter: { accountId: newId() } },
    { name: 'challenges of an address', filter: { tenantId: PUBLIC_TENANT, email: 'who@example.test' } },
  ],
});
