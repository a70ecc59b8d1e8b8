/**
 * Checks logout tokens, with which a provider tells that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0,
 * section 2.6). `openid-client` has no function for them.
 */
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { InvalidInputError } from '../../kernel/errors.ts';
import { providerFailed } from './provider-errors.ts';
import { createProviderFetch, type ProviderNetwork } from './provider-fetch.ts';

/** What a valid token says. At least one of `subject` and `sid` is there. */
export interface LogoutToken {
  jti: string;
  subject: string | null;
  sid: string | null;
  issuedAt: Date;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Signatures with the keys of the provider. One with the client secret would be a signature that Meshi itself can make. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** Without a type, or with a general one, as many providers send it. The claims tell the token from others. */
const TYPES = ['logout+jwt', 'jwt'];
const MAX_CHARACTERS = 512;
/** Codes of `jose` for keys that could not be read. The general one is for an answer that is not 200, or no JSON. */
const KEY_FAILURES = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

/** The keys of a provider. They are read again if a token names an unknown one, at most twice a minute. */
export function providerKeys(jwksUri: string, network: ProviderNetwork): JWTVerifyGetKey {
  const call = createProviderFetch(network);
  return createRemoteJWKSet(new URL(jwksUri), {
    [customFetch]: (url, { method, headers, signal }) =>
      call(url, { method, headers: Object.fromEntries(headers), body: null, redirect: 'manual', signal }),
  });
}

export interface LogoutTokenCheck {
  issuer: string;
  clientId: string;
  keys: JWTVerifyGetKey;
  now: Date;
  maxAgeMs: number;
  toleranceS: number;
}

/** @throws InvalidInputError for a token that is not valid, UnavailableError `provider_failed` */
export async function readLogoutToken(
  token: string,
  { issuer, clientId, keys, now, maxAgeMs, toleranceS }: LogoutTokenCheck,
): Promise<LogoutToken> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      algorithms: ALGORITHMS,
      requiredClaims: ['iat', 'jti', 'events'],
      currentDate: now,
      maxTokenAge: Math.ceil(maxAgeMs / 1_000),
      clockTolerance: toleranceS,
    });
    const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '') ?? 'jwt';
    if (!TYPES.includes(type)) throw invalid();
    return logoutIn(payload);
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    throw isOfToken(error) ? invalid(error) : providerFailed(error);
  }
}

/** Whether the token is the fault, and not that its provider gives no keys. */
function isOfToken(error: unknown): boolean {
  return error instanceof errors.JOSEError && !KEY_FAILURES.includes(error.code);
}

function logoutIn(payload: JWTPayload): LogoutToken {
  const { jti, iat, events, sub, sid, nonce } = payload as JWTPayload & { sid?: unknown };
  const isLogout = isObject(events) && isObject(events[EVENT]);
  // An ID token has a nonce: it must not count as a logout.
  if (!isLogout || nonce !== undefined || iat === undefined) throw invalid();
  const [id, subject, session] = [textOf(jti), textOf(sub), textOf(sid)];
  if (id === null || (subject === null && session === null)) throw invalid();
  return { jti: id, subject, sid: session, issuedAt: new Date(iat * 1_000) };
}

/** Null if the claim is missing. */
function textOf(claim: unknown): string | null {
  if (claim === undefined) return null;
  if (typeof claim === 'string' && claim !== '' && claim.length <= MAX_CHARACTERS) return claim;
  throw invalid();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(cause?: unknown): InvalidInputError {
  return new InvalidInputError(
    'sign_on_invalid',
    'The logout token is not valid.',
    cause === undefined ? undefined : { cause },
  );
}
