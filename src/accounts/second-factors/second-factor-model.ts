/** The stored second factors of an account: its authenticator app, its passkeys and its recovery codes. */
import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { account, withDocument } from '../../database/personal-fields.ts';

export interface StoredPasskey {
  id: string;
  /** Chosen by the authenticator. Unique on the server. */
  credentialId: string;
  /** COSE, in base64url. */
  publicKey: string;
  /** How often the authenticator was used; many always say 0. A lower one than before means a copy. */
  counter: number;
  /** How browsers reach the authenticator. */
  transports: string[];
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** Operators will remove all second factors, unless the person keeps them. */
export interface FactorReset {
  id: string;
  dueAt: Date;
  /** The hash of the token in the letter; null until the letter is sent. */
  tokenHash: string | null;
  /** When the letter left; null until then, and nothing is removed before. */
  toldAt: Date | null;
  /** When the factors were removed; the sessions end after that. */
  doneAt: Date | null;
}

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
  passkeys: StoredPasskey[];
  /** The hashes of the recovery codes that were not used yet. */
  recoveryHashes: string[];
  reset?: FactorReset | null;
}

/** The reset of which the factors are still there; null if none waits. */
export function waitingReset(found: Pick<SecondFactorDoc, 'reset'> | null): FactorReset | null {
  return found?.reset && !found.reset.doneAt ? found.reset : null;
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
  passkeys: [
    new Schema<StoredPasskey>(
      {
        id: { type: String, required: true },
        credentialId: { type: String, required: true },
        publicKey: { type: String, required: true },
        counter: { type: Number, required: true },
        transports: { type: [String], required: true },
        name: { type: String, required: true },
        createdAt: { type: Date, required: true },
        lastUsedAt: { type: Date, default: null },
      },
      { _id: false, id: false },
    ),
  ],
  recoveryHashes: { type: [String], required: true },
  reset: {
    type: new Schema<FactorReset>(
      {
        id: { type: String, required: true },
        dueAt: { type: Date, required: true },
        tokenHash: { type: String, default: null },
        toldAt: { type: Date, default: null },
        doneAt: { type: Date, default: null },
      },
      { _id: false, id: false },
    ),
    default: null,
  },
});
schema.index(
  { tenantId: 1, 'passkeys.credentialId': 1 },
  { unique: true, partialFilterExpression: { 'passkeys.credentialId': { $type: 'string' } } },
);
schema.index(
  { tenantId: 1, 'reset.tokenHash': 1 },
  { unique: true, partialFilterExpression: { 'reset.tokenHash': { $type: 'string' } } },
);

export const secondFactorModel = defineModel<SecondFactorDoc>({
  name: 'SecondFactor',
  collection: 'secondFactors',
  isAudited: true,
  schema,
  personal: {
    _id: account.deletesDocument,
    authenticator: withDocument,
    pending: withDocument,
    passkeys: withDocument,
    recoveryHashes: withDocument,
    reset: withDocument,
  },
  exported: exportedAs({
    file: 'secondFactors',
    of: 'account',
    by: ['_id'],
    copied: [],
    made: {
      // Neither secrets nor public keys.
      authenticatorAddedAt: { from: ['authenticator'], as: ({ authenticator }) => authenticator?.addedAt ?? null },
      passkeys: {
        from: ['passkeys'],
        as: ({ passkeys }) => passkeys.map(({ name, createdAt, lastUsedAt }) => ({ name, createdAt, lastUsedAt })),
      },
      recoveryCodesLeft: { from: ['recoveryHashes'], as: ({ recoveryHashes }) => recoveryHashes.length },
    },
    without: ['pending', 'reset'],
  }),
  hotQueries: [],
});
