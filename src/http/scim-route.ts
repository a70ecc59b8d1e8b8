/** Requests of directories (SCIM): read, counted, answered and logged like those of the API, in the format of SCIM. */
import type { ServerResponse } from 'node:http';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { toAppError } from '../database/database-errors.ts';
import { fromWire, ScimError, type ScimServer, toScimError } from '../directory/index.ts';
import { AppError } from '../kernel/errors.ts';
import { KEY_WARNING_HEADER } from '../protocol/keys.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { WireError } from '../protocol/wire.ts';
import { findKey } from './admit-key.ts';
import { clientAddress, coarseAddress } from './client-address.ts';
import { fromExpress, toWireError } from './error-handler.ts';
import type { RouteParts } from './route.ts';

const readJson = express.json({
  limit: wireLimits.scimBytes,
  type: ['application/json', 'application/scim+json'],
});

/** What a key must be allowed. */
const NEED = { kind: 'organisation', permission: 'organisation:manage_directory' } as const;

/** Handles everything below `/scim/v2`. */
export function scimRoute(
  scim: ScimServer,
  parts: Pick<RouteParts, 'apiKeys' | 'rateLimits' | 'settings' | 'security' | 'log'>,
): RequestHandler {
  const { rateLimits, settings, security, log } = parts;
  return async (request, response) => {
    const address = clientAddress(request, settings.trustedProxies);
    try {
      // Before the key is looked up, so that nobody makes the database work without end.
      await rateLimits.take('read', { personId: `scim:${address}`, address });
      const bearer = { text: keyOf(request), userAgent: request.headers['user-agent'] ?? '', address };
      const found = await findKey({ ...bearer, network: coarseAddress(address) }, NEED, parts);
      const { keyId, owner, isRehearsed, recheck } = found;
      if (isRehearsed) response.setHeader(KEY_WARNING_HEADER, 'rehearsal');
      const { status, body } = await scim.handle({
        method: request.method,
        path: request.path,
        query: queryOf(request),
        caller: { tenantId: owner.tenantId, keyId, recheck },
        body: () => bodyOf(request, response),
      });
      send(response, status, body);
    } catch (thrown) {
      const error = thrown instanceof ScimError ? thrown : fromExpress(toAppError(thrown));
      if (error instanceof AppError && error.code === 'unauthenticated') {
        const facts = { request: 'scim' };
        security.record({
          event: 'request_refused',
          outcome: 'refused',
          reason: 'token_invalid',
          actor: null,
          facts,
          address,
        });
      }
      fail(response, error, () => toWireError(thrown, log, { request: 'scim' }));
    }
  };
}

function keyOf({ headers }: Request): string {
  return /^bearer +(\S{1,128})$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** All that follows the first question mark: a value may have another one. */
function queryOf({ url }: Request): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at));
}

function bodyOf(request: Request, response: Response): Promise<unknown> {
  return new Promise((resolve, reject) => {
    readJson(request, response, (error?: unknown) => {
      if (error === undefined) resolve(request.body);
      else reject(fromExpress(error));
    });
  });
}

/** An unexpected error is logged, and the directory does not see its message. */
function fail(response: ServerResponse, error: unknown, logged: () => WireError): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof AppError && error.code === 'unauthenticated') response.setHeader('www-authenticate', 'Bearer');
  const retryAfterMs = error instanceof AppError ? error.details?.retryAfterMs : undefined;
  if (retryAfterMs !== undefined) response.setHeader('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  const shown = error instanceof ScimError ? error : fromWire(error instanceof AppError ? error.toWire() : logged());
  send(response, shown.status, toScimError(shown));
}

function send(response: ServerResponse, status: number, body: object | null): void {
  const json = body === null ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'cache-control': 'no-store',
    ...(body !== null && {
      'content-type': 'application/scim+json; charset=utf-8',
      'content-length': Buffer.byteLength(json),
    }),
  });
  response.end(json);
}
