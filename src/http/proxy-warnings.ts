/** Warns if a proxy stands in front of Meshi and `TRUSTED_PROXIES` does not say so: then all its clients share one rate limit. */
import type { IncomingMessage, Server } from 'node:http';
import type { Config } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import { isForwarded } from './client-address.ts';

const NOT_BELIEVED =
  'a request was forwarded by a proxy, but TRUSTED_PROXIES is 0: all clients of that proxy share one rate limit; set TRUSTED_PROXIES to the number of proxies';

/** Warns once, at the first forwarded request. In production the risk `unknown-proxy` says it at the start. */
export function warnOfUnknownProxies(server: Server, { trustedProxies }: Config['http'], log: Log): void {
  if (trustedProxies > 0) return;
  let hasWarned = false;
  // Not removed after the warning: Socket.IO keeps the listeners that were there before its own.
  server.on('request', (request: IncomingMessage) => {
    if (hasWarned || !isForwarded(request)) return;
    hasWarned = true;
    log.warn(NOT_BELIEVED);
  });
}
