/** Calls the routes with `fetch`: timeouts, typed errors, and retries of reads. */
import {
  API_PREFIX,
  ERROR_STATUS,
  type ErrorCode,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  type RouteDefinition,
  type RouteName,
  routes,
  type WireError,
} from '../src/protocol/index.ts';
import type { CallOptions } from './calls.ts';
import { MeshiError, networkError, timeoutError } from './errors.ts';
import { anySignal, timeoutSignal } from './platform.ts';
import { delay, retryDelayMs } from './timers.ts';

const TIMEOUT_MS = 15_000;
const UPLOAD_TIMEOUT_MS = 60_000;
/** An archive may be large, and a phone slow. */
const ARCHIVE_TIMEOUT_MS = 30 * 60_000;
const READ_ATTEMPTS = 3;

/** The input of a call. `Call` and `Method` give callers the types of each route. */
export interface UntypedInput extends CallOptions {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

export class HttpClient {
  readonly #url: string;
  readonly #credentials: RequestCredentials;

  constructor({ url, sendsCookies }: { url: string; sendsCookies: boolean }) {
    this.#url = url;
    this.#credentials = sendsCookies ? 'include' : 'omit';
  }

  /**
   * Calls a route. A read is attempted up to three times while the server is `unavailable`. A write is attempted once: without
   * an answer, the client cannot know whether the server carried it out.
   * @throws MeshiError
   */
  async request(name: RouteName, input: UntypedInput, accessToken: string | null): Promise<unknown> {
    const attempts = routes[name].method === 'get' ? READ_ATTEMPTS : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(name, input, accessToken);
      } catch (error) {
        const problem = MeshiError.from(error);
        if (problem.code !== 'unavailable' || !problem.isTemporary || attempt >= attempts || input.signal?.aborted)
          throw problem;
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0), input.signal);
      }
    }
  }

  async #attempt(name: RouteName, input: UntypedInput, accessToken: string | null): Promise<unknown> {
    const route: RouteDefinition = routes[name];
    const timeoutMs = input.timeoutMs ?? timeoutOf(route);
    const timeout = timeoutSignal(timeoutMs);
    const signal = input.signal ? anySignal([timeout, input.signal]) : timeout;
    try {
      const response = await fetch(this.#url + API_PREFIX + pathOf(route, input), {
        method: route.method.toUpperCase(),
        headers: headersOf(route, input, accessToken),
        credentials: this.#credentials,
        signal,
        ...(input.body !== undefined && { body: bodyOf(route, input.body) }),
      });
      if (!response.ok) throw await errorOf(response);
      return await answerOf(route, response);
    } catch (error) {
      if (error instanceof MeshiError) throw error;
      if (input.signal?.aborted) throw abortedError(name);
      if (timeout.aborted) throw timeoutError(name, timeoutMs);
      throw networkError(error);
    }
  }
}

function pathOf(route: RouteDefinition, { params = {}, query = {} }: UntypedInput): string {
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])));
  const search = new URLSearchParams();
  // Numbers become text here; the schema on the server parses them back.
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(key, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

function headersOf(route: RouteDefinition, input: UntypedInput, accessToken: string | null): Record<string, string> {
  return {
    accept: 'application/json',
    [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
    ...(accessToken !== null && { authorization: `Bearer ${accessToken}` }),
    ...(input.body !== undefined && { 'content-type': contentTypeOf(route, input.body) }),
  };
}

function contentTypeOf(route: RouteDefinition, body: unknown): string {
  if (route.body !== 'image') return 'application/json';
  return (body instanceof Blob && body.type) || 'application/octet-stream';
}

function bodyOf(route: RouteDefinition, body: unknown): BodyInit {
  return route.body === 'image' ? (body as BodyInit) : JSON.stringify(body);
}

function timeoutOf({ body, output }: RouteDefinition): number {
  if (output === 'archive') return ARCHIVE_TIMEOUT_MS;
  return body === 'image' ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS;
}

async function answerOf(route: RouteDefinition, response: Response): Promise<unknown> {
  if (route.output === null) return null;
  if (route.output === 'image') return new Uint8Array(await response.arrayBuffer());
  if (route.output === 'archive') return response.blob();
  return route.output === 'calendar' ? response.text() : response.json();
}

async function errorOf(response: Response): Promise<MeshiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = (body as { error?: WireError } | null)?.error;
  if (error && error.code in ERROR_STATUS) return MeshiError.fromWire(error);
  // The answer comes from a proxy between client and server. 502 and 504 mean that the proxy cannot reach the server.
  return new MeshiError(codeOfStatus(response.status), `The server answered with status ${response.status}.`);
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 502 || status === 504) return 'unavailable';
  const known = (Object.keys(ERROR_STATUS) as ErrorCode[]).find((code) => ERROR_STATUS[code] === status);
  return known ?? (status >= 500 ? 'internal' : 'invalid_input');
}

function abortedError(name: string): MeshiError {
  return new MeshiError('unavailable', `The call of ${name} was aborted.`, { reason: 'aborted' });
}
