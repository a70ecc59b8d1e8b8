/** Health checks for load balancers and operators. */
import type { RequestHandler } from 'express';
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

/** `/readyz`: 200 if all parts can serve, otherwise 503; with the state of each part as JSON. */
export function readyz(readiness: () => Readiness): RequestHandler {
  return (_request, response) => {
    const { isReady, parts } = readiness();
    sendJson(response, isReady ? 200 : 503, JSON.stringify({ status: isReady ? 'ready' : 'not_ready', ...parts }));
  };
}
