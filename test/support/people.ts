/** People who use a running app over HTTP, with the types of the contract. */
import type { Connection } from 'mongoose';
import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import type { Match, RouteInput, RouteName, RouteOutput, SignUp } from '../../src/protocol/index.ts';
import { API_PREFIX, type RouteDefinition, routes } from '../../src/protocol/index.ts';
import type { WireError } from '../../src/protocol/wire.ts';

/** The input of a call, by the parts that the route has. */
export interface CallInput<Name extends RouteName> {
  params?: RouteInput<Name, 'params'>;
  query?: RouteInput<Name, 'query'>;
  body?: RouteInput<Name, 'body'>;
}

/** An error that the server answered. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: WireError;

  constructor(status: number, error: WireError) {
    super(`${status} ${error.code}: ${error.message}`);
    this.status = status;
    this.error = error;
  }

  /** `code/reason`, such as `conflict/too_many_topics`; only the code, such as `not_found`, if there is no reason. */
  get reason(): string {
    const { code, details } = this.error;
    return details?.reason ? `${code}/${details.reason}` : code;
  }
}

export type Call = <Name extends RouteName>(name: Name, input?: CallInput<Name>) => Promise<RouteOutput<Name>>;

/** Someone who has signed up. */
export interface Person {
  id: string;
  handle: string;
  email: string;
  password: string;
  sessionId: string;
  accessToken: string;
  refreshToken: string | null;
  /** Calls a route as this person. @throws Refusal */
  call: Call;
}

let count = 0;

/** Signs up a new person. Fields without an override get unique values. */
export async function signUp(app: { url: string }, overrides: Partial<SignUp> = {}): Promise<Person> {
  // Hexadecimal, because letters and digits that look alike would make two handles one.
  const number = `${Date.now().toString(16)}${(++count).toString(16)}`;
  const body = {
    email: `person-${number}@example.com`,
    password: 'a quiet evening with wine',
    handle: `p${number}`.slice(0, 24),
    displayName: `Person ${count}`,
    ...overrides,
  };
  const signedIn = await caller(app)('accounts.signUp', { body });
  return {
    id: signedIn.account.id,
    handle: signedIn.profile.handle,
    email: body.email,
    password: body.password,
    sessionId: signedIn.sessionId,
    accessToken: signedIn.accessToken,
    refreshToken: signedIn.refreshToken,
    call: caller(app, signedIn.accessToken),
  };
}

/** Makes the e-mail address of a person's account verified, as if a mailed code had proven it. Returns the person. */
export async function proveAddress({ connection }: { connection: Connection }, person: Person): Promise<Person> {
  const proven = { $set: { emailVerifiedAt: new Date() } };
  await connection.collection('accounts').updateOne({ email: person.email }, proven);
  return person;
}

/** Signs up several people at once. */
export function signUpAll(app: { url: string }, howMany: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: howMany }, () => signUp(app)));
}

/** Returns a function that calls routes with this access token, or without any. */
export function caller(app: { url: string }, accessToken?: string): Call {
  return async <Name extends RouteName>(name: Name, input: CallInput<Name> = {}) => {
    const route: RouteDefinition = routes[name];
    const response = await fetch(urlOf(app.url, route, input), {
      method: route.method.toUpperCase(),
      headers: {
        ...(accessToken && { authorization: `Bearer ${accessToken}` }),
        ...(input.body !== undefined && !isBytes(input.body) && { 'content-type': 'application/json' }),
      },
      ...(input.body !== undefined && { body: isBytes(input.body) ? input.body : JSON.stringify(input.body) }),
    });
    if (!response.ok) throw await errorOf(response);
    // The contract's own test checks that answers fit their schemas. Here the type is enough.
    return (await contentOf(response, route)) as RouteOutput<Name>;
  };
}

/** Expects a call to be refused, and resolves with the refusal. Rejects if the call succeeds. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('Expected a refusal, but the call succeeded');
}

/** Resolves with the reason of a call's refusal, such as `conflict/room_full`, or with "nothing was refused". */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
  return 'nothing was refused';
}

export interface Pair {
  alice: Person;
  bob: Person;
  match: Match;
  conversationId: string;
}

/** Stores a block as another process does, and does not announce it: the caches of this process do not know it. */
export async function storeBlock(connection: Connection, blocker: Person, blocked: Person): Promise<void> {
  const block = { tenantId: PUBLIC_TENANT, blockerId: blocker.id, blockedId: blocked.id, createdAt: new Date() };
  await connection.collection<{ _id: string }>('blocks').insertOne({ _id: newId(), ...block });
}

/** Creates two people who have just matched over a topic of Alice. */
export async function matchedPair(app: { url: string }): Promise<Pair> {
  const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
  const body = { title: 'Coffee', body: 'and code', kind: 'discuss' } as const;
  const { id: topicId } = await alice.call('topics.create', { body });
  await bob.call('topics.createInterest', { params: { topicId } });
  const match = await alice.call('matches.create', { params: { topicId, personId: bob.id } });
  return { alice, bob, match, conversationId: match.conversationId };
}

/** Reads all pages of a list. */
export async function allPages<Item>(
  page: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    // Sequential: each page begins at the end of the last one.
    const { items: more, nextCursor } = await page(cursor);
    items.push(...more);
    cursor = nextCursor ?? undefined;
  } while (cursor);
  return items;
}

function urlOf(base: string, { path }: RouteDefinition, input: { params?: unknown; query?: unknown }): string {
  const params = new Map(Object.entries((input.params ?? {}) as Record<string, string>));
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params.get(name) ?? ''));
  const url = new URL(`${API_PREFIX}${filled}`, base);
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
}

async function contentOf(response: Response, { output }: RouteDefinition): Promise<unknown> {
  if (output === null) return null;
  if (output === 'calendar') return response.text();
  if (output === 'archive') return response.blob();
  return output === 'image' ? response.bytes() : response.json();
}

async function errorOf(response: Response): Promise<Refusal> {
  const { error } = (await response.json()) as { error: WireError };
  return new Refusal(response.status, error);
}

function isBytes(body: unknown): body is Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array;
}
