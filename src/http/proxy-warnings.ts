/** Warns if a proxy stands in front of Meshi and `TRUSTED_PROXIES` does not say so: then all its clients share one rate limit. */
import type { IncomingMessage, Server } from 'node:http';
import type { Config } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import { isForwarded } from './client-address.ts';

const HTTPS_NEEDS_PROXY =
  'PUBLIC_URL is https and TRUSTED_PROXIES is 0: whatever ends TLS in front of Meshi counts as one client, so all people share one rate limit; set TRUSTED_PROXIES to the number of proxies';
const NOT_BELIEVED =
  'a request was forwarded by a proxy, but TRUSTED_PROXIES is 0: all clients of that proxy share one rate limit; set TRUSTED_PROXIES to the number of proxies';

/** Warns at the start, and once at the first forwarded request. */
export function warnOfUnknownProxies(server: Server, { publicUrl, trustedProxies }: Config['http'], log: Log): void {
  if (trustedProxies > 0) return;
  if (publicUrl?.startsWith('https:')) log.warn(HTTPS_NEEDS_PROXY);
  let hasWarned = false;
  // Not removed after the warning: Socket.IO keeps the listeners that were there before its own.
  server.on('request', (request: IncomingMessage) => {
    if (hasWarned || !isForwarded(request)) return;
    hasWarned = true;
    log.warn(NOT_BELIEVED);
  });
}
