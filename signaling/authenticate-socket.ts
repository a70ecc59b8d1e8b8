/** Authenticates connections to the main namespace, once, in the handshake. */
import type { Authenticator, FactorPolicy } from '../src/accounts/index.ts';
import type { Limits } from '../src/kernel/config.ts';
import { IncompatibleProtocolError, LimitExceededError, UnauthenticatedError } from '../src/kernel/errors.ts';
import { personChannel } from '../src/kernel/socket-channels.ts';
import { checkProtocol } from '../src/protocol/version.ts';
import type { Rates } from './rates.ts';
import type { MainSocket } from './sockets.ts';

export interface AuthenticateSocketOptions {
  authenticator: Pick<Authenticator, 'authenticate'>;
  factorPolicy: Pick<FactorPolicy, 'check'>;
  rates: Pick<Rates, 'pauseOf'>;
  limits: Pick<Limits, 'connectionsPerPerson'>;
}

/**
 * Returns a function that checks the handshake `{ accessToken, protocol, isActive }` and stores the actor on the socket.
 * @throws IncompatibleProtocolError; UnauthenticatedError; ForbiddenError `second_factor_needed`; LimitExceededError `too_many_connections`, or without a reason
 * for a while after a connection was cut
 */
export function authenticateSocket({ authenticator, factorPolicy, rates, limits }: AuthenticateSocketOptions) {
  return async (socket: MainSocket): Promise<void> => {
    const { accessToken, protocol, isActive } = socket.handshake.auth;
    checkVersion(protocol);
    if (typeof accessToken !== 'string' || accessToken.length > MAX_TOKEN_CHARS) {
      throw new UnauthenticatedError('token_missing', 'The connection carries no access token. Sign in to get one.');
    }
    const { actor, expiresAt } = await authenticator.authenticate(accessToken);
    await factorPolicy.check(actor);
    checkPause(rates, actor.personId);
    const open = socket.nsp.adapter.rooms.get(personChannel(actor.personId))?.size ?? 0;
    if (open >= limits.connectionsPerPerson) {
      throw new LimitExceededError('too_many_connections', 'You have too many open connections. Close some of them.', {
        retryAfterMs: 30_000,
      });
    }
    socket.data.actor = actor;
    socket.data.expiresAt = expiresAt;
    socket.data.isActive = isActive !== false;
  };
}

const MAX_TOKEN_CHARS = 4_096;

/** @throws LimitExceededError if a connection of this person was cut just now */
export function checkPause(rates: Pick<Rates, 'pauseOf'>, personId: string): void {
  const retryAfterMs = rates.pauseOf(personId);
  if (retryAfterMs === 0) return;
  throw new LimitExceededError(
    'A connection of yours was cut, because it sent too many requests. Wait a moment, then connect again.',
    { retryAfterMs },
  );
}

/** @throws IncompatibleProtocolError if this server does not serve the client's protocol version. */
export function checkVersion(protocol: unknown): void {
  const fit = checkProtocol(protocol);
  if (fit !== 'ok') throw new IncompatibleProtocolError(fit);
}
