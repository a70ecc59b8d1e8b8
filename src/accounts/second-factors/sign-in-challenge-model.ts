/** Sign-ins of which the first step was right and the second factor is still missing. */
import { Schema } from 'mongoose';
import { notExported } from '../../database/exported-fields.ts';
import { newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { account, withDocument } from '../../database/personal-fields.ts';

export interface SignInChallengeDoc {
  /** The hash of the challenge's id, which only the client has. */
  _id: string;
  tenantId: string;
  accountId: string;
  /** Of the account when the password was given. The challenge is void when the account has another one. */
  credentialsVersion: number | null;
  /** The identity at another service that stood for the password; null, or missing in older challenges, for the password. */
  identityId?: string | null;
  attemptsLeft: number;
  expiresAt: Date;
}

const schema = new Schema<SignInChallengeDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  accountId: { type: String, required: true },
  credentialsVersion: { type: Number, default: null },
  identityId: { type: String, default: null },
  attemptsLeft: { type: Number, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, accountId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const signInChallengeModel = defineModel<SignInChallengeDoc>({
  name: 'SignInChallenge',
  collection: 'signInChallenges',
  schema,
  personal: { accountId: account.deletesDocument, identityId: withDocument },
  exported: notExported('A sign-in that is not finished, for some minutes.'),
  hotQueries: [
    { name: 'sign-in challenges of an account', filter: { tenantId: 'public', accountId: newId() } },
    { name: 'a sign-in challenge', filter: { _id: 'abc', tenantId: 'public' } },
  ],
});
