/** Which pages may use the refresh cookie: Meshi's own. */
import type { IncomingMessage } from 'node:http';
import { ForbiddenError } from '../kernel/errors.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses a request that a page of another origin sends. Browsers tell the origin with every request that changes
 * something; other clients tell none, and carry no cookie that they did not mean to.
 * @throws ForbiddenError
 */
export function checkOrigin(request: IncomingMessage, publicUrl: string | null): void {
  const { origin, host } = request.headers;
  const isCrossSite = request.headers['sec-fetch-site'] === 'cross-site';
  if (isCrossSite || (origin !== undefined && !isOwn(origin, host, publicUrl))) {
    throw new ForbiddenError(
      'foreign_origin',
      'Cookies are accepted from pages of this server only. Open Meshi at its own address.',
    );
  }
}

/** Without a public URL, in development, also a page that another program on this machine serves. */
function isOwn(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (publicUrl !== null) return origin === new URL(publicUrl).origin;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.host === host || LOOPBACK.has(url.hostname);
}
