/** TURN servers for browsers whose network blocks direct connections, with credentials that expire. */
import { createHmac } from 'node:crypto';

const CREDENTIAL_S = 12 * 3_600;

export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

/** Time-limited credentials as coturn checks them with `use-auth-secret`. Empty if there is no secret. */
export function iceServers({
  turnUrls,
  secret,
  personId,
  now,
}: {
  turnUrls: readonly string[];
  secret: string | null;
  personId: string;
  now: number;
}): IceServer[] {
  if (!secret) return [];
  const username = `${Math.floor(now / 1_000) + CREDENTIAL_S}:${personId}`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return [{ urls: [...turnUrls], username, credential }];
}
