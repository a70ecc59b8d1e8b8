/** Single sign-on: an organisation lets its own identity provider (OpenID Connect) sign its people in. */
import { z } from 'zod';
import { passwordSchema, refreshInSchema } from './accounts.ts';
import { idSchema, timeSchema } from './common.ts';
import { emailDomainSchema, emailSchema } from './email.ts';
import { wireLimits } from './limits.ts';
import { passkeyProofSchema } from './passkeys.ts';
import { profileSummarySchema } from './profiles.ts';
import { factorCodeSchema } from './second-factors.ts';
import { tenantSchema, tenantSlugSchema } from './tenants.ts';
import { codeSchema, opaqueSchema } from './text-schemas.ts';

/** An address such as https://login.example.com/realms/company, exactly as the provider names itself. */
const issuerSchema = opaqueSchema(wireLimits.issuerChars).regex(/^https?:\/\//, 'expected a URL with https://');

export const setSignOnSchema = z.object({
  issuer: issuerSchema,
  clientId: opaqueSchema(wireLimits.clientIdChars),
  /** Never returned. Leave it out to keep the one that is stored. */
  clientSecret: opaqueSchema(wireLimits.clientSecretChars).optional(),
  /** The claim that lists the groups of a person; null if groups are not used. */
  groupsClaim: opaqueSchema(wireLimits.claimChars).nullable().default(null),
  /** Verified domains of the organisation. People with an address in them are offered this way to sign in. */
  domains: z.array(emailDomainSchema).min(1).max(20),
});
export type SetSignOn = z.infer<typeof setSignOnSchema>;

export const signOnConnectionSchema = z.object({
  issuer: z.string(),
  clientId: z.string(),
  groupsClaim: z.string().nullable(),
  domains: z.array(z.string()),
  /** When an owner last signed in with it as a test; null if not since the provider or the client was changed. */
  testedAt: timeSchema.nullable(),
  /** Whether people can sign in with it. */
  isActive: z.boolean(),
  /** Whether members can enter the organisation only by it. */
  isRequired: z.boolean(),
  /** The owners who can enter without it, with a second factor. */
  breakGlassIds: z.array(idSchema),
});
export type SignOnConnection = z.infer<typeof signOnConnectionSchema>;

/** What owners see of the single sign-on of their organisation. */
export const signOnSettingsSchema = z.object({
  /** To be registered at the provider, exactly like this. */
  redirectUri: z.string(),
  /** Where the provider can tell that somebody has signed out (OpenID Connect Back-Channel Logout). */
  logoutUri: z.string(),
  connection: signOnConnectionSchema.nullable(),
  /** Owners, and whether each has a second factor. */
  owners: z.array(z.object({ person: profileSummarySchema, hasSecondFactor: z.boolean() })),
});
export type SignOnSettings = z.infer<typeof signOnSettingsSchema>;

export const activateSignOnSchema = z.object({ isActive: z.boolean() });
export const requireSignOnSchema = z.object({
  isRequired: z.boolean(),
  /** Owners with a second factor who can still enter with their password. At least one. */
  breakGlassIds: z.array(idSchema).max(wireLimits.breakGlassPeople).default([]),
});

/** An e-mail address, or the ID of an organisation. */
export const findSignOnSchema = z.object({ email: emailSchema.optional(), slug: tenantSlugSchema.optional() });
/** Organisations at which one can sign in with their identity provider. */
const signOnOfferSchema = z.object({ tenant: tenantSchema, isRequired: z.boolean() });
export type SignOnOffer = z.infer<typeof signOnOfferSchema>;
export const signOnOffersSchema = z.object({ items: z.array(signOnOfferSchema) });

/** `attemptToken` is in an httpOnly cookie or in the answer, as the refresh token. */
export const beginSignOnSchema = z.object({ tenantId: idSchema, refreshIn: refreshInSchema });
export const beginOwnSignOnSchema = z.object({ refreshIn: refreshInSchema });
export const begunSignOnSchema = z.object({
  /** Open it in the browser. The provider sends the browser back to the redirect URI, with an answer in the query string. */
  url: z.string(),
  /** For `signOn.finish`; null if it is in the cookie. */
  attemptToken: z.string().nullable(),
});
export type BegunSignOn = z.infer<typeof begunSignOnSchema>;

export const finishOwnSignOnSchema = z.object({
  /** The query string of the redirect URI, unchanged. */
  answer: opaqueSchema(wireLimits.signOnAnswerChars),
  /** Leave it out if it is in the cookie. */
  attemptToken: opaqueSchema(64).optional(),
});
export type FinishOwnSignOn = z.infer<typeof finishOwnSignOnSchema>;
export const finishSignOnSchema = finishOwnSignOnSchema.extend({ tenantId: idSchema, refreshIn: refreshInSchema });
export type FinishSignOn = z.infer<typeof finishSignOnSchema>;

/** What a provider can say that keeps a person from signing in with it. */
export const signOnProblems = ['email_missing', 'email_unverified', 'email_foreign'] as const;
export type SignOnProblem = (typeof signOnProblems)[number];

/** What came back from the provider, for a signed-in person. */
export const ownSignOnSchema = z.object({
  /** `test`: nothing was changed. `proof`: this session has a fresh proof. `link`: the account can sign in this way. */
  purpose: z.enum(['test', 'proof', 'link']),
  subject: z.string(),
  email: z.string().nullable(),
  isEmailVerified: z.boolean(),
  /** Null if there is no claim of groups. */
  groups: z.array(z.string()).nullable(),
  /** What would keep a new person with these claims from signing in. */
  problems: z.array(z.enum(signOnProblems)),
});
export type OwnSignOn = z.infer<typeof ownSignOnSchema>;

const challengeIdSchema = opaqueSchema(64);
export const mailSignOnCodeSchema = z.object({ challengeId: challengeIdSchema });
/** One of `password`, `mailCode` and `passkey`. */
export const linkSignOnSchema = z.object({
  challengeId: challengeIdSchema,
  password: passwordSchema.optional(),
  /** The code that `signOn.mailCode` mailed. */
  mailCode: codeSchema.optional(),
  passkey: passkeyProofSchema.optional(),
  /** A code of the second factor, beside a password or a mailed code. */
  code: factorCodeSchema.optional(),
  refreshIn: refreshInSchema,
});
export type LinkSignOn = z.infer<typeof linkSignOnSchema>;

/** How this session was started. */
export const signOnSessionSchema = z.object({
  /** `own`: with the password or a passkey of the account. */
  by: z.enum(['own', 'provider', 'break_glass']),
  /** When the session ends at the latest; null if only the limits of all sessions hold. */
  endsBy: timeSchema.nullable(),
  /** Where the person can sign out at the provider, too. */
  endSessionUrl: z.string().nullable(),
});
export type SignOnSession = z.infer<typeof signOnSessionSchema>;

export const breakGlassSchema = z.object({ tenantId: idSchema });
