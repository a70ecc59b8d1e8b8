/** Lets a program in that sends a key instead of an access token. It acts for the owner of the key, and only reads. */
import type { Response } from 'express';
import { ForbiddenError, UnauthenticatedError } from '../kernel/errors.ts';
import type { AdmittedKey, KeyRequest } from '../keys/index.ts';
import { KEY_WARNING_HEADER } from '../protocol/keys.ts';
import type { RouteDefinition } from '../protocol/routes.ts';
import type { HttpCall } from './http-call.ts';
import type { RateLimits } from './rate-limit.ts';

/** The part of the keys that requests need. */
export interface KeySource {
  /** @throws UnauthenticatedError, ForbiddenError, LimitExceededError */
  admit(request: KeyRequest): Promise<AdmittedKey>;
}

/**
 * Sets the actor of the call. The id of the key stands for the session, so there is no role and no proof.
 * @throws ForbiddenError `key_not_allowed`, UnauthenticatedError, LimitExceededError
 */
export async function admitKey(
  text: string,
  { key: accepted }: RouteDefinition,
  { call, response }: { call: HttpCall; response: Response },
  { apiKeys, rateLimits }: { apiKeys: KeySource; rateLimits: RateLimits },
): Promise<void> {
  if (!accepted) {
    throw new ForbiddenError('key_not_allowed', 'A key cannot do this: it needs a person. Sign in.');
  }
  const origin = { by: programOf(call.userAgent), from: call.network };
  const spend = (keyId: string) => rateLimits.takeKey(keyId);
  const admitting = apiKeys.admit({ text, ...accepted, origin, spend });
  const { keyId, owner, isRehearsed } = await admitting.catch(async (error: unknown) => {
    if (error instanceof UnauthenticatedError && error.details?.reason === 'token_invalid') {
      await rateLimits.takeWrongKey(call.address);
    }
    throw error;
  });
  const { network: address } = call;
  call.actor = { ...owner, sessionId: keyId, address };
  call.note({ keyId });
  if (isRehearsed) response.setHeader(KEY_WARNING_HEADER, 'rehearsal');
  const needed = { permissions: [accepted.permission], recheck: async () => {} };
  call.acting = { accountId: owner.personId, sessionId: keyId, address, ...needed };
}

/** The name and major version of the program, without what could tell devices apart. */
function programOf(userAgent: string): string {
  return /^[A-Za-z][\w.-]{0,39}(\/\d{1,4})?/.exec(userAgent)?.[0] ?? '';
}
