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
  if (header === undefined) throw new UnauthenticatedError();
  const [scheme] = SCHEME.exec(header) ?? [];
  if (scheme === undefined)
    throw new UnauthenticatedError('Expected the header "Authorization: Bearer <access token>"');
  return source.authenticate(header.slice(scheme.length)).actor;
}
