/** Who may connect: checked once in the handshake, refused with the same errors as everything else. */
import type { Authenticator } from '../src/accounts/authenticator.ts';
import type { Limits } from '../src/config.ts';
import { IncompatibleProtocolError, LimitExceededError, UnauthenticatedError } from '../src/errors.ts';
import { toWireError } from '../src/http/error-handler.ts';
import type { Log } from '../src/log.ts';
import { checkProtocol } from '../src/protocol/version.ts';
import { type MainSocket, personChannel } from './sockets.ts';

export interface AuthenticateSocketOptions {
  authenticator: Pick<Authenticator, 'authenticate'>;
  limits: Pick<Limits, 'connectionsPerPerson'>;
  log: Log;
}

/** A Socket.IO error whose `data` travels to the client: a `WireError`. */
export class ConnectError extends Error {
  readonly data: unknown;

  constructor(thrown: unknown, log: Log) {
    const wire = toWireError(thrown, log, { request: 'connect' });
    super(wire.message);
    this.data = wire;
  }
}

type Next = (error?: Error) => void;

/** The middleware of the main namespace: the handshake is `{ accessToken, protocol }`. */
export function authenticateSocket({ authenticator, limits, log }: AuthenticateSocketOptions) {
  const refusals = new WeakMap<object, number>();
  return (socket: MainSocket, next: Next): void => {
    try {
      const { accessToken, protocol } = socket.handshake.auth;
      checkVersion(protocol);
      if (typeof accessToken !== 'string' || accessToken.length > MAX_TOKEN_CHARS) throw new UnauthenticatedError();
      const { actor, expiresAt } = authenticator.authenticate(accessToken);
      const open = socket.nsp.adapter.rooms.get(personChannel(actor.personId))?.size ?? 0;
      if (open >= limits.connectionsPerPerson) {
        throw new LimitExceededError('Too many open connections; close some', { retryAfterMs: 30_000 });
      }
      socket.data.actor = actor;
      socket.data.expiresAt = expiresAt;
      next();
    } catch (error) {
      next(new ConnectError(error, log));
      // One connection may try again with a newer token; it may not go on trying.
      const refused = (refusals.get(socket.conn) ?? 0) + 1;
      refusals.set(socket.conn, refused);
      if (refused >= MAX_REFUSALS) socket.conn.close();
    }
  };
}

const MAX_TOKEN_CHARS = 4_096;
const MAX_REFUSALS = 5;

/** @throws IncompatibleProtocolError */
export function checkVersion(protocol: unknown): void {
  const fit = checkProtocol(protocol);
  if (fit !== 'ok') throw new IncompatibleProtocolError(fit);
}
