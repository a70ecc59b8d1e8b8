/** The client's IP address, for rate limits of HTTP and sockets. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;

/**
 * Returns the client's address. Behind `trustedProxies` proxies, it is the entry that the outermost of them added to
 * `X-Forwarded-For`. Entries further left may be forged by the client and are ignored. Of an IPv6 address only the first 64
 * bits are returned, because one customer usually has the whole network.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return networkOf(direct);
  const header = request.headers['x-forwarded-for'];
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  // Counts all entries, also invalid ones: skipping an invalid entry would select one that the client wrote.
  const entry = forwarded.at(-trustedProxies) ?? forwarded[0] ?? '';
  return networkOf(addressIn(entry) ?? direct);
}

/**
 * The network of an address of `clientAddress`, for the audit log: 24 bits of IPv4, 48 of IPv6. That tells where a request came
 * from, and not which household or device. Empty if it is unknown.
 */
export function coarseAddress(address: string): string {
  const [, ipv4] = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address) ?? [];
  if (ipv4) return `${ipv4}.0/24`;
  const [, ipv6] = /^([0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{1,4}):[0-9a-f]{1,4}::\/64$/i.exec(address) ?? [];
  return ipv6 ? `${ipv6.toLowerCase()}::/48` : '';
}

/** Whether a proxy says that it forwards the request. Anyone can send these headers. */
export function isForwarded({ headers }: IncomingMessage): boolean {
  return headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
}

/** Whether the request comes from this machine itself, and not through a proxy on it. */
export function isLocal(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  return LOOPBACK.test(address) && !isForwarded(request);
}

/** Some proxies add the port, and brackets or quotes around an IPv6 address. Null if the entry is not an address. */
function addressIn(entry: string): string | null {
  const text = entry.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text) ?? [];
  const address = bracketed ?? text.replace(/^([\d.]+):\d{1,5}$/, '$1');
  return isIP(address) === 0 ? null : address;
}

function networkOf(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length);
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head.split(':').filter(Boolean);
  // "::" means as many zero groups as are missing; only the first four groups matter here.
  if (tail !== undefined) while (groups.length < 4) groups.push('0');
  return `${groups.slice(0, 4).join(':')}::/64`;
}
