/**
 * Protocol versions. Clients send their version in the socket handshake (`auth.protocol`) and in the HTTP header
 * `x-meshi-protocol`. Without the header, the current version is assumed.
 */

/** The protocol version of this code. */
export const PROTOCOL_VERSION = 1;

/** The versions that this server supports, both inclusive. */
export const SERVED_PROTOCOLS = { min: 1, max: 1 } as const;

export const PROTOCOL_HEADER = 'x-meshi-protocol';

/** Checks whether a client with this version can be served; if not, says whether client or server is too old. */
export function checkProtocol(version: unknown): 'ok' | 'client_too_old' | 'server_too_old' {
  const number = typeof version === 'string' ? Number(version) : version;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < SERVED_PROTOCOLS.min) return 'client_too_old';
  return number > SERVED_PROTOCOLS.max ? 'server_too_old' : 'ok';
}
