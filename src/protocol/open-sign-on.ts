/** Signing in to the open space with an account at another service: GitHub, or an OpenID Connect provider of the operator. */
import { z } from 'zod';
import { refreshInSchema } from './accounts.ts';
import { languageSchema, timeSchema, timeZoneSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { openProviderSchema } from './open-challenge.ts';
import { handleSchema } from './profiles.ts';
import { factorCodeSchema } from './second-factors.ts';
import { finishOwnSignOnSchema } from './sign-on.ts';
import { nameSchema, opaqueSchema } from './text-schemas.ts';

/** `attemptToken` is in an httpOnly cookie or in the answer, as the refresh token. */
export const beginOpenSignOnSchema = z.object({ provider: openProviderSchema, refreshIn: refreshInSchema });
export const finishOpenSignOnSchema = finishOwnSignOnSchema.extend({
  provider: openProviderSchema,
  refreshIn: refreshInSchema,
});
export type FinishOpenSignOn = z.infer<typeof finishOpenSignOnSchema>;

const challengeIdSchema = opaqueSchema(64);
/** The rest of what a sign-up needs. The address is that of the identity. */
export const openSignUpSchema = z.object({
  challengeId: challengeIdSchema,
  /** As in `signUpSchema`. */
  handle: handleSchema.optional(),
  displayName: nameSchema(wireLimits.displayNameChars),
  language: languageSchema.default('ja'),
  timeZone: timeZoneSchema.default('Asia/Tokyo'),
  refreshIn: refreshInSchema,
});
export type OpenSignUp = z.infer<typeof openSignUpSchema>;

export const linkOpenIdentitySchema = z.object({ challengeId: challengeIdSchema });

/** An identity with which I can sign in to my account. */
export const openIdentitySchema = z.object({
  provider: openProviderSchema,
  linkedAt: timeSchema,
  /** When somebody last signed in with it; null if nobody has. */
  lastUsedAt: timeSchema.nullable(),
});
export type OpenIdentity = z.infer<typeof openIdentitySchema>;
export const openIdentitiesSchema = z.object({ items: z.array(openIdentitySchema) });
export type OpenIdentities = z.infer<typeof openIdentitiesSchema>;

export const beginOwnOpenSignOnSchema = z.object({ provider: openProviderSchema, refreshIn: refreshInSchema });
export const finishOwnOpenSignOnSchema = finishOwnSignOnSchema.extend({
  provider: openProviderSchema,
  /** A code of the second factor, for a fresh proof of an account that has one. */
  code: factorCodeSchema.optional(),
});
export type FinishOwnOpenSignOn = z.infer<typeof finishOwnOpenSignOnSchema>;
/** `proof`: this session has a fresh proof. `link`: the account can sign in this way. */
export const ownOpenSignOnSchema = z.object({ purpose: z.enum(['proof', 'link']) });
export type OwnOpenSignOn = z.infer<typeof ownOpenSignOnSchema>;

export const openProviderParams = z.object({ provider: openProviderSchema });
