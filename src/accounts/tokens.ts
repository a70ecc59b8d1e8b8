/**
 * Signs and verifies tokens (JWT); no other file does. It accepts one algorithm and known keys only. Each use has its own
 * audience, so that a token made for one use is refused for every other.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Clock } from '../kernel/clock.ts';
import { UnauthenticatedError } from '../kernel/errors.ts';
import type { TokenKey } from '../kernel/token-keys.ts';

export type TokenAudience = 'meshi:access' | 'meshi:voice';

export interface TokenRequest {
  audience: TokenAudience;
  /** A person's id. */
  subject: string;
  /** Further claims. Anyone who has the token can read them. */
  claims: Readonly<Record<string, unknown>>;
  expiresInMs: number;
}

/** The claims of a verified token. Further claims are `unknown`: the code that signed them checks them. */
export interface TokenClaims {
  readonly sub: string;
  /** Seconds since 1970. */
  readonly exp: number;
  readonly iat: number;
  readonly [claim: string]: unknown;
}

const ALGORITHM = 'HS256';
const ISSUER = 'meshi';
/** Longer than any token that this code signs. A token with a later expiry is refused. */
const MAX_LIFETIME_S = 24 * 3600;
const MAX_TOKEN_CHARS = 4096;

/** The signing keys of the database, as `keys/signing` has them. */
export interface StoredKeys {
  signing(): { id: string; key: KeyObject } | null;
  find(id: string): KeyObject | undefined;
  learn(id: string): Promise<void>;
  use(id: string): 'served' | 'warned' | 'refused' | Promise<'served' | 'warned' | 'refused'>;
}

export interface TokensOptions {
  keys: readonly TokenKey[];
  signingKeys?: StoredKeys | null;
  clock: Clock;
}

export class Tokens {
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #signing: { id: string; key: KeyObject };
  readonly #signingKeys: StoredKeys | null;
  readonly #clock: Clock;

  /**
   * The first of `keys` signs; all verify. To rotate keys, put the new one first. With `signingKeys` those sign, and `keys` only
   * until the first of them does.
   */
  constructor({ keys, signingKeys = null, clock }: TokensOptions) {
    this.#keys = new Map(keys.map(({ id, secret }) => [id, createSecretKey(Buffer.from(secret.reveal()))]));
    const [first] = this.#keys;
    if (!first) throw new Error('Tokens cannot be signed without a key. Pass at least one in `keys`.');
    this.#signing = { id: first[0], key: first[1] };
    this.#signingKeys = signingKeys;
    this.#clock = clock;
  }

  /** Signs a token that `verify` accepts for the same audience until it expires. */
  sign({ audience, subject, claims, expiresInMs }: TokenRequest): string {
    const now = this.#clock.now();
    const iat = Math.floor(now / 1000);
    const exp = Math.ceil((now + expiresInMs) / 1000);
    const { id: keyid, key } = this.#signingKeys?.signing() ?? this.#signing;
    return jwt.sign({ ...claims, aud: audience, iss: ISSUER, sub: subject, iat, exp }, key, {
      algorithm: ALGORITHM,
      keyid,
    });
  }

  /** Returns the claims. @throws UnauthenticatedError if the token is forged, is for another audience or has expired */
  verify(token: string, audience: TokenAudience): TokenClaims {
    const key = this.#keyOf(token);
    const now = Math.floor(this.#clock.now() / 1000);
    const claims = verified(token, key, audience, now);
    if (!isComplete(claims) || claims.exp - now > MAX_LIFETIME_S) throw invalid();
    return claims;
  }

  /** As `verify`, also for a token that another process has signed with a key that is new. */
  async verifyNew(token: string, audience: TokenAudience): Promise<TokenClaims> {
    const id = this.keyIdOf(token);
    if (id !== null && !this.#keys.has(id)) await this.#signingKeys?.learn(id);
    return this.verify(token, audience);
  }

  /**
   * Counts a use of the key that signed a verified token. Returns whether the key is in rehearsal.
   * @throws UnauthenticatedError `token_expired` if it is disabled: the client gets a new token with its refresh token
   */
  async use(keyId: string): Promise<boolean> {
    const outcome = await this.#signingKeys?.use(keyId);
    if (outcome === 'refused') throw expired();
    return outcome === 'warned';
  }

  /** Whether the use of this key must be counted: its state can change. */
  isStored(keyId: string): boolean {
    return this.#signingKeys !== null && !this.#keys.has(keyId);
  }

  /** The key that a token names; null if it names none. */
  keyIdOf(token: string): string | null {
    const header = token.length <= MAX_TOKEN_CHARS ? headerOf(token) : null;
    return typeof header?.kid === 'string' ? header.kid : null;
  }

  /** The header is not verified yet, so only `kid` is read from it, and only to look up a known key. */
  #keyOf(token: string): KeyObject {
    const id = this.keyIdOf(token);
    const key = id === null ? undefined : (this.#keys.get(id) ?? this.#signingKeys?.find(id));
    if (!key) throw invalid();
    return key;
  }
}

function headerOf(token: string): jwt.JwtHeader | null {
  try {
    return jwt.decode(token, { complete: true })?.header ?? null;
  } catch {
    // The text is not a JWT.
    return null;
  }
}

function verified(token: string, key: KeyObject, audience: TokenAudience, clockTimestamp: number): unknown {
  try {
    return jwt.verify(token, key, { algorithms: [ALGORITHM], audience, issuer: ISSUER, clockTimestamp });
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) throw expired();
    // The error does not say which check failed, because that would help only an attacker.
    throw invalid();
  }
}

function isComplete(claims: unknown): claims is TokenClaims {
  if (typeof claims !== 'object' || claims === null) return false;
  const { sub, exp, iat, aud } = claims as Record<string, unknown>;
  return typeof sub === 'string' && Number.isFinite(exp) && Number.isFinite(iat) && typeof aud === 'string';
}

function expired(): UnauthenticatedError {
  return new UnauthenticatedError('token_expired', 'The access token has expired. Refresh it and try again.');
}

function invalid(): UnauthenticatedError {
  return new UnauthenticatedError('token_invalid', 'The token is not valid on this server. Sign in again.');
}
