/** The stored second factors of an account: its authenticator app and its recovery codes. Passkeys have a collection of their own. */
import { Schema } from 'mongoose';
import { idField } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { account, withDocument } from '../../database/personal-fields.ts';

/** The secrets are sealed, see `kernel/sealed-text.ts`. */
export interface SecondFactorDoc {
  /** The id of the account. */
  _id: string;
  tenantId: string;
  authenticator: {
    secret: string;
    addedAt: Date;
    /** The time step of the last code that was used. An older or equal one is refused. */
    lastStep: number;
  } | null;
  /** An authenticator app that is being added: no code of it has been seen yet. */
  pending: { secret: string; expiresAt: Date } | null;
  /** The hashes of the recovery codes that were not used yet. */
  recoveryHashes: string[];
}

const schema = new Schema<SecondFactorDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  authenticator: {
    type: new Schema(
      {
        secret: { type: String, required: true },
        addedAt: { type: Date, required: true },
        lastStep: { type: Number, required: true },
      },
      { _id: false },
    ),
    default: null,
  },
  pending: {
    type: new Schema(
      { secret: { type: String, required: true }, expiresAt: { type: Date, required: true } },
      { _id: false },
    ),
    default: null,
  },
  recoveryHashes: { type: [String], required: true },
});

export const secondFactorModel = defineModel<SecondFactorDoc>({
  name: 'SecondFactor',
  collection: 'secondFactors',
  schema,
  personal: {
    _id: account.deletesDocument,
    authenticator: withDocument,
    pending: withDocument,
    recoveryHashes: withDocument,
  },
  hotQueries: [],
});
