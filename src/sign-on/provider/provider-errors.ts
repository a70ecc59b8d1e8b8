/** What a provider answers, as an error of Meshi. */
import * as openid from 'openid-client';
import { ForbiddenError, InvalidInputError, UnavailableError } from '../../kernel/errors.ts';

/** A provider says no, answers wrongly, or does not answer. What it wrote is not passed on: anything may be in it. */
export function toProviderError(error: unknown): Error {
  if (error instanceof InvalidInputError || error instanceof UnavailableError) return error;
  if (error instanceof openid.AuthorizationResponseError) {
    return new ForbiddenError(
      'sign_on_refused',
      'The identity provider did not sign you in. Try again, or ask the people who manage it.',
    );
  }
  if (isClientError(error)) {
    return new InvalidInputError(
      'client_refused',
      'The identity provider does not accept the client ID and the secret. Set the client ID and a new secret.',
      { cause: error },
    );
  }
  if (isInvalid(error)) return invalidAnswer(error);
  return providerFailed(error);
}

const CLIENT_ERRORS: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client']);

/** A provider may answer with a challenge instead of an error of OAuth. */
function isClientError(error: unknown): boolean {
  if (error instanceof openid.WWWAuthenticateChallengeError) return true;
  return error instanceof openid.ResponseBodyError && CLIENT_ERRORS.has(error.error);
}

/** Codes of `openid-client` for answers that contradict what was asked, or what was signed. */
const INVALID: ReadonlySet<string> = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
  'OAUTH_DECRYPTION_FAILED',
]);

function isInvalid(error: unknown): boolean {
  return error instanceof openid.ResponseBodyError || INVALID.has((error as { code?: string }).code ?? '');
}

export function invalidAnswer(cause?: unknown): InvalidInputError {
  return new InvalidInputError(
    'sign_on_invalid',
    'The answer of the identity provider is not valid. Begin the sign-in again.',
    cause === undefined ? undefined : { cause },
  );
}

export function providerFailed(cause?: unknown): UnavailableError {
  return new UnavailableError(
    'provider_failed',
    'The identity provider does not answer as expected. Try again later, or ask the people who manage it.',
    cause === undefined ? undefined : { cause },
  );
}
