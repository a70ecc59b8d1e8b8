/**
 * The errors that mean something to a caller. Each says what was expected and what to do. Everything else that is thrown
 * becomes `internal` at the edge, is logged once with its stack, and reaches no client.
 */
import type { ErrorCode, FieldProblem, WireError } from '../protocol/wire.ts';

export interface ErrorDetails {
  /** A stable word for the exact reason, such as `handle_taken`. */
  reason?: string;
  problems?: FieldProblem[];
  /** Milliseconds after which trying again makes sense. */
  retryAfterMs?: number;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }

  /** As it travels. */
  toWire(): WireError {
    return { code: this.code, message: this.message, ...(this.details && { details: this.details }) };
  }
}

export class InvalidInputError extends AppError {
  constructor(message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('invalid_input', message, details, options);
  }
}

export class UnauthenticatedError extends AppError {
  constructor(message = 'Sign in first', details?: ErrorDetails) {
    super('unauthenticated', message, details);
  }
}

export class ForbiddenError extends AppError {
  constructor(message: string, details?: ErrorDetails) {
    super('forbidden', message, details);
  }
}

/** Also thrown where one may not know that the thing exists: both look the same. */
export class NotFoundError extends AppError {
  constructor(message: string, details?: ErrorDetails) {
    super('not_found', message, details);
  }
}

export class ConflictError extends AppError {
  constructor(message: string, details?: ErrorDetails) {
    super('conflict', message, details);
  }
}

export class TooLargeError extends AppError {
  constructor(message: string, details?: ErrorDetails) {
    super('too_large', message, details);
  }
}

export class IncompatibleProtocolError extends AppError {
  constructor(reason: 'client_too_old' | 'server_too_old') {
    super(
      'incompatible_protocol',
      reason === 'client_too_old'
        ? 'This client is too old: reload or update it'
        : 'This server is older than the client',
      { reason },
    );
  }
}

export class LimitExceededError extends AppError {
  constructor(message: string, details: ErrorDetails & { retryAfterMs: number }) {
    super('limit_exceeded', message, details);
  }
}

export class UnavailableError extends AppError {
  constructor(message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('unavailable', message, details, options);
  }
}
