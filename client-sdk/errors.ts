/** The one error that the SDK throws, and how anything else becomes one. */
import type { ErrorCode, FieldProblem, WireError } from '../src/protocol/index.ts';

/** What an error may tell beside its code. */
export interface MeshiErrorDetails {
  /** A stable word for the exact reason, such as `handle_taken`. */
  reason?: string;
  /** With `invalid_input`: each field at fault, such as `{ path: 'body.title', expected: '…' }`. */
  problems?: FieldProblem[];
  /** With `limit_exceeded` and `unavailable`: milliseconds after which trying again makes sense. */
  retryAfterMs?: number;
}

/**
 * Everything that the SDK throws or rejects with.
 *
 * `code` is one of the protocol's codes. `unavailable` also stands for "the server cannot be reached" and "no answer in
 * time" (`details.reason` is then `network` or `timeout`), and `unauthenticated` for "not signed in".
 */
export class MeshiError extends Error {
  readonly code: ErrorCode;
  readonly details: MeshiErrorDetails;
  /** With `internal`: the id under which the server's log has the cause. */
  readonly errorId: string | null;

  constructor(code: ErrorCode, message: string, options: MeshiErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MeshiError';
    this.code = code;
    this.details = options.details ?? {};
    this.errorId = options.errorId ?? null;
  }

  /** Whether the same call may succeed later without anyone changing anything. */
  get isTemporary(): boolean {
    return this.code === 'unavailable' || this.code === 'limit_exceeded' || this.code === 'internal';
  }

  static fromWire(error: WireError): MeshiError {
    return new MeshiError(error.code, error.message, {
      ...(error.details && { details: withoutUndefined(error.details) }),
      ...(error.errorId !== undefined && { errorId: error.errorId }),
    });
  }

  /** Wraps what is no MeshiError as `unavailable`: what a browser or a socket throws means that nothing was reached. */
  static from(error: unknown): MeshiError {
    if (error instanceof MeshiError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new MeshiError('unavailable', message, { details: { reason: 'network' }, cause: error });
  }
}

interface MeshiErrorOptions {
  details?: MeshiErrorDetails;
  errorId?: string;
  cause?: unknown;
}

/** The answer did not come in time; whether the request was carried out is not known. */
export function timeoutError(what: string, timeoutMs: number): MeshiError {
  return new MeshiError('unavailable', `No answer to ${what} within ${timeoutMs} ms`, {
    details: { reason: 'timeout' },
  });
}

/** The server was not reached. */
export function networkError(cause: unknown): MeshiError {
  return new MeshiError('unavailable', 'The server cannot be reached', { details: { reason: 'network' }, cause });
}

export function notSignedInError(): MeshiError {
  return new MeshiError('unauthenticated', 'Sign in first', { details: { reason: 'signed_out' } });
}

function withoutUndefined(details: NonNullable<WireError['details']>): MeshiErrorDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
