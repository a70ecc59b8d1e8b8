/** Reads the body of a request. The size is limited before and after decompression. */
import express, { type Request, type RequestHandler, type Response } from 'express';
import { InvalidInputError } from '../kernel/errors.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { RouteDefinition } from '../protocol/routes.ts';
import { fromExpress } from './error-handler.ts';

const readJson = express.json({ limit: wireLimits.frameBytes, strict: false, type: 'application/json' });
// The format of a picture is detected from its bytes, so any content type is accepted.
const readBytes = express.raw({ limit: wireLimits.avatarBytes, inflate: false, type: () => true });

/**
 * Returns the parsed JSON or the bytes; undefined if there is no body.
 * @throws TooLargeError, InvalidInputError
 */
export async function readBody(
  request: Request,
  response: Response,
  kind: NonNullable<RouteDefinition['body']>,
): Promise<unknown> {
  await run(kind === 'image' ? readBytes : readJson, request, response);
  const body: unknown = request.body;
  if (kind === 'image') {
    if (Buffer.isBuffer(body) && body.length > 0) return body;
    throw new InvalidInputError('body: expected the bytes of a picture.');
  }
  if (body === undefined && hasBody(request)) {
    throw new InvalidInputError('The body is not JSON. Send JSON with the header "content-type: application/json".');
  }
  return body;
}

function run(parser: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parser(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(fromExpress(error))));
  });
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
