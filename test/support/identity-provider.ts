/** The identity provider of a company, on a free loopback port: a real OpenID Connect provider, which can also be made to misbehave. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import jwt from 'jsonwebtoken';
import { Provider } from 'oidc-provider';

/** What the company knows about a person. */
export interface Employee {
  email?: string;
  email_verified?: boolean | string;
  name?: string;
  preferred_username?: string;
  groups?: unknown;
}

/** Changes the JSON that the provider answers at a path, such as `/token`. */
export type Tamper = (answer: Record<string, unknown>) => unknown;
/** Answers instead of the provider. */
export type Hijack = (request: IncomingMessage, response: ServerResponse) => void;

export interface IdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** By subject, which is also what a person types to sign in. */
  employees: Map<string, Employee>;
  tampers: Map<string, Tamper>;
  hijacks: Map<string, Hijack>;
  /** Paths that were requested, without query. */
  requests: string[];
  /** Where it tells that somebody has signed out, and whether it names the session; null: it does not. */
  logout: { uri: string; withSid: boolean } | null;
  /** What became of the requests that tell it, oldest first: `done`, or why not. */
  told: string[];
  /** Signs claims with the provider's own key. `header`: other fields of the header. */
  sign(claims: object, header?: object): string;
  close(): Promise<void>;
}

const CLIENT_ID = 'meshi';
const CLIENT_SECRET = 'a-secret-of-the-client-that-nobody-sees';
const KEY_ID = 'company-key';

/** `redirectUris`: what the owner has registered. With `issParameter: false`, answers do not name the issuer, as in older providers. */
export async function startIdentityProvider(redirectUris: () => string[]): Promise<IdentityProvider> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const employees = new Map<string, Employee>();
  const tampers = new Map<string, Tamper>();
  const hijacks = new Map<string, Hijack>();
  const requests: string[] = [];
  const server = createServer();
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const told: string[] = [];
  let logout: IdentityProvider['logout'] = null;
  const provider = createProvider(issuer, { privateKey, employees, redirectUris, logout: () => logout });
  provider.on('backchannel.success', () => told.push('done'));
  provider.on('backchannel.error', (_context, error) => told.push(error.message));
  const answer = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '/', issuer).pathname;
    requests.push(path);
    const hijack = hijacks.get(path);
    if (hijack) return hijack(request, response);
    if (path.startsWith('/interaction/')) return void interact(provider, request, response);
    const tamper = tampers.get(path);
    if (tamper) tamperWith(response, tamper);
    void answer(request, response);
  });
  return {
    issuer,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    employees,
    tampers,
    hijacks,
    requests,
    get logout() {
      return logout;
    },
    set logout(next) {
      logout = next;
    },
    told,
    sign: (claims, header = {}) => {
      // Without what is undefined.
      const payload = JSON.parse(JSON.stringify(claims));
      const options = { algorithm: 'RS256', keyid: KEY_ID, noTimestamp: !('iat' in payload) } as const;
      return jwt.sign(payload, privateKey, { ...options, header: { alg: 'RS256', ...header } });
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Company {
  privateKey: KeyObject;
  employees: ReadonlyMap<string, Employee>;
  redirectUris: () => string[];
  logout: () => IdentityProvider['logout'];
}

function createProvider(issuer: string, { privateKey, employees, redirectUris, logout }: Company): Provider {
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' };
  const client = {
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    get redirect_uris() {
      return redirectUris();
    },
    get backchannel_logout_uri() {
      return logout()?.uri;
    },
    get backchannel_logout_session_required() {
      return logout()?.withSid === true;
    },
  };
  return new Provider(issuer, {
    jwks: { keys: [jwk] },
    // The client is read again for each request, with what the owner has registered by then.
    adapter: memoryAdapter(() => client),
    ttl: Object.fromEntries(LIVING.map((kind) => [kind, 600])),
    cookies: { keys: ['a key of the tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username', 'groups'] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: askLogout },
      backchannelLogout: { enabled: true },
    },
    // Its own fetch calls no address of this machine.
    fetch: (url: string, { method, headers, body, signal }: RequestInit) =>
      fetch(url, { method, headers, body, signal } as RequestInit),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, accountId: string) =>
      employees.has(accountId)
        ? { accountId, claims: () => ({ sub: accountId, ...employees.get(accountId) }) }
        : undefined,
    // The company has agreed for everybody.
    async loadExistingGrant({ oidc }: { oidc: OidcContext }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await (grant as unknown as { save(): Promise<void> }).save();
      return grant;
    },
  });
}

/** Named, because the provider warns of each one that lives for its default time. */
const LIVING = ['AccessToken', 'AuthorizationCode', 'Grant', 'IdToken', 'Interaction', 'Session'];

/** The provider warns of the adapter that it brings along. */
function memoryAdapter(client: () => object) {
  const stored = new Map<string, Record<string, unknown>>();
  return (kind: string) => {
    const key = (id: string) => `${kind}:${id}`;
    return {
      async upsert(id: string, payload: Record<string, unknown>) {
        stored.set(key(id), payload);
      },
      find: async (id: string) => (kind === 'Client' ? { ...client() } : stored.get(key(id))),
      findByUid: async (uid: string) => [...stored.values()].find((one) => one.kind === kind && one.uid === uid),
      async consume(id: string) {
        stored.set(key(id), { ...stored.get(key(id)), consumed: 1 });
      },
      async destroy(id: string) {
        stored.delete(key(id));
      },
      async revokeByGrantId(grantId: string) {
        for (const [id, { grantId: of }] of stored) if (of === grantId) stored.delete(id);
      },
    };
  };
}

interface OidcContext {
  provider: Provider;
  client: { clientId: string };
  session: { accountId: string };
}

/** The page of the company that asks whether to sign out. */
async function askLogout(context: { body: string }, form: string): Promise<void> {
  context.body = `<!doctype html><title>Company</title><h1>Sign out?</h1>${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`;
}

/** The sign-in page of the company: one types the subject. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST') {
    const form = new URLSearchParams(await text(request));
    if (form.has('cancel')) return provider.interactionFinished(request, response, { error: 'access_denied' });
    return provider.interactionFinished(request, response, { login: { accountId: form.get('login') } });
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(
    '<!doctype html><title>Company</title><h1>Company sign-in</h1><form method="post"><label>Name <input name="login"></label> <button>Sign in</button> <button name="cancel" value="1">Cancel</button></form>',
  );
}

function tamperWith(response: ServerResponse, tamper: Tamper): void {
  const end = response.end.bind(response);
  response.end = ((body: unknown) => {
    if (!body) return end();
    response.removeHeader('content-length');
    return end(JSON.stringify(tamper(JSON.parse(String(body)))));
  }) as typeof response.end;
}

/** A browser without a screen: follows redirects to and at the provider, and signs in there. It keeps the provider's cookies. */
export class CompanyBrowser {
  readonly #cookies = new Map<string, string>();

  /** Opens the address of a sign-in as this employee. Returns the query string with which the provider sends the browser back. */
  async signIn(url: string, subject: string | null, { cancels = false } = {}): Promise<string> {
    const origin = new URL(url).origin;
    let next = new URL(url);
    let body: string | undefined;
    for (let step = 0; step < 10; step += 1) {
      const response = await fetch(next, {
        redirect: 'manual',
        headers: { cookie: this.#header(), ...(body && { 'content-type': 'application/x-www-form-urlencoded' }) },
        ...(body && { method: 'POST', body }),
      });
      this.#keep(response);
      const location = response.headers.get('location');
      body = undefined;
      if (location) {
        const target = new URL(location, next);
        if (target.origin !== origin) return target.search.slice(1);
        next = target;
      } else if (next.pathname.startsWith('/interaction/')) {
        if (subject === null) throw new Error('The provider asks who it is');
        body = cancels ? 'cancel=1' : `login=${subject}`;
      } else throw new Error(`The provider answered ${response.status}: ${await response.text()}`);
    }
    throw new Error('The provider redirects without an end');
  }

  /** Signs out at the provider, which then tells its clients. */
  async signOut(issuer: string): Promise<void> {
    const asked = await fetch(`${issuer}/session/end`, { headers: { cookie: this.#header() } });
    this.#keep(asked);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(await asked.text())?.[1] ?? '';
    const body = new URLSearchParams({ xsrf, logout: 'yes' });
    const headers = { cookie: this.#header() };
    const done = await fetch(`${issuer}/session/end/confirm`, { method: 'POST', headers, body, redirect: 'manual' });
    if (done.status >= 400) throw new Error(`The provider answered ${done.status}: ${await done.text()}`);
    this.#keep(done);
  }

  #header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}
