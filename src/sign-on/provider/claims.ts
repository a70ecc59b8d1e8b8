/** What a provider says about a person. Pure functions. */

import { normalizeEmail } from '../../protocol/email.ts';
import type { SignOnProblem } from '../../protocol/sign-on.ts';
import { domainOf } from '../../tenants/index.ts';

/** The claims of an ID token, with those of the user info that the token does not have. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

export interface Identity {
  subject: string;
  /** The session at the provider; null if it does not name it. */
  sid: string | null;
  /** When the provider signed the claims. */
  issuedAt: Date | null;
  /** In the form of `normalizeEmail`; null if there is none. */
  email: string | null;
  isEmailVerified: boolean;
  /** Null if there is no such claim. Then nothing is known about the groups of the person. */
  groups: string[] | null;
  /** Empty if the provider names none. */
  name: string;
  username: string;
}

const MAX_GROUP_CHARS = 256;

export function identityOf(claims: Claims, { groupsClaim, maxGroups }: GroupOptions): Identity {
  const email = typeof claims.email === 'string' ? normalizeEmail(claims.email) : null;
  return {
    subject: claims.sub,
    sid: textOf(claims.sid) || null,
    issuedAt: typeof claims.iat === 'number' ? new Date(claims.iat * 1_000) : null,
    email,
    // Some providers send a text.
    isEmailVerified: claims.email_verified === true || claims.email_verified === 'true',
    groups: groupsClaim === null ? null : groupsIn(claims[groupsClaim], maxGroups),
    name: textOf(claims.name),
    username: textOf(claims.preferred_username),
  };
}

export interface GroupOptions {
  groupsClaim: string | null;
  maxGroups: number;
}

function groupsIn(claim: unknown, max: number): string[] | null {
  if (claim === undefined || claim === null) return null;
  const names = [claim].flat().filter((name): name is string => typeof name === 'string');
  const known = names
    .map((name) => name.toWellFormed().trim())
    .filter((name) => name && name.length <= MAX_GROUP_CHARS);
  return [...new Set(known)].slice(0, max);
}

function textOf(claim: unknown): string {
  return typeof claim === 'string' ? claim.toWellFormed() : '';
}

/** What keeps a new person with this identity out. `domains`: those of the connection that the organisation still has. */
export function problemsOf({ email, isEmailVerified }: Identity, domains: readonly string[]): SignOnProblem[] {
  if (email === null) return ['email_missing'];
  const problems: SignOnProblem[] = [];
  if (!isEmailVerified) problems.push('email_unverified');
  if (!domains.includes(domainOf(email))) problems.push('email_foreign');
  return problems;
}
