/** From the `Authorization` header to the actor. */
import type { IncomingMessage } from 'node:http';
import type { Actor } from '../kernel/actor.ts';
import { UnauthenticatedError } from '../kernel/errors.ts';

/** As much of the authenticator as a request needs. */
export interface ActorSource {
  authenticate(accessToken: string): { actor: Actor };
}

const SCHEME = /^bearer +/i;

/** @throws UnauthenticatedError without a valid access token. */
export function authenticate(request: IncomingMessage, source: ActorSource): Actor {
  const header = request.headers.authorization;
  const [scheme] = SCHEME.exec(header ?? '') ?? [];
  if (header === undefined || scheme === undefined) {
    throw new UnauthenticatedError(
      'token_missing',
      'The request needs the header "Authorization: Bearer <access token>". Sign in to get a token.',
    );
  }
  return source.authenticate(header.slice(scheme.length)).actor;
}
