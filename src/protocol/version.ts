/**
 * Which protocol versions this code speaks. The client sends its version in the socket handshake (`auth.protocol`) and
 * in the HTTP header `x-meshi-protocol`; without the header the current version is assumed.
 */

/** The version that this code speaks. */
export const PROTOCOL_VERSION = 1;

/** The versions a server of this code serves, both ends included. */
export const SERVED_PROTOCOLS = { min: 1, max: 1 } as const;

export const PROTOCOL_HEADER = 'x-meshi-protocol';

/** Says whether a client of `version` can be served, and who must be updated where not. */
export function checkProtocol(version: unknown): 'ok' | 'client_too_old' | 'server_too_old' {
  const number = typeof version === 'string' ? Number(version) : version;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < SERVED_PROTOCOLS.min) return 'client_too_old';
  return number > SERVED_PROTOCOLS.max ? 'server_too_old' : 'ok';
}
