/** Only Meshi's own pages may use the refresh cookie. */
import type { IncomingMessage } from 'node:http';
import { ForbiddenError } from '../kernel/errors.ts';

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

/**
 * Rejects socket connections from pages of another origin. A process with its own `nodeUrl` also accepts Meshi's pages, which
 * have the origin of `publicUrl`: their connections for voice are cross-site for a browser. Sockets use no cookies.
 * @throws ForbiddenError
 */
export function checkSocketOrigin(request: IncomingMessage, { publicUrl, nodeUrl }: PageAddresses): void {
  const origin = nodePageOrigin({ publicUrl, nodeUrl });
  if (origin === null || request.headers.origin !== origin) checkOrigin(request, publicUrl);
}

export interface PageAddresses {
  publicUrl: string | null;
  nodeUrl: string | null;
}

/** The origin of the pages that connect to a process at its `nodeUrl`; null if the process has no such address. */
export function nodePageOrigin({ publicUrl, nodeUrl }: PageAddresses): string | null {
  return publicUrl !== null && nodeUrl !== null ? new URL(publicUrl).origin : null;
}

/**
 * Without a public URL (in development), the page was loaded under the address that the request names: `localhost`, or the one of
 * this machine in its network. Pages of other servers on this machine are foreign: some of them run code of others.
 */
function isOwn(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (publicUrl !== null) return origin === new URL(publicUrl).origin;
  return URL.canParse(origin) && new URL(origin).host === host;
}
