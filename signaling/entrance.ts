/** The door of a namespace: one socket for each connection, the same errors as everywhere, and no end of tries for nobody. */
import type { Socket } from 'socket.io';
import { toWireError } from '../src/http/error-handler.ts';
import { ConflictError } from '../src/kernel/errors.ts';
import type { Log } from '../src/kernel/log.ts';

/** A Socket.IO error whose `data` travels to the client: a `WireError`. */
class ConnectError extends Error {
  readonly data: unknown;

  constructor(thrown: unknown, log: Log) {
    const wire = toWireError(thrown, log, { request: 'connect' });
    super(wire.message);
    this.data = wire;
  }
}

/** As much of a socket as is needed here. */
type Entering = Pick<Socket, 'conn'> & { once(event: 'disconnect', listener: (this: Entering) => void): unknown };

const MAX_REFUSALS = 5;

/** The middleware of a namespace. `admit` throws for whom it does not let in. */
export function entrance<Connection extends Entering>({
  admit,
  log,
}: {
  admit: (socket: Connection) => void;
  log: Log;
}) {
  const refusals = new WeakMap<object, number>();
  const inside = new WeakSet<object>();
  function onDisconnect(this: Entering): void {
    inside.delete(this.conn);
  }

  return (socket: Connection, next: (error?: Error) => void): void => {
    try {
      // Socket.IO sees to this itself, but for requests that arrive together.
      if (inside.has(socket.conn)) {
        throw new ConflictError(
          'already_connected',
          'This connection has entered the namespace already. Open another connection.',
        );
      }
      admit(socket);
      inside.add(socket.conn);
      socket.once('disconnect', onDisconnect);
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
