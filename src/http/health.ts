/** Health checks for load balancers and operators. */
import type { RequestHandler } from 'express';
import { isLocal } from './client-address.ts';
import { sendJson } from './send.ts';

export interface Readiness {
  isReady: boolean;
  /** One entry per part, such as `database` and `media`; shown as JSON. */
  parts: Record<string, unknown>;
}

/** `/healthz`: always 200, to show that the process answers. */
export const healthz: RequestHandler = (_request, response) => {
  sendJson(response, 200, JSON.stringify({ status: 'alive' }));
};

/**
 * `/readyz`: 200 if all parts can serve, otherwise 503. In production, only requests from this machine get the state of each
 * part, as JSON: it tells an attacker what the server consists of.
 */
export function readyz(readiness: () => Readiness, { showsParts }: { showsParts: boolean }): RequestHandler {
  return (request, response) => {
    const { isReady, parts } = readiness();
    const shown = showsParts || isLocal(request) ? parts : {};
    sendJson(response, isReady ? 200 : 503, JSON.stringify({ status: isReady ? 'ready' : 'not_ready', ...shown }));
  };
}
