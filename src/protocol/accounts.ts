/** Accounts, sessions and passwords. */
import { z } from 'zod';
import { idSchema, languageSchema, nameSchema, timeSchema, timeZoneSchema } from './common.ts';
import { emailSchema } from './email.ts';
import { wireLimits } from './limits.ts';
import { handleSchema, profileSchema } from './profiles.ts';
import { currentTenantSchema } from './tenants.ts';

const newPasswordSchema = z
  .string()
  .refine((text) => text.isWellFormed(), 'expected text')
  .min(wireLimits.passwordMinChars)
  .max(wireLimits.passwordMaxChars);

// A wrong password must fail as wrong credentials, even if it is too short. The upper bound protects the hash function.
const passwordSchema = z.string().min(1).max(wireLimits.passwordMaxChars);

/** Where to put the refresh token: in an httpOnly cookie (for web pages) or in the answer (for other clients). */
const refreshInSchema = z.enum(['cookie', 'body']).default('body');

export const signUpSchema = z.object({
  email: emailSchema,
  password: newPasswordSchema,
  handle: handleSchema,
  displayName: nameSchema(wireLimits.displayNameChars),
  language: languageSchema.default('ja'),
  timeZone: timeZoneSchema.default('Asia/Tokyo'),
  refreshIn: refreshInSchema,
});
export type SignUp = z.infer<typeof signUpSchema>;

export const signInSchema = z.object({ email: emailSchema, password: passwordSchema, refreshIn: refreshInSchema });
export type SignIn = z.infer<typeof signInSchema>;

/** Leave out `refreshToken` if it is in the cookie. */
export const refreshSchema = z.object({ refreshToken: z.string().min(1).max(512).optional() });

export const accountSchema = z.object({
  id: idSchema,
  email: z.string(),
  /** Whether the person has proved that they receive mail at this address. */
  isEmailVerified: z.boolean(),
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

export const signedInSchema = tokensSchema.extend(meSchema.shape);
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

export const changePasswordSchema = z.object({ password: passwordSchema, newPassword: newPasswordSchema });
export type ChangePassword = z.infer<typeof changePasswordSchema>;

/** `code` is the code that was mailed to the account's address. */
export const verifyEmailSchema = z.object({ code: z.string().min(1).max(20) });

export const deleteAccountSchema = z.object({ password: passwordSchema });

export const requestPasswordResetSchema = z.object({ email: emailSchema });
export const resetPasswordSchema = z.object({ token: z.string().min(1).max(256), newPassword: newPasswordSchema });
export type ResetPassword = z.infer<typeof resetPasswordSchema>;
