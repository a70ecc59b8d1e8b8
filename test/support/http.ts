/** Plain HTTP requests to the API, for tests that check statuses and headers, or send what the SDK would never send. */
import type { WireError } from '../../src/protocol/wire.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; null if the answer is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read fields of every kind of answer.
  json: any;
  text: string;
  /** The error of a failed request. */
  error: WireError | undefined;
}

export interface RequestOptions {
  method?: string;
  token?: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent unchanged. */
  body?: BodyInit;
  headers?: Record<string, string>;
}

/** Sends one request. `path` is relative to `/api/v1`. */
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

/** The value of a cookie that the answer sets; undefined if it does not set this cookie. */
export function cookieOf(answer: Answer, name: string): string | undefined {
  const line = answer.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
  return line && decodeURIComponent(line.slice(name.length + 1).split(';')[0] ?? '');
}
