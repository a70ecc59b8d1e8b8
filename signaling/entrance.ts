/** Authenticates connections to a namespace and limits retries. Errors reach the client as a `WireError`. */
import type { Socket } from 'socket.io';
import { toWireError } from '../src/http/error-handler.ts';
import { recordRefusal } from '../src/http/refusals.ts';
import { ConflictError } from '../src/kernel/errors.ts';
import type { Log } from '../src/kernel/log.ts';
import type { SecurityLog } from '../src/kernel/security-log.ts';

/** A Socket.IO error. Socket.IO sends its `data`, a `WireError`, to the client. */
class ConnectError extends Error {
  readonly data: unknown;

  constructor(thrown: unknown, log: Log) {
    const wire = toWireError(thrown, log, { request: 'connect' });
    super(wire.message);
    this.data = wire;
  }
}

/** The part of a socket that is used here. */
type Entering = Pick<Socket, 'conn'> & { once(event: 'disconnect', listener: (this: Entering) => void): unknown };

const MAX_REFUSALS = 5;

/** Returns the middleware of a namespace. `admit` throws or rejects to refuse a connection. */
export function entrance<Connection extends Entering>({
  admit,
  addressOf,
  security,
  log,
}: {
  admit: (socket: Connection) => void | Promise<void>;
  addressOf: (socket: Connection) => string;
  security: SecurityLog;
  log: Log;
}) {
  const refusals = new WeakMap<object, number>();
  const inside = new WeakSet<object>();
  function onDisconnect(this: Entering): void {
    inside.delete(this.conn);
  }

  async function enter(socket: Connection): Promise<void> {
    // Socket.IO checks this too, but misses requests that arrive together.
    if (inside.has(socket.conn)) {
      throw new ConflictError(
        'already_connected',
        'This connection is already in the namespace. Open another connection.',
      );
    }
    // Before waiting, so that only one of several requests enters.
    inside.add(socket.conn);
    try {
      await admit(socket);
    } catch (error) {
      inside.delete(socket.conn);
      throw error;
    }
    socket.once('disconnect', onDisconnect);
  }

  return async (socket: Connection, next: (error?: Error) => void): Promise<void> => {
    try {
      await enter(socket);
      next();
    } catch (error) {
      next(new ConnectError(error, log));
      recordRefusal(security, error, { request: 'connect', address: addressOf(socket) });
      // A client may retry with a newer token on the same connection, but not without end.
      const refused = (refusals.get(socket.conn) ?? 0) + 1;
      refusals.set(socket.conn, refused);
      if (refused >= MAX_REFUSALS) socket.conn.close();
    }
  };
}
