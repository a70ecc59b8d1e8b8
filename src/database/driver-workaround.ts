/**
 * Workaround for a bug in the MongoDB driver (7.8): a command that is written to a socket that Node has already destroyed, or
 * that is destroyed while its buffer is full, waits forever for the socket's `drain`, and so does its caller. This can happen
 * for a moment whenever a server process dies. With the workaround, the write fails when its connection closes. If nothing
 * was written yet, the error is marked as retryable, so that the driver retries and the caller does not notice.
 */
import { createRequire } from 'node:module';
import { mongo } from 'mongoose';

/** The members of the driver's `Connection` that are used here. The driver's types do not contain them. */
interface DriverConnection {
  readonly socket: { readonly destroyed: boolean };
  /** Why the connection was closed. */
  readonly error: Error | null;
  destroy(): void;
  once(event: 'close', listener: () => void): void;
  off(event: 'close', listener: () => void): void;
}
type WriteCommand = (this: DriverConnection, command: unknown, options: unknown) => Promise<void>;

let isApplied = false;

/** Applies the workaround to the driver of this process. Idempotent. Throws if the driver's internals have changed. */
export function applyDriverWorkaround(): void {
  if (isApplied) return;
  isApplied = true;
  const prototype = connectionPrototype();
  const write = prototype.writeCommand;
  prototype.writeCommand = async function writeUntilClosed(command, options) {
    if (this.socket.destroyed) {
      // Removes the connection from the pool immediately; otherwise the pool would notice a little later.
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

/** Has the labels that the driver uses for failed connection attempts: nothing was sent, so a retry is safe. */
function unsent(): Error {
  const error = new mongo.MongoNetworkError('The connection closed before the command was sent');
  error.addErrorLabel('SystemOverloadedError');
  error.addErrorLabel('RetryableError');
  return error;
}

function connectionPrototype(): { writeCommand: WriteCommand } {
  // The driver that Mongoose uses; another version may be installed next to Mongoose.
  const fromMongoose = createRequire(createRequire(import.meta.url).resolve('mongoose'));
  const { Connection } = fromMongoose('mongodb/lib/cmap/connection.js') as {
    Connection?: { prototype: { writeCommand?: WriteCommand } };
  };
  const prototype = Connection?.prototype;
  if (!hasWriteCommand(prototype))
    throw new Error('This MongoDB driver has no writeCommand. Check whether driver-workaround.ts is still needed.');
  return prototype;
}

function hasWriteCommand(
  prototype: { writeCommand?: WriteCommand } | undefined,
): prototype is { writeCommand: WriteCommand } {
  return typeof prototype?.writeCommand === 'function';
}
