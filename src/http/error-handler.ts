/** Turns whatever was thrown into the error that travels. What is no `AppError` is logged once and reaches no client. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { toAppError } from '../database/database-errors.ts';
import { AppError, InvalidInputError, NotFoundError, type Sentence, TooLargeError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { ERROR_STATUS, type WireError } from '../protocol/wire.ts';
import { sendJson } from './send.ts';

/**
 * The error as it travels. Anything unexpected is logged here, with `facts` and an `errorId` by which it is found again.
 * Used by HTTP and by sockets.
 */
export function toWireError(thrown: unknown, log: Log, facts: object): WireError {
  const error = toAppError(thrown);
  if (error instanceof AppError) {
    if (error.code === 'unavailable') log.warn({ ...facts, err: error }, 'a request could not be served now');
    return error.toWire();
  }
  const errorId = randomUUID();
  log.error({ ...facts, err: error, errorId }, 'a request failed unexpectedly');
  return {
    code: 'internal',
    message: 'Something went wrong on the server. Try again, and quote the errorId if it happens again.',
    errorId,
  };
}

/** Answers a request with an error. */
export function sendError(response: ServerResponse, wire: WireError): void {
  if (response.headersSent || response.destroyed) {
    // Nothing more can be said to this client; a cut answer is recognised as such by its length.
    response.destroy();
    return;
  }
  const retryAfterMs = wire.details?.retryAfterMs;
  if (retryAfterMs !== undefined) response.setHeader('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  if (wire.code === 'unauthenticated') response.setHeader('www-authenticate', 'Bearer');
  sendJson(response, ERROR_STATUS[wire.code], JSON.stringify({ error: wire }));
}

/** The last two links of Express: no route fitted, and errors from outside `route()`. */
export function errorHandlers(log: Log) {
  return [
    (_request: Request, _response: Response) => {
      throw nothingHere();
    },
    // Express knows an error handler by its four parameters.
    (error: unknown, request: Request, response: Response, _next: NextFunction) => {
      sendError(response, toWireError(fromExpress(error), log, { method: request.method }));
    },
  ] as const;
}

/** Express, its body parsers and its file server mark the caller's mistakes by a status. */
export function fromExpress(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('status' in error)) return error;
  const status = Number(error.status);
  if (status === 413) return new TooLargeError('The body is larger than this route accepts. Send less.');
  if (status === 404) return nothingHere();
  if (status >= 400 && status < 500) return new InvalidInputError(messageOf(error), { cause: error });
  return error;
}

export function nothingHere(): NotFoundError {
  return new NotFoundError('There is nothing at this address. Check the path and the method.');
}

function messageOf(error: Error & { type?: unknown }): Sentence {
  switch (error.type) {
    case 'entity.parse.failed':
      return 'body: expected well-formed JSON.';
    case 'encoding.unsupported':
      return 'body: expected no compression, or gzip, deflate or br.';
    case 'charset.unsupported':
      return 'body: expected UTF-8.';
    case 'request.aborted':
      return 'The body ended early. Send it again.';
    default:
      return 'The request is malformed. Check it and send it again.';
  }
}
