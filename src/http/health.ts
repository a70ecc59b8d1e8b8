/** Whether the process lives, and whether it can serve: for load balancers and people. */
import type { RequestHandler } from 'express';
import { sendJson } from './send.ts';

export interface Readiness {
  isReady: boolean;
  /** One entry a part, such as `database` and `media`; shown as JSON. */
  parts: Record<string, unknown>;
}

/** `/healthz`: this process answers. */
export const healthz: RequestHandler = (_request, response) => {
  sendJson(response, 200, JSON.stringify({ status: 'alive' }));
};

/** `/readyz`: 200 when every part can serve, otherwise 503; the state of each as JSON. */
export function readyz(readiness: () => Readiness): RequestHandler {
  return (_request, response) => {
    const { isReady, parts } = readiness();
    sendJson(response, isReady ? 200 : 503, JSON.stringify({ status: isReady ? 'ready' : 'not_ready', ...parts }));
  };
}
