/** Converts thrown values to wire errors. Unexpected errors are logged once, and clients do not see their messages. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { toAppError } from '../database/database-errors.ts';
import { AppError, InvalidInputError, NotFoundError, type Sentence, TooLargeError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { ERROR_STATUS, type WireError } from '../protocol/wire.ts';
import { sendJson } from './send.ts';

/**
 * Returns the wire form of an error. Logs unexpected errors with `facts` and an `errorId`, which the client receives too. Used
 * for HTTP and sockets.
 */
export function toWireError(thrown: unknown, log: Log, facts: object): WireError {
  const error = toAppError(thrown);
  if (error instanceof AppError) {
    if (error.code === 'unavailable')
      log.warn({ ...facts, err: error }, 'a request failed because a part of the server is unavailable');
    return error.toWire();
  }
  const errorId = randomUUID();
  log.error({ ...facts, err: error, errorId }, 'a request failed unexpectedly');
  return {
    code: 'internal',
    message: 'Something went wrong on the server. Try again. If it happens again, report the errorId.',
    errorId,
  };
}

export function sendError(response: ServerResponse, wire: WireError): void {
  if (response.headersSent || response.destroyed) {
    // The error can no longer be sent. The client detects the incomplete answer by its length.
    response.destroy();
    return;
  }
  const retryAfterMs = wire.details?.retryAfterMs;
  if (retryAfterMs !== undefined) response.setHeader('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  if (wire.code === 'unauthenticated') response.setHeader('www-authenticate', 'Bearer');
  sendJson(response, ERROR_STATUS[wire.code], JSON.stringify({ error: wire }));
}

/** The last two handlers of Express: for requests without a matching route, and for errors outside of `route()`. */
export function errorHandlers(log: Log) {
  return [
    (_request: Request, _response: Response) => {
      throw nothingHere();
    },
    // Express recognises an error handler by its four parameters.
    (error: unknown, request: Request, response: Response, _next: NextFunction) => {
      sendError(response, toWireError(fromExpress(error), log, { method: request.method }));
    },
  ] as const;
}

/** Converts errors of Express, its body parsers and its file server. They mark the client's mistakes with a status. */
export function fromExpress(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('status' in error)) return error;
  const status = Number(error.status);
  if (status === 413) return new TooLargeError('The body is larger than this route accepts. Send less data.');
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
      return 'The body is incomplete. Send it again.';
    default:
      return 'The request is malformed. Check it and send it again.';
  }
}
