/** Authenticates a request by its `Authorization` header. */
import type { IncomingMessage } from 'node:http';
import type { Actor } from '../kernel/actor.ts';
import { UnauthenticatedError } from '../kernel/errors.ts';

/** The part of the authenticator that requests need. */
export interface ActorSource {
  authenticate(accessToken: string): Promise<{ actor: Actor; isRehearsed?: true }>;
}

/** Knows when the person of a session last proved who they are. */
export interface ProofSource {
  /** @throws ForbiddenError `proof_needed` if it was too long ago; with `isOwn`, `single_sign_on_session` */
  checkProof(actor: Actor, options: { isOwn: boolean }): Promise<void>;
}

/** Knows who may use an organisation. */
export interface PolicySource {
  /** @throws ForbiddenError `second_factor_needed` */
  check(actor: Actor): Promise<void>;
}

const SCHEME = /^bearer +/i;

/** What the `Authorization` header of a request holds. @throws UnauthenticatedError if there is none */
export function bearerOf(request: IncomingMessage): string {
  const header = request.headers.authorization;
  const [scheme] = SCHEME.exec(header ?? '') ?? [];
  if (header === undefined || scheme === undefined) {
    throw new UnauthenticatedError(
      'token_missing',
      'The request needs the header "Authorization: Bearer <access token>". Sign in to get a token.',
    );
  }
  return header.slice(scheme.length);
}
