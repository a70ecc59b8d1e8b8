/**
 * A small GitHub on a free loopback port: the endpoints for OAuth apps and the two of the API that Meshi uses, as GitHub documents them.
 * Its API is where a GitHub Enterprise Server has it.
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface GitHubUser {
  id: number;
  login: string;
  name: string | null;
  emails: { email: string; primary: boolean; verified: boolean; visibility: string | null }[];
}

export interface FakeGitHub {
  url: string;
  clientId: string;
  clientSecret: string;
  /** By what a person types to sign in. */
  users: Map<string, GitHubUser>;
  /** Answers instead of GitHub, by path. */
  hijacks: Map<string, (request: IncomingMessage, response: ServerResponse) => void>;
  /** Paths that were requested, without query. */
  requests: string[];
  close(): Promise<void>;
}

/** A request for an authorization, or a code that stands for it. */
interface Grant {
  user: string;
  redirectUri: string;
  challenge: string | null;
  scopes: string[];
}

const CLIENT_ID = 'Iv1.8a61f9b3a7aba766';
const CLIENT_SECRET = 'a-secret-of-the-oauth-app-of-the-tests';

/** `callback`: what the operator has registered as the authorization callback URL. */
export async function startGitHub(callback: () => string): Promise<FakeGitHub> {
  const users = new Map<string, GitHubUser>();
  const hijacks: FakeGitHub['hijacks'] = new Map();
  const requests: string[] = [];
  const asked = new Map<string, Omit<Grant, 'user'> & { state: string }>();
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, Grant>();
  const server = createServer();
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const authorize = (query: URLSearchParams, response: ServerResponse) => {
    if (query.get('client_id') !== CLIENT_ID) return json(response, 404, { message: 'Not Found' });
    const redirectUri = query.get('redirect_uri') ?? callback();
    const state = query.get('state') ?? '';
    if (!redirectUri.startsWith(callback())) {
      return redirect(response, callback(), { error: 'redirect_uri_mismatch', state });
    }
    const id = randomBytes(8).toString('hex');
    const challenge = query.get('code_challenge_method') === 'S256' ? query.get('code_challenge') : null;
    asked.set(id, { state, redirectUri, challenge, scopes: (query.get('scope') ?? '').split(/[ ,]/) });
    redirect(response, `${url}/interaction/${id}`, {});
  };
  const interact = async (id: string, request: IncomingMessage, response: ServerResponse) => {
    const grant = asked.get(id);
    if (!grant) return json(response, 404, { message: 'Not Found' });
    if (request.method !== 'POST') return page(response);
    const form = new URLSearchParams(await text(request));
    const { state, redirectUri, challenge, scopes } = grant;
    if (form.has('cancel')) return redirect(response, redirectUri, { error: 'access_denied', state });
    const code = randomBytes(10).toString('hex');
    codes.set(code, { user: form.get('login') ?? '', redirectUri, challenge, scopes });
    redirect(response, redirectUri, { code, state });
  };
  // GitHub answers errors with status 200.
  const exchange = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(await text(request));
    if (form.get('client_id') !== CLIENT_ID || form.get('client_secret') !== CLIENT_SECRET) {
      return json(response, 200, { error: 'incorrect_client_credentials' });
    }
    const grant = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    const isProven =
      grant?.challenge === null || grant?.challenge === createHash('sha256').update(verifier).digest('base64url');
    if (!grant || !isProven) return json(response, 200, { error: 'bad_verification_code' });
    if (form.get('redirect_uri') !== grant.redirectUri) return json(response, 200, { error: 'redirect_uri_mismatch' });
    const token = `gho_${randomBytes(18).toString('hex')}`;
    tokens.set(token, grant);
    json(response, 200, { access_token: token, scope: grant.scopes.join(','), token_type: 'bearer' });
  };
  const api = (path: string, request: IncomingMessage, response: ServerResponse) => {
    if (!request.headers['user-agent']) return json(response, 403, { message: 'Request forbidden' });
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const grant = tokens.get(token);
    const user = grant && users.get(grant.user);
    if (!user) return json(response, 401, { message: 'Bad credentials' });
    const { emails, ...shown } = user;
    if (path === '/user') return json(response, 200, { ...shown, type: 'User', email: null });
    if (path === '/user/emails' && grant.scopes.includes('user:email')) return json(response, 200, emails);
    json(response, 404, { message: 'Not Found' });
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    requests.push(pathname);
    const hijack = hijacks.get(pathname);
    if (hijack) hijack(request, response);
    else if (pathname === '/login/oauth/authorize') authorize(searchParams, response);
    else if (pathname.startsWith('/interaction/')) void interact(pathname.slice(13), request, response);
    else if (pathname === '/login/oauth/access_token') void exchange(request, response);
    else if (pathname.startsWith('/api/v3/')) api(pathname.slice(7), request, response);
    else json(response, 404, { message: 'Not Found' });
  });
  return {
    url,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    users,
    hijacks,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function redirect(response: ServerResponse, to: string, parameters: Record<string, string>): void {
  const target = new URL(to);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  response.writeHead(302, { location: target.href });
  response.end();
}

/** One types the login. */
function page(response: ServerResponse): void {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(
    '<!doctype html><title>GitHub</title><h1>Sign in to GitHub</h1><form method="post"><label>Username <input name="login"></label> <button>Authorize</button> <button name="cancel" value="1">Cancel</button></form>',
  );
}
