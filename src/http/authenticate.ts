/** From the `Authorization` header to the actor. */
import type { IncomingMessage } from 'node:http';
import type { Actor } from '../access/actor.ts';
import { UnauthenticatedError } from '../errors.ts';

/** As much of the authenticator as a request needs. */
export interface ActorSource {
  authenticate(accessToken: string): { actor: Actor };
}

const SCHEME = /^Bearer +(\S+)$/i;

/** @throws UnauthenticatedError without a valid access token. */
export function authenticate(request: IncomingMessage, source: ActorSource): Actor {
  const header = request.headers.authorization;
  if (header === undefined) throw new UnauthenticatedError();
  const token = SCHEME.exec(header)?.[1];
  if (token === undefined) throw new UnauthenticatedError('Expected the header "Authorization: Bearer <access token>"');
  return source.authenticate(token).actor;
}
