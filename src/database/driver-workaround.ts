/**
 * Mends one gap in the MongoDB driver (7.8): a command that is written to a socket which Node has destroyed already, or
 * which is destroyed while its buffer is full, waits for the socket's `drain` for ever, and its caller with it. The gap
 * is open for a moment whenever a server process dies. Here the write ends with its connection; and where nothing was
 * written yet, the driver is told that it may try again, which hides the moment from the caller.
 */
import { createRequire } from 'node:module';
import { mongo } from 'mongoose';

/** What is used of the driver's `Connection`, which its types do not show. */
interface DriverConnection {
  readonly socket: { readonly destroyed: boolean };
  /** Why it was closed. */
  readonly error: Error | null;
  destroy(): void;
  once(event: 'close', listener: () => void): void;
  off(event: 'close', listener: () => void): void;
}
type WriteCommand = (this: DriverConnection, command: unknown, options: unknown) => Promise<void>;

let isMended = false;

/** Applies the mend to this process's driver, once. Throws when the driver is built differently. */
export function applyDriverWorkaround(): void {
  if (isMended) return;
  isMended = true;
  const prototype = connectionPrototype();
  const write = prototype.writeCommand;
  prototype.writeCommand = async function writeUntilClosed(command, options) {
    if (this.socket.destroyed) {
      // Out of the pool at once; it would notice a little later by itself.
      this.destroy();
      throw unsent();
    }
    const closed = Promise.withResolvers<never>();
    const onClose = () => closed.reject(this.error ?? new mongo.MongoNetworkError('connection closed'));
    this.once('close', onClose);
    try {
      await Promise.race([write.call(this, command, options), closed.promise]);
    } finally {
      this.off('close', onClose);
    }
  };
}

/** Carries the labels that the driver puts on connections that could not be made: nothing was sent, so try again. */
function unsent(): Error {
  const error = new mongo.MongoNetworkError('The connection closed before the command was sent');
  error.addErrorLabel('SystemOverloadedError');
  error.addErrorLabel('RetryableError');
  return error;
}

function connectionPrototype(): { writeCommand: WriteCommand } {
  // The driver that Mongoose brings, which need not be the one beside it.
  const fromMongoose = createRequire(createRequire(import.meta.url).resolve('mongoose'));
  const { Connection } = fromMongoose('mongodb/lib/cmap/connection.js') as {
    Connection?: { prototype: { writeCommand?: WriteCommand } };
  };
  const prototype = Connection?.prototype;
  if (!hasWriteCommand(prototype))
    throw new Error('This MongoDB driver has no writeCommand; look at driver-workaround.ts');
  return prototype;
}

function hasWriteCommand(
  prototype: { writeCommand?: WriteCommand } | undefined,
): prototype is { writeCommand: WriteCommand } {
  return typeof prototype?.writeCommand === 'function';
}
