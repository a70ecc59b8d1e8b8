/** Sends a push message to a push service: one POST to the endpoint from the browser. */
import { Agent, request } from 'node:https';
import { isPublicUrl, lookupPublic } from '../../kernel/public-address.ts';

export interface PushRequest {
  endpoint: string;
  headers: Readonly<Record<string, string | number>>;
  body: Buffer;
}

/** Replaceable, so that tests can stand in for push services. */
export interface PushTransport {
  /** Whether messages may be sent to this endpoint. */
  accepts(endpoint: URL): boolean;
  /** Resolves with the status code of the response; rejects if there is no response. */
  post(request: PushRequest): Promise<number>;
}

const TIMEOUT_MS = 5_000;

/**
 * Only sends to these hosts (`*.` means all subdomains), at addresses on the public internet. Follows no redirects and reads only the
 * status of a response.
 */
export function createPushTransport(hosts: readonly string[]): PushTransport {
  const agent = new Agent({ lookup: lookupPublic, keepAlive: false, maxSockets: 20 });
  const accepts = (url: URL) => isPublicUrl(url) && hosts.some((host) => isAt(url.hostname, host));
  return {
    accepts,
    post: ({ endpoint, headers, body }) =>
      new Promise((resolve, reject) => {
        const url = new URL(endpoint);
        if (!accepts(url)) throw new Error('The endpoint belongs to no push service of PUSH_HOSTS');
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        const sending = request(url, { method: 'POST', headers, agent, signal }, (response) => {
          resolve(response.statusCode ?? 0);
          response.destroy();
        });
        sending.on('error', reject);
        sending.end(body);
      }),
  };
}

function isAt(hostname: string, host: string): boolean {
  return host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host;
}
