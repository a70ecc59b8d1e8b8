/**
 * Signed tokens (JWT): the only place that signs or verifies them. One algorithm, known keys, and an audience for each
 * use, so that a token made for one thing opens nothing else.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Clock } from '../kernel/clock.ts';
import { UnauthenticatedError } from '../kernel/errors.ts';
import type { TokenKey } from '../kernel/token-keys.ts';

export type TokenAudience = 'meshi:access' | 'meshi:voice';

export interface TokenRequest {
  audience: TokenAudience;
  /** Whom it is about: a person's id. */
  subject: string;
  /** What else it says. Everyone who holds the token can read it. */
  claims: Readonly<Record<string, unknown>>;
  expiresInMs: number;
}

/** What a verified token says. Claims of its own are `unknown`: whoever wrote them checks them. */
export interface TokenClaims {
  readonly sub: string;
  /** Seconds since 1970. */
  readonly exp: number;
  readonly iat: number;
  readonly [claim: string]: unknown;
}

const ALGORITHM = 'HS256';
const ISSUER = 'meshi';
/** No token of ours lives as long; one that claims to was not made by this code. */
const MAX_LIFETIME_S = 24 * 3600;
const MAX_TOKEN_CHARS = 4096;

export class Tokens {
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #signing: { id: string; key: KeyObject };
  readonly #clock: Clock;

  /** The first of `keys` signs, all verify: that is how keys are rotated. */
  constructor({ keys, clock }: { keys: readonly TokenKey[]; clock: Clock }) {
    this.#keys = new Map(keys.map(({ id, secret }) => [id, createSecretKey(Buffer.from(secret.reveal()))]));
    const [first] = this.#keys;
    if (!first) throw new Error('There is no key to sign tokens with');
    this.#signing = { id: first[0], key: first[1] };
    this.#clock = clock;
  }

  /** A token that `verify` takes for the same audience until it expires. */
  sign({ audience, subject, claims, expiresInMs }: TokenRequest): string {
    const now = this.#clock.now();
    const iat = Math.floor(now / 1000);
    const exp = Math.ceil((now + expiresInMs) / 1000);
    return jwt.sign({ ...claims, aud: audience, iss: ISSUER, sub: subject, iat, exp }, this.#signing.key, {
      algorithm: ALGORITHM,
      keyid: this.#signing.id,
    });
  }

  /** What the token says. @throws UnauthenticatedError for any token that is not ours, not for this, or over. */
  verify(token: string, audience: TokenAudience): TokenClaims {
    const key = this.#keyOf(token);
    const now = Math.floor(this.#clock.now() / 1000);
    const claims = verified(token, key, audience, now);
    if (!isComplete(claims) || claims.exp - now > MAX_LIFETIME_S) throw invalid();
    return claims;
  }

  /** The header is read before anything is verified, and nothing but the name of a known key is taken from it. */
  #keyOf(token: string): KeyObject {
    const header = token.length <= MAX_TOKEN_CHARS ? headerOf(token) : null;
    const key = typeof header?.kid === 'string' ? this.#keys.get(header.kid) : undefined;
    if (!key) throw invalid();
    return key;
  }
}

function headerOf(token: string): jwt.JwtHeader | null {
  try {
    return jwt.decode(token, { complete: true })?.header ?? null;
  } catch {
    // Not a token at all.
    return null;
  }
}

function verified(token: string, key: KeyObject, audience: TokenAudience, clockTimestamp: number): unknown {
  try {
    return jwt.verify(token, key, { algorithms: [ALGORITHM], audience, issuer: ISSUER, clockTimestamp });
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) {
      throw new UnauthenticatedError('token_expired', 'The access token has expired. Refresh it and try again.');
    }
    // Which check failed helps only those who try to get past it.
    throw invalid();
  }
}

function isComplete(claims: unknown): claims is TokenClaims {
  if (typeof claims !== 'object' || claims === null) return false;
  const { sub, exp, iat, aud } = claims as Record<string, unknown>;
  return typeof sub === 'string' && Number.isFinite(exp) && Number.isFinite(iat) && typeof aud === 'string';
}

function invalid(): UnauthenticatedError {
  return new UnauthenticatedError('token_invalid', 'The token is not valid on this server. Sign in again.');
}
