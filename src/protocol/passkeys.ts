/** Passkeys (WebAuthn): what browsers send and receive, as JSON. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { nameSchema, opaqueSchema } from './text-schemas.ts';

const PASSKEY_NAME_CHARS = 40;
/** Signatures, keys and attestations have some hundred bytes; those of new algorithms some thousand. */
const bytesSchema = opaqueSchema(16_000);

export const passkeyNameSchema = nameSchema(PASSKEY_NAME_CHARS);

export const passkeySchema = z.object({
  id: idSchema,
  /** The name that the person gave it. */
  name: z.string(),
  createdAt: timeSchema,
  /** Null if it was never used. */
  lastUsedAt: timeSchema.nullable(),
});
export type Passkey = z.infer<typeof passkeySchema>;

/** For `navigator.credentials.create` or `get`, in the form of `parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`. */
export const passkeyOptionsSchema = z.object({ options: z.looseObject({ challenge: z.string() }) });
export type PasskeyOptions = z.infer<typeof passkeyOptionsSchema>;

const credentialFields = {
  id: opaqueSchema(2_000),
  rawId: opaqueSchema(2_000),
  type: z.literal('public-key'),
};

/** A new passkey: `toJSON()` of what `navigator.credentials.create` resolves to. */
export const newPasskeySchema = z.object({
  ...credentialFields,
  response: z.object({
    clientDataJSON: bytesSchema,
    attestationObject: bytesSchema,
    transports: z.array(opaqueSchema(32)).max(10).optional(),
  }),
});
export type NewPasskey = z.infer<typeof newPasskeySchema>;

/** A proof with a passkey: `toJSON()` of what `navigator.credentials.get` resolves to. */
export const passkeyProofSchema = z.object({
  ...credentialFields,
  response: z.object({
    clientDataJSON: bytesSchema,
    authenticatorData: bytesSchema,
    signature: bytesSchema,
    userHandle: bytesSchema.optional(),
  }),
});
export type PasskeyProof = z.infer<typeof passkeyProofSchema>;

export const addPasskeySchema = z.object({ name: passkeyNameSchema, passkey: newPasskeySchema });
export type AddPasskey = z.infer<typeof addPasskeySchema>;
export const renamePasskeySchema = z.object({ name: passkeyNameSchema });
export const provePasskeySchema = z.object({ passkey: passkeyProofSchema });
