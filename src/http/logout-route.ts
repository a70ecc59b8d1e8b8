/** Requests with which identity providers tell that somebody has signed out there: a form with a logout token, not part of the API. */
import type { ServerResponse } from 'node:http';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { toAppError } from '../database/database-errors.ts';
import { AppError, InvalidInputError } from '../kernel/errors.ts';
import { clientAddress, coarseAddress } from './client-address.ts';
import { fromExpress, toWireError } from './error-handler.ts';
import type { RouteParts } from './route.ts';

/** Where providers of organisations send logout tokens; shown to owners. */
export const LOGOUT_PATH = '/sign-on/:tenantId/back-channel-logout';

export interface LogoutReceiver {
  receive(tenantId: string, token: string, network: string): Promise<{ personId: string | null; sessions: number }>;
}

const readForm = express.urlencoded({ extended: false, limit: 65_536, parameterLimit: 20 });
const MAX_ID_CHARACTERS = 64;

export function logoutRoute(
  logouts: LogoutReceiver,
  { rateLimits, settings, security, log }: Pick<RouteParts, 'rateLimits' | 'settings' | 'security' | 'log'>,
): RequestHandler {
  return async (request, response) => {
    const address = clientAddress(request, settings.trustedProxies);
    const tenantId = String(request.params.tenantId ?? '').slice(0, MAX_ID_CHARACTERS);
    try {
      // Before a signature is checked: that costs time, and may ask the provider for its keys.
      await rateLimits.take('read', { personId: `logout:${address}`, address });
      const token = await tokenOf(request, response);
      const { personId, sessions } = await logouts.receive(tenantId, token, coarseAddress(address));
      if (personId !== null) {
        const facts = { targetId: personId, sessions };
        security.record({ event: 'signed_out_by_provider', actor: { tenantId }, facts, address });
      }
      answer(response, 200, null);
    } catch (thrown) {
      const error = fromExpress(toAppError(thrown));
      if (response.headersSent || response.destroyed) return void response.destroy();
      if (!(error instanceof AppError)) toWireError(thrown, log, { request: 'logout' });
      if (error instanceof AppError && error.code === 'limit_exceeded') return answer(response, 429, 'slow_down');
      const reason = error instanceof AppError ? (error.details?.reason ?? error.code) : 'internal';
      const facts = { request: 'logout' };
      security.record({ event: 'request_refused', outcome: 'refused', reason, actor: null, facts, address });
      answer(response, 400, 'invalid_request');
    }
  };
}

function tokenOf(request: Request, response: Response): Promise<string> {
  return new Promise((resolve, reject) => {
    readForm(request, response, (error?: unknown) => {
      const token: unknown = (request.body as Record<string, unknown> | undefined)?.logout_token;
      if (error !== undefined) reject(fromExpress(error));
      else if (typeof token === 'string' && token !== '') resolve(token);
      else reject(new InvalidInputError('Send a form with the field logout_token.'));
    });
  });
}

/** As section 2.8 of the specification asks for it. */
function answer(response: ServerResponse, status: number, error: string | null): void {
  const json = error === null ? '' : JSON.stringify({ error });
  response.writeHead(status, {
    'cache-control': 'no-store',
    ...(error !== null && { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': Buffer.byteLength(json),
  });
  response.end(json);
}
