/** Addresses of servers, which may be under a path such as `https://example.com/meshi`. */
import { MeshiError } from './errors.ts';

/** The address without query and without a slash at the end. @throws MeshiError `invalid_input` with the reason `url` */
export function readServerUrl(url: string): string {
  const parsed = parseUrl(url);
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') {
    return (parsed.origin + parsed.pathname).replace(/\/+$/, '');
  }
  throw new MeshiError(
    'invalid_input',
    `"${url}" is not the address of a server. Use one such as https://meshi.example.`,
    {
      reason: 'url',
      details: { problems: [{ path: 'url', expected: 'an address with http or https' }] },
    },
  );
}

/** The origin of this page; empty outside pages. */
export function pageOrigin(): string {
  const { location } = globalThis as { location?: { origin?: string } };
  const origin = location?.origin;
  return origin && origin !== 'null' ? origin : '';
}

/** What Socket.IO calls the server: a path in its URL would be a namespace, so the path of the server is an option. */
export function socketAddress(url: string, namespace = ''): { url: string; path: string } {
  const { origin, pathname } = new URL(url);
  return { url: origin + namespace, path: `${pathname.replace(/\/+$/, '')}/socket.io` };
}

function parseUrl(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    // Not an absolute address.
    return null;
  }
}
