/** Challenges that passkeys sign: each works once and for a short time. */
import { Schema } from 'mongoose';
import { notExported } from '../../database/exported-fields.ts';
import { newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { account } from '../../database/personal-fields.ts';

export interface PasskeyChallengeDoc {
  /** The hash of the challenge. */
  _id: string;
  tenantId: string;
  /** The account that adds a passkey; null for a proof, whose passkey names the account. */
  accountId: string | null;
  expiresAt: Date;
}

const schema = new Schema<PasskeyChallengeDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  accountId: { type: String, default: null },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, accountId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const passkeyChallengeModel = defineModel<PasskeyChallengeDoc>({
  name: 'PasskeyChallenge',
  collection: 'passkeyChallenges',
  schema,
  personal: { accountId: account.deletesDocument },
  exported: notExported('A question that waits for its answer, for some minutes.'),
  hotQueries: [{ name: 'passkey challenges of an account', filter: { tenantId: 'public', accountId: newId() } }],
});
