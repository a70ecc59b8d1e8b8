/** Asking over HTTP and sockets for what may be someone else's, and what the answers say apart from the question. */
import { expect } from 'chai';
import { z } from 'zod';
import { API_PREFIX, type RouteDefinition } from '../../src/protocol/index.ts';
import { Refusal } from '../support/people.ts';
import type { Ids } from './rights-world.ts';

/** An answer, success or not, as text without the ids that the question named. */
export type Answer = { status: string; text: string };

/** Calls a route with these ids in the path. */
export async function askRoute(
  app: { url: string },
  token: string,
  route: RouteDefinition,
  { ids = {}, query = {}, body }: { ids?: Ids; query?: object; body?: unknown },
): Promise<Answer> {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => String(ids[name]));
  const url = new URL(`${API_PREFIX}${path}`, app.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const isJson = body !== undefined && !(body instanceof Uint8Array);
  const response = await fetch(url, {
    method: route.method.toUpperCase(),
    headers: { authorization: `Bearer ${token}`, ...(isJson && { 'content-type': 'application/json' }) },
    ...(isJson && { body: JSON.stringify(body) }),
    ...(body instanceof Uint8Array && { body: new Uint8Array(body) }),
  });
  return { status: String(response.status), text: withoutIds(await response.text(), { ...ids, ...query } as Ids) };
}

export function expectWithout(text: string, words: readonly string[], what: string): void {
  const found = words.filter((word) => text.includes(word));
  expect(found, `${what}: ${text.slice(0, 2_000)}`).to.deep.equal([]);
}

export async function askSocket(
  line: { ask(name: never, input: never): Promise<unknown> },
  name: string,
  input: unknown,
  ids: Ids,
): Promise<Answer> {
  try {
    const data = await line.ask(name as never, input as never);
    return { status: 'ok', text: withoutIds(JSON.stringify(data), ids) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.error.code, text: withoutIds(JSON.stringify(error.error), ids) };
  }
}

/** Ids that the question named stand in the answer as the names of their fields: an echo is no news. */
export function withoutIds(text: string, ids: Ids): string {
  const named = Object.entries(ids).flatMap(([name, id]) => [id].flat().map((one) => [name, String(one)] as const));
  return named.reduce((rest, [name, id]) => (id ? rest.replaceAll(id, `<${name}>`) : rest), text);
}

/** Names of the fields that carry ids. What the client makes up itself is none. */
export function idNames(schema: z.ZodType | undefined): string[] {
  if (!schema) return [];
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  return Object.keys(properties).filter((name) => /(?:^id|Ids?|^handle)$/.test(name) && name !== 'clientMessageId');
}

export function idFieldsOf({ params, query, body, auth }: RouteDefinition): string[] {
  // A handle in a body is one that somebody chooses.
  const inBody = body && body !== 'image' && auth === 'required' ? idNames(body) : [];
  return [...idNames(params), ...idNames(query), ...inBody.filter((name) => name !== 'handle')];
}

export function idQuery({ query }: RouteDefinition, ids: Ids): object {
  return Object.fromEntries(idNames(query).map((name) => [name, ids[name]]));
}

/** One query for each field of which a value is known. */
export function queriesOf({ query }: RouteDefinition, known: Readonly<Record<string, unknown>>): object[] {
  return Object.keys(query?.shape ?? {}).flatMap((name) => (name in known ? [{ [name]: known[name] }] : []));
}
