/** Calls the routes with `fetch`: timeouts, typed errors, and retries of reads. */
import type { ErrorCode, RouteName, WireError } from '../src/protocol/index.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../src/protocol/version.ts';
import { pageOrigin } from './address.ts';
import type { CallOptions, FetchLike, RouteCall } from './calls.ts';
import { API_PREFIX, routeCalls } from './contract-table.generated.ts';
import { errorStatus } from './error-table.generated.ts';
import { MeshiError, networkError, timeoutError } from './errors.ts';
import type { Logger } from './log.ts';
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

interface HttpClientParts {
  url: string;
  sendsCookies: boolean;
  /** Default: the global `fetch`. */
  fetch: FetchLike | undefined;
  log: Logger;
}

export class HttpClient {
  readonly #url: string;
  readonly #credentials: RequestCredentials;
  readonly #fetch: FetchLike;
  readonly #log: Logger;

  constructor({ url, sendsCookies, fetch, log }: HttpClientParts) {
    this.#url = url;
    this.#credentials = sendsCookies ? 'include' : 'omit';
    // Looked up for each request: a page or a test may replace the global one later.
    this.#fetch = fetch ?? ((address, init) => globalThis.fetch(address, init));
    this.#log = log;
  }

  /**
   * Calls a route. A read is attempted up to three times while the server is `unavailable`. A write is attempted once: without
   * an answer, the client cannot know whether the server carried it out.
   * @throws MeshiError
   */
  async request(name: RouteName, input: UntypedInput, accessToken: string | null): Promise<unknown> {
    const attempts = routeCalls[name].method === 'get' ? READ_ATTEMPTS : 1;
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
    const route = routeCalls[name];
    const timeoutMs = input.timeoutMs ?? timeoutOf(route);
    const timeout = timeoutSignal(timeoutMs);
    const signal = input.signal ? anySignal([timeout, input.signal]) : timeout;
    const startedAt = Date.now();
    const log = (outcome: string | number, error: MeshiError | null) => {
      const message = `${name}: ${outcome} after ${Date.now() - startedAt} ms`;
      this.#log({ level: error ? 'warn' : 'debug', event: 'call', message, error });
    };
    try {
      const response = await this.#fetch(this.#url + API_PREFIX + pathOf(route, input), {
        method: route.method.toUpperCase(),
        headers: headersOf(route, input, accessToken),
        credentials: this.#credentials,
        signal,
        ...(input.body !== undefined && { body: bodyOf(route, input.body) }),
      });
      if (!response.ok) throw await errorOf(response);
      const answer = await answerOf(route, response);
      log(response.status, null);
      return answer;
    } catch (error) {
      const problem = this.#problemOf(error, name, { isAborted: input.signal?.aborted, timeout, timeoutMs });
      log(problem.reason ?? problem.code, problem);
      throw problem;
    }
  }

  #problemOf(
    error: unknown,
    name: RouteName,
    { isAborted, timeout, timeoutMs }: { isAborted: boolean | undefined; timeout: AbortSignal; timeoutMs: number },
  ): MeshiError {
    if (error instanceof MeshiError) return error;
    if (isAborted) return abortedError(name);
    if (timeout.aborted) return timeoutError(name, timeoutMs);
    const page = pageOrigin();
    if (page === '' || page === new URL(this.#url).origin) return networkError(error);
    // Browsers do not tell a page whether the server is down or does not allow its origin.
    const message = `The server cannot be reached, or ${this.#url} does not allow pages of the origin ${page}. Check the connection, and serve /api and /socket.io under the page's own origin.`;
    return new MeshiError('unavailable', message, { reason: 'network', cause: error });
  }
}

function pathOf(route: RouteCall, { params = {}, query = {} }: UntypedInput): string {
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])));
  const search = new URLSearchParams();
  // Numbers become text here; the schema on the server parses them back.
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(key, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

function headersOf(route: RouteCall, input: UntypedInput, accessToken: string | null): Record<string, string> {
  return {
    accept: 'application/json',
    [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
    ...(accessToken !== null && { authorization: `Bearer ${accessToken}` }),
    ...(input.body !== undefined && { 'content-type': contentTypeOf(route, input.body) }),
  };
}

function contentTypeOf(route: RouteCall, body: unknown): string {
  if (route.body !== 'image') return 'application/json';
  return (body instanceof Blob && body.type) || 'application/octet-stream';
}

function bodyOf(route: RouteCall, body: unknown): BodyInit {
  return route.body === 'image' ? (body as BodyInit) : JSON.stringify(body);
}

function timeoutOf({ body, answer }: RouteCall): number {
  if (answer === 'archive') return ARCHIVE_TIMEOUT_MS;
  return body === 'image' ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS;
}

async function answerOf(route: RouteCall, response: Response): Promise<unknown> {
  if (route.answer === 'none') return null;
  if (route.answer === 'image') return new Uint8Array(await response.arrayBuffer());
  if (route.answer === 'archive') return response.blob();
  return route.answer === 'calendar' ? response.text() : response.json();
}

async function errorOf(response: Response): Promise<MeshiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = (body as { error?: WireError } | null)?.error;
  if (error && error.code in errorStatus) return MeshiError.fromWire(error);
  // The answer comes from a proxy between client and server. 502 and 504 mean that the proxy cannot reach the server.
  return new MeshiError(codeOfStatus(response.status), `The server answered with status ${response.status}.`);
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 502 || status === 504) return 'unavailable';
  const known = (Object.keys(errorStatus) as ErrorCode[]).find((code) => errorStatus[code] === status);
  return known ?? (status >= 500 ? 'internal' : 'invalid_input');
}

function abortedError(name: string): MeshiError {
  return new MeshiError('unavailable', `The call of ${name} was aborted.`, { reason: 'aborted' });
}
