/** Requests of a program that has a key. */
import type { RouteName } from '../../src/protocol/index.ts';
import { API_PREFIX, type RouteDefinition, routes } from '../../src/protocol/index.ts';
import { KEY_WARNING_HEADER } from '../../src/protocol/keys.ts';

/** `served`, `warned`, or the code and reason of the refusal. */
export type KeyAnswer = string;

interface Asked {
  route?: RouteName;
  userAgent?: string;
  query?: string;
  params?: Readonly<Record<string, string>>;
}

/** Sends a request of this route with the key. */
export async function askWithKey(app: { url: string }, text: string, asked: Asked = {}): Promise<KeyAnswer> {
  const { route = 'server.state', userAgent = 'test-program/3.1 (some machine)', query = '', params = {} } = asked;
  const { method, path, body }: RouteDefinition = routes[route];
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? 'unknown');
  const response = await fetch(`${app.url}${API_PREFIX}${filled}${query}`, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${text}`, 'user-agent': userAgent, 'content-type': 'application/json' },
    ...(body && { body: '{}' }),
  });
  const answer = (await response.json().catch(() => null)) as {
    error?: { code: string; details?: { reason?: string } };
  };
  if (response.ok) return response.headers.get(KEY_WARNING_HEADER) === 'rehearsal' ? 'warned' : 'served';
  const { code = '', details } = answer.error ?? {};
  return details?.reason ? `${code}/${details.reason}` : code;
}
