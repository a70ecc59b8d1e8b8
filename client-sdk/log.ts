/** What the client tells a logger of the integrator. It contains no tokens, and nothing of what people write. */
import type { MeshiError } from './errors.ts';

/** One line of the client's log. */
export interface LogEntry {
  /** `debug`: a call that succeeded. `info`: a state of the connection. `warn`: something failed. */
  readonly level: 'debug' | 'info' | 'warn';
  /** `call`: one attempt of a call. `connection`: a new state of the connection. */
  readonly event: 'call' | 'connection';
  /** In English, such as `topics.list: 200 after 12 ms`. */
  readonly message: string;
  /** Why it failed, or null. */
  readonly error: MeshiError | null;
}

/** Receives each line of the client's log, at once. What it throws becomes an uncaught error, and the client goes on. */
export type Logger = (entry: LogEntry) => void;

/** A logger whose own errors do not end what is logged. */
export function safeLogger(logger: Logger | undefined): Logger {
  if (!logger) return () => {};
  return (entry) => {
    try {
      logger(entry);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}
