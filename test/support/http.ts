/** Plain requests to the API, for tests that look at statuses and headers or send what no client of ours would. */
import type { WireError } from '../../src/protocol/wire.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; null where there is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back.
  json: any;
  text: string;
  /** What went wrong, on an error. */
  error: WireError | undefined;
}

export interface RequestOptions {
  method?: string;
  token?: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: BodyInit;
  headers?: Record<string, string>;
}

/** Sends one request; `path` is below `/api/v1` unless it begins with the host. */
export async function request(app: { url: string }, path: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', token, json, body, headers } = options;
  const response = await fetch(`${app.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json !== undefined ? { body: JSON.stringify(json) } : body !== undefined && { body }),
  });
  return answerOf(response);
}

/** The status, headers and content of a response. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, json, error: json?.error };
}

/** The value that a `set-cookie` header gives the cookie; undefined where it sets none of this name. */
export function cookieOf(answer: Answer, name: string): string | undefined {
  const line = answer.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
  return line && decodeURIComponent(line.slice(name.length + 1).split(';')[0] ?? '');
}
