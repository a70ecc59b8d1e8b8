/**
 * Which addresses the server may be sent to by a URL that a client gave: never this machine or a network behind it, or a
 * stranger could have the server knock on doors that are closed to strangers (SSRF).
 */
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const closed = new BlockList();
// IANA's registries of special-purpose addresses: nothing that a push service could be at.
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  closed.addSubnet(network, bits, 'ipv4');
}
const open = new BlockList();
// Of IPv6 only global unicast, and of that not what wraps an IPv4 address or is for examples.
open.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  closed.addSubnet(network, bits, 'ipv6');
}

/** Whether this is the address of a machine on the open internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && open.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

/** Whether a URL may be asked at all: https on its usual port, with no password in it, and no address that is not public. */
export function isPublicUrl({ protocol, hostname, port, username, password }: URL): boolean {
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) > 0 ? isPublicAddress(host) : /\.[a-z][a-z0-9-]*$/i.test(host);
}

/**
 * Looks a name up for a connection, and fails where any of its addresses is not public. As it is the lookup of the
 * connection itself, a name cannot mean one machine when it is checked and another when it is used.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error || !first) return callback(error ?? new Error(`${hostname} has no address`), '');
    const hidden = addresses.find(({ address }) => !isPublicAddress(address));
    if (hidden) return callback(new Error('The name leads to an address that is not public'), '');
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
