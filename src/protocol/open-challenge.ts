/** Part of an error: a provider has signed in somebody whose identity belongs to no account yet. */
import { z } from 'zod';
import { timeSchema } from './common.ts';

/** `github`: also a GitHub Enterprise Server. `oidc`: the OpenID Connect provider that the operator has chosen. */
export const openProviders = ['github', 'oidc'] as const;
export const openProviderSchema = z.enum(openProviders);
export type OpenProviderId = z.infer<typeof openProviderSchema>;

/** `openSignOn.signUp` or `openSignOn.link` finishes this sign-in. */
export const openChallengeSchema = z.object({
  challengeId: z.string(),
  provider: openProviderSchema,
  email: z.string(),
  /** What the provider says, for the form of a sign-up; empty if it says nothing that fits. */
  displayName: z.string(),
  handle: z.string(),
  expiresAt: timeSchema,
});
export type OpenChallenge = z.infer<typeof openChallengeSchema>;
