/**
 * Requests to identity providers. Their addresses come from the owners of organisations and from the providers themselves, so in
 * production only public addresses are called (see `public-address.ts`), and hosts that the operator has named.
 */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { CustomFetch, CustomFetchOptions } from 'openid-client';
import { isPublicUrl, lookupPublic } from '../../kernel/public-address.ts';

export interface ProviderNetwork {
  /** Outside of production, any address may be called, also by http. */
  isOpen: boolean;
  /** For providers of the operator, who has chosen the address: it need not be public. */
  isOperators?: boolean;
  /** Hosts in the network of the operator that may be called, such as `login.intranet.example:8443`. */
  internalHosts: readonly string[];
  limits: { providerRequestMs: number; providerAnswerBytes: number };
}

/** Whether providers may be at this address. The connection also checks to which address a name resolves. */
export function acceptsProvider(url: URL, { isOpen, isOperators, internalHosts }: ProviderNetwork): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (isOpen) return url.protocol === 'https:' || url.protocol === 'http:';
  if (isOperators) return url.protocol === 'https:';
  return isPublicUrl(url) || isInternal(url, internalHosts);
}

function isInternal(url: URL, internalHosts: readonly string[]): boolean {
  return url.protocol === 'https:' && internalHosts.includes(url.host);
}

/** A `fetch` for `openid-client`. It follows no redirects, and reads an answer of limited size in limited time. */
export function createProviderFetch(network: ProviderNetwork): CustomFetch {
  return (address, options) => {
    const url = new URL(address);
    if (!acceptsProvider(url, network)) throw new Error('The address is not one at which providers may be');
    const isChecked = !network.isOpen && !network.isOperators && !isInternal(url, network.internalHosts);
    return send(url, options, isChecked, network.limits);
  };
}

function send(
  url: URL,
  { method, headers, body }: CustomFetchOptions,
  isChecked: boolean,
  { providerRequestMs, providerAnswerBytes }: ProviderNetwork['limits'],
): Promise<Response> {
  return new Promise((resolve, reject) => {
    // For the whole request: also an answer that comes slowly ends.
    const signal = AbortSignal.timeout(providerRequestMs);
    const start = url.protocol === 'https:' ? requestHttps : requestHttp;
    const isName = isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0;
    const lookup = isChecked && isName ? { lookup: lookupPublic } : {};
    const sending = start(url, { method, headers, agent: false, signal, ...lookup }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > providerAnswerBytes) response.destroy(new Error('The answer of the provider is too large'));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => resolve(toResponse(response.statusCode ?? 502, response.headers, chunks)));
    });
    sending.on('error', reject);
    sending.end(bodyOf(body));
  });
}

function toResponse(status: number, received: NodeJS.Dict<string | string[]>, chunks: Buffer[]): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one);
  }
  const isEmpty = status === 204 || status === 304;
  return new Response(isEmpty ? null : Buffer.concat(chunks), { status, headers });
}

function bodyOf(body: CustomFetchOptions['body']): string | Uint8Array | undefined {
  if (body instanceof URLSearchParams) return body.toString();
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body === null || body === undefined) return undefined;
  throw new Error('This kind of body is not sent to providers');
}
