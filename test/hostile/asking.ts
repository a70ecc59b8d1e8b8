/** Sends requests with ids of other people over HTTP and sockets, and compares the answers without the ids in the request. */
import { expect } from 'chai';
import { z } from 'zod';
import { messageId } from '../../src/conversations/messages/message-model.ts';
import { API_PREFIX, type ReportKind, type RouteDefinition } from '../../src/protocol/index.ts';
import { Refusal } from '../support/people.ts';
import type { Ids } from './rights-world.ts';

/** An answer or an error as text, without the ids that the request contained. */
export type Answer = { status: string; text: string };

/** Calls a route with these ids in its path. */
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

/** Expects that a text contains none of these words. */
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

/** Replaces the ids of the request by the names of their fields: an id that the client already knows is no leak. */
export function withoutIds(text: string, ids: Ids): string {
  const named = Object.entries(ids).flatMap(([name, id]) => [id].flat().map((one) => [name, String(one)] as const));
  return named.reduce((rest, [name, id]) => (id ? rest.replaceAll(id, `<${name}>`) : rest), text);
}

/** Not ids of this server: the client invents one, and an identity provider the other. */
const FOREIGN_IDS = new Set(['clientMessageId', 'changeId', 'clientId']);

/** The names of the fields that carry ids. */
export function idNames(schema: z.ZodType | undefined): string[] {
  if (!schema) return [];
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  return Object.keys(properties).filter((name) => /(?:^id|Ids?|^handle)$/.test(name) && !FOREIGN_IDS.has(name));
}

/** The ids of things that can be reported, by their kinds. The message is the first one of the conversation. */
export function reportedIds(ids: Ids): Record<ReportKind, string> {
  const [person, topic, meal, room] = [ids.personId, ids.topicId, ids.mealId, ids.roomId].map(String);
  return { person, topic, meal, room, message: messageId(String(ids.conversationId), 1) } as Record<ReportKind, string>;
}

export function idFieldsOf({ params, query, body, auth }: RouteDefinition): string[] {
  // A handle in a body is a new handle that the person chooses, and a challenge is a secret, not the id of a thing.
  const inBody = body && body !== 'image' && auth === 'required' ? idNames(body) : [];
  return [
    ...idNames(params),
    ...idNames(query),
    ...inBody.filter((name) => name !== 'handle' && name !== 'challengeId'),
  ];
}

export function idQuery({ query }: RouteDefinition, ids: Ids): object {
  return Object.fromEntries(idNames(query).map((name) => [name, ids[name]]));
}

/** One query for each field whose value is in `known`. */
export function queriesOf({ query }: RouteDefinition, known: Readonly<Record<string, unknown>>): object[] {
  return Object.keys(query?.shape ?? {}).flatMap((name) => (name in known ? [{ [name]: known[name] }] : []));
}
