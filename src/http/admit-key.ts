/** Lets programs in that send a key instead of an access token. A key acts for its owner. */
import type { Response } from 'express';
import { ForbiddenError, UnauthenticatedError } from '../kernel/errors.ts';
import type { AdmittedKey, KeyRequest } from '../keys/index.ts';
import type { KeyNeed } from '../protocol/key-kinds.ts';
import { KEY_WARNING_HEADER } from '../protocol/keys.ts';
import type { RouteDefinition } from '../protocol/routes.ts';
import type { HttpCall } from './http-call.ts';
import type { RateLimits } from './rate-limit.ts';

/** The part of the keys that requests need. */
export interface KeySource {
  /** @throws UnauthenticatedError, ForbiddenError, LimitExceededError */
  admit(request: KeyRequest): Promise<AdmittedKey>;
}

export interface KeyParts {
  apiKeys: KeySource;
  rateLimits: Pick<RateLimits, 'takeKey' | 'takeWrongKey'>;
}

/** A request with a key. */
export interface KeyBearer {
  text: string;
  userAgent: string;
  /** The address that sends it, and the network that the key remembers. */
  address: string;
  network: string;
}

/**
 * Sets the actor of the call. The id of the key stands for the session, so there is no role and no proof.
 * @throws ForbiddenError `key_not_allowed`, UnauthenticatedError, LimitExceededError
 */
export async function admitKey(
  text: string,
  { key: need }: RouteDefinition,
  { call, response }: { call: HttpCall; response: Response },
  parts: KeyParts,
): Promise<void> {
  if (!need) {
    throw new ForbiddenError('key_not_allowed', 'A key cannot do this: it needs a person. Sign in.');
  }
  const { userAgent, address, network } = call;
  const { keyId, owner, isRehearsed, recheck } = await findKey({ text, userAgent, address, network }, need, parts);
  call.actor = { ...owner, sessionId: keyId, address: network };
  call.note({ keyId });
  if (isRehearsed) response.setHeader(KEY_WARNING_HEADER, 'rehearsal');
  if (need.kind !== 'server') return;
  const session = { accountId: owner.personId, sessionId: keyId, address: network };
  call.acting = { ...session, permissions: [need.permission], recheck };
}

/**
 * Finds the key, counts its use, and counts what is no key.
 * @throws ForbiddenError `key_not_allowed`, UnauthenticatedError, LimitExceededError
 */
export function findKey(
  { text, userAgent, address, network }: KeyBearer,
  need: KeyNeed,
  { apiKeys, rateLimits }: KeyParts,
): Promise<AdmittedKey> {
  const origin = { by: programOf(userAgent), from: network };
  const admitting = apiKeys.admit({ text, need, origin, spend: (keyId) => rateLimits.takeKey(keyId) });
  return admitting.catch(async (error: unknown) => {
    if (error instanceof UnauthenticatedError && error.details?.reason === 'token_invalid') {
      await rateLimits.takeWrongKey(address);
    }
    throw error;
  });
}

/** The name and major version of the program, without what could tell devices apart. */
function programOf(userAgent: string): string {
  return /^[A-Za-z][\w.-]{0,39}(\/\d{1,4})?/.exec(userAgent)?.[0] ?? '';
}
