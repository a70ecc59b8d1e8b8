/** Accounts, sessions and passwords. */
import { z } from 'zod';
import { idSchema, languageSchema, timeSchema, timeZoneSchema } from './common.ts';
import { emailSchema } from './email.ts';
import { wireLimits } from './limits.ts';
import { passkeyProofSchema } from './passkeys.ts';
import { handleSchema, profileSchema } from './profiles.ts';
import { factorCodeSchema } from './second-factors.ts';
import { currentTenantSchema } from './tenants.ts';
import { codeSchema, nameSchema, opaqueSchema, passwordTextSchema } from './text-schemas.ts';

const newPasswordSchema = passwordTextSchema(wireLimits.passwordMinChars);

// A wrong password must fail as wrong credentials, even if it is too short. The upper bound protects the hash function.
/** The current password of an account. */
export const passwordSchema = passwordTextSchema(1);

/** Where to put the refresh token: in an httpOnly cookie (for web pages) or in the answer (for other clients). */
export const refreshInSchema = z.enum(['cookie', 'body']).default('body');

export const signUpSchema = z.object({
  email: emailSchema,
  password: newPasswordSchema,
  /** Without one, the server makes one of the name: `mika_tanaka`, or `person_4821` if it has too few Latin letters. */
  handle: handleSchema.optional(),
  displayName: nameSchema(wireLimits.displayNameChars),
  language: languageSchema.default('ja'),
  timeZone: timeZoneSchema.default('Asia/Tokyo'),
  refreshIn: refreshInSchema,
});
export type SignUp = z.infer<typeof signUpSchema>;

export const signInSchema = z.object({
  email: emailSchema,
  password: passwordSchema,
  refreshIn: refreshInSchema,
  /** The `deviceToken` of an earlier sign-in with this account. Leave it out if it is in the cookie. */
  deviceToken: opaqueSchema(512).optional(),
});
export type SignIn = z.infer<typeof signInSchema>;

/** Finishes a sign-in that was refused with the reason `second_step_needed`. */
export const signInSecondSchema = z.object({
  challengeId: opaqueSchema(64),
  code: factorCodeSchema,
  refreshIn: refreshInSchema,
  /** As in the first step. */
  deviceToken: opaqueSchema(512).optional(),
});
export type SignInSecond = z.infer<typeof signInSecondSchema>;

/** Signs in with a passkey alone. The options for it come from `passkeys.begin`. */
export const signInWithPasskeySchema = z.object({ passkey: passkeyProofSchema, refreshIn: refreshInSchema });
export type SignInWithPasskey = z.infer<typeof signInWithPasskeySchema>;

/** Leave out `refreshToken` if it is in the cookie. */
export const refreshSchema = z.object({ refreshToken: opaqueSchema(512).optional() });

export const accountSchema = z.object({
  id: idSchema,
  email: z.string(),
  /** Whether the person has proved that they receive mail at this address. */
  isEmailVerified: z.boolean(),
  /** Whether the person can sign in with a password. Without one, `accounts.setPassword` sets the first. */
  hasPassword: z.boolean(),
  createdAt: timeSchema,
});
export type Account = z.infer<typeof accountSchema>;

export const tokensSchema = z.object({
  sessionId: idSchema,
  /** A JWT for `Authorization: Bearer …` and the socket handshake. */
  accessToken: z.string(),
  accessTokenExpiresAt: timeSchema,
  /** For one call of `sessions.refresh`; null if it is in the cookie. */
  refreshToken: z.string().nullable(),
});
export type Tokens = z.infer<typeof tokensSchema>;

/** The account, the profile, and the tenant of the session. */
export const meSchema = z.object({ account: accountSchema, profile: profileSchema, tenant: currentTenantSchema });
export type Me = z.infer<typeof meSchema>;

export const signedInSchema = tokensSchema.extend(meSchema.shape).extend({
  /**
   * Makes this device known for the account: keep it also after a sign-out, and send it with the next sign-in. Others who guess
   * the password then do not lock this device out. Null if it is in the cookie, and after a switch of the organisation.
   */
  deviceToken: z.string().nullable(),
});
export type SignedIn = z.infer<typeof signedInSchema>;

export const sessionSchema = z.object({
  id: idSchema,
  /** The tenant of the session. The list contains the account's sessions in all tenants. */
  tenantId: idSchema,
  isCurrent: z.boolean(),
  /** The client's user agent, cut to 200 characters. */
  userAgent: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema,
});
export type Session = z.infer<typeof sessionSchema>;
export const sessionListSchema = z.object({ items: z.array(sessionSchema) });

/** The current password of the account and, if it has a second factor, a code of that or a recovery code. */
export const proveSchema = z.object({ password: passwordSchema, code: factorCodeSchema.optional() });
export type Prove = z.infer<typeof proveSchema>;

export const changePasswordSchema = z.object({ password: passwordSchema, newPassword: newPasswordSchema });
export type ChangePassword = z.infer<typeof changePasswordSchema>;

export const setPasswordSchema = z.object({ newPassword: newPasswordSchema });

/** `code` is the code that was mailed to the account's address. */
export const verifyEmailSchema = z.object({ code: codeSchema });

/** The new address, and the current password of the account. */
export const changeEmailSchema = z.object({ email: emailSchema, password: passwordSchema });
export type ChangeEmail = z.infer<typeof changeEmailSchema>;

export const undoEmailChangeSchema = z.object({ token: opaqueSchema(256) });
/** `resetToken` sets a new password with `passwordResets.confirm`. */
export const undoneEmailChangeSchema = z.object({ resetToken: z.string() });

export const deleteAccountSchema = z.object({ password: passwordSchema });

/** What happened to one kind of stored data when an account was deleted. */
const erasedKindSchema = z.object({
  /** The collection, such as `topics`. */
  what: z.string(),
  /** `anonymised`: it stays, and no longer names the person. */
  outcome: z.enum(['deleted', 'anonymised', 'kept']),
  count: z.number().int(),
  /** Why something is kept, and for how long, in English. */
  why: z.string().optional(),
  howLong: z.string().optional(),
});
export type ErasedKind = z.infer<typeof erasedKindSchema>;

/** If the deletion was interrupted, `isComplete` is false: the next start of the server finishes it. */
export const deletedAccountSchema = z.object({ isComplete: z.boolean(), kinds: z.array(erasedKindSchema) });
export type DeletedAccount = z.infer<typeof deletedAccountSchema>;

export const requestPasswordResetSchema = z.object({ email: emailSchema });
export const resetPasswordSchema = z.object({ token: opaqueSchema(256), newPassword: newPasswordSchema });
export type ResetPassword = z.infer<typeof resetPasswordSchema>;
