/** People who use a running app over HTTP, typed by the contract. */
import type { Match, RouteInput, RouteName, RouteOutput, SignUp } from '../../src/protocol/index.ts';
import { API_PREFIX, type RouteDefinition, routes } from '../../src/protocol/index.ts';
import type { WireError } from '../../src/protocol/wire.ts';

/** What a call carries: the parts that the route has, those without any required field may be left out. */
export interface CallInput<Name extends RouteName> {
  params?: RouteInput<Name, 'params'>;
  query?: RouteInput<Name, 'query'>;
  body?: RouteInput<Name, 'body'>;
}

/** An answer that is an error, as it came. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: WireError;

  constructor(status: number, error: WireError) {
    super(`${status} ${error.code}: ${error.message}`);
    this.status = status;
    this.error = error;
  }

  /** `conflict/too_many_topics`, or `not_found` where there is no closer reason. */
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

/** Signs up someone new; what is left out is made up. */
export async function signUp(app: { url: string }, overrides: Partial<SignUp> = {}): Promise<Person> {
  const number = `${Date.now().toString(36)}${(++count).toString(36)}`;
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

/** Several people at once. */
export function signUpAll(app: { url: string }, howMany: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: howMany }, () => signUp(app)));
}

/** Calls routes with this access token, or as nobody. */
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
    // The contract's own test is that servers answer by their schemas; here the type is enough.
    return (await contentOf(response, route)) as RouteOutput<Name>;
  };
}

/** The refusal that a call is expected to end in; fails when it succeeds. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('Expected a refusal, but the call succeeded');
}

/** The reason of the refusal that a call ends in, such as `conflict/room_full`, or that nothing was refused. */
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

/** Two people who have just matched over a topic of Alice. */
export async function matchedPair(app: { url: string }): Promise<Pair> {
  const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
  const body = { title: 'Coffee', body: 'and code', kind: 'discuss' } as const;
  const { id: topicId } = await alice.call('topics.create', { body });
  await bob.call('topics.createInterest', { params: { topicId } });
  const match = await alice.call('matches.create', { params: { topicId, personId: bob.id } });
  return { alice, bob, match, conversationId: match.conversationId };
}

/** Every item of a list, page by page. */
export async function allPages<Item>(
  page: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    // Each page begins where the one before ended.
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
  return output === 'image' ? response.bytes() : response.json();
}

async function errorOf(response: Response): Promise<Refusal> {
  const { error } = (await response.json()) as { error: WireError };
  return new Refusal(response.status, error);
}

function isBytes(body: unknown): body is Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array;
}
