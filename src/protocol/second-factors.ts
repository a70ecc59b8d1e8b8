/** Second factors of an account: an authenticator app, passkeys, and recovery codes that replace them. */
import { z } from 'zod';
import { timeSchema } from './common.ts';
import { passkeySchema } from './passkeys.ts';
import { lineSchema, opaqueSchema } from './text-schemas.ts';

/** Six digits of the authenticator app, or a recovery code. In NFKC, because Japanese keyboards also type full-width digits. */
export const factorCodeSchema = lineSchema(64).normalize('NFKC');

export const secondFactorsSchema = z.object({
  /** Whether signing in with the password needs a second step. */
  isOn: z.boolean(),
  /** Null without an authenticator app. */
  authenticator: z.object({ addedAt: timeSchema }).nullable(),
  passkeys: z.array(passkeySchema),
  /** How many recovery codes were not used yet. */
  recoveryCodesLeft: z.number().int(),
  /** When operators will remove all second factors, unless `secondFactors.keep` prevents it; null if they will not. */
  resetAt: timeSchema.nullable(),
});
export type SecondFactors = z.infer<typeof secondFactorsSchema>;

/** The secret of an authenticator app that is being added. It is shown once, and counts after a code of it was sent. */
export const newAuthenticatorSchema = z.object({
  /** In base32, for apps that cannot read the QR code. */
  secret: z.string(),
  /** An `otpauth://` address: the content of the QR code. */
  uri: z.string(),
});
export type NewAuthenticator = z.infer<typeof newAuthenticatorSchema>;

export const confirmAuthenticatorSchema = z.object({ code: factorCodeSchema });

/** The token is that of the letter about the removal. */
export const keepFactorsSchema = z.object({ token: opaqueSchema(256) });

/** Each code replaces the second factor once. They are shown once. */
const recoveryCodesSchema = z.array(z.string());
export const madeRecoveryCodesSchema = z.object({ recoveryCodes: recoveryCodesSchema });

/** New recovery codes with the first factor; null if the account has some, which stay. */
export const addedFactorSchema = z.object({ recoveryCodes: recoveryCodesSchema.nullable() });
export type AddedFactor = z.infer<typeof addedFactorSchema>;

/** What can finish a sign-in after the password. A passkey does it with `sessions.signInWithPasskey`. */
export const secondStepMethods = ['authenticator', 'passkey', 'recovery_code'] as const;
export type SecondStepMethod = (typeof secondStepMethods)[number];

/** Part of an error with the reason `second_step_needed`: `sessions.signInSecond` finishes this sign-in. */
export const secondStepSchema = z.object({
  challengeId: z.string(),
  methods: z.array(z.enum(secondStepMethods)),
  /** The challenge also ends after some wrong attempts. */
  expiresAt: timeSchema,
});
export type SecondStep = z.infer<typeof secondStepSchema>;
