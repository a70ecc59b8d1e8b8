/** TURN servers for browsers whose network blocks direct connections, with credentials that expire. */
import { createHmac } from 'node:crypto';
import type { Secret } from '../../src/kernel/secret.ts';

const CREDENTIAL_S = 12 * 3_600;

export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

/** Time-limited credentials as coturn checks them with `use-auth-secret`. Empty if no TURN server is configured. */
export function iceServers({
  turnUrls,
  turnSecret,
  personId,
  now,
}: {
  turnUrls: readonly string[];
  turnSecret: Secret | null;
  personId: string;
  now: number;
}): IceServer[] {
  if (turnUrls.length === 0 || !turnSecret) return [];
  const username = `${Math.floor(now / 1_000) + CREDENTIAL_S}:${personId}`;
  const credential = createHmac('sha1', turnSecret.reveal()).update(username).digest('base64');
  return [{ urls: [...turnUrls], username, credential }];
}
