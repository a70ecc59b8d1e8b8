/** Only Meshi's own pages may use the refresh cookie. */
import type { IncomingMessage } from 'node:http';
import { ForbiddenError } from '../kernel/errors.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Rejects requests from pages of another origin. Browsers send the origin with every request that changes something. Other
 * clients do not send it, but they also send no cookies without intention.
 * @throws ForbiddenError
 */
export function checkOrigin(request: IncomingMessage, publicUrl: string | null): void {
  const { origin, host } = request.headers;
  const isCrossSite = request.headers['sec-fetch-site'] === 'cross-site';
  if (isCrossSite || (origin !== undefined && !isOwn(origin, host, publicUrl))) {
    throw new ForbiddenError(
      'foreign_origin',
      'Cookies are only accepted from pages of this server. Open Meshi at its own address.',
    );
  }
}

/** Without a public URL (in development), pages of other servers on this machine are allowed too. */
function isOwn(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (publicUrl !== null) return origin === new URL(publicUrl).origin;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.host === host || LOOPBACK.has(url.hostname);
}
