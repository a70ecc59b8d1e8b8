/** From which address a request comes, for rate limits: shared by HTTP and sockets. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The caller's address. Behind `trustedProxies` proxies it is the entry that the outermost of them added to
 * `X-Forwarded-For`; what stands further left was written by the caller and is not believed. An IPv6 address is cut to
 * its first 64 bits, since one customer commonly has all of those.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return networkOf(direct);
  const header = request.headers['x-forwarded-for'];
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  // Counted before anything is left out: skipping an entry in an unknown form would move on to one that the caller wrote.
  const entry = forwarded.at(-trustedProxies) ?? forwarded[0] ?? '';
  return networkOf(addressIn(entry) ?? direct);
}

/** Some proxies add the port, and brackets or quotes round an IPv6 address. Null for anything that is no address. */
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
  // "::" stands for as many zeros as are missing; only those within the first four groups matter here.
  if (tail !== undefined) while (groups.length < 4) groups.push('0');
  return `${groups.slice(0, 4).join(':')}::/64`;
}
