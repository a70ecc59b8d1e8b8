/** An app that offers GitHub and a provider of the operator, and people who sign in with them over HTTP. */
import type { OpenChallenge, OpenProviderId } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp, type TestAppOptions } from './app.ts';
import { type FakeGitHub, startGitHub } from './github.ts';
import { CompanyBrowser, type IdentityProvider, startIdentityProvider } from './identity-provider.ts';
import { type Call, caller, refusal } from './people.ts';

export interface OpenWorld {
  app: TestApp;
  github: FakeGitHub;
  oidc: IdentityProvider;
  close(): Promise<void>;
}

export const OIDC_NAME = 'Neighbourhood';

export async function startOpenWorld({ env, ...options }: TestAppOptions = {}): Promise<OpenWorld> {
  let app: TestApp | null = null;
  const github = await startGitHub(() => `${app?.url}/sign-in/with/github`);
  const oidc = await startIdentityProvider(() => [`${app?.url}/sign-in/with/oidc`]);
  const settings = {
    GITHUB_CLIENT_ID: github.clientId,
    GITHUB_CLIENT_SECRET: github.clientSecret,
    GITHUB_URL: github.url,
    OIDC_ISSUER: oidc.issuer,
    OIDC_CLIENT_ID: oidc.clientId,
    OIDC_CLIENT_SECRET: oidc.clientSecret,
    OIDC_NAME,
  };
  const started = await startTestApp({ ...options, env: { ...settings, ...env } });
  app = started;
  return {
    app: started,
    github,
    oidc,
    async close() {
      await started.close();
      await github.close();
      await oidc.close();
    },
  };
}

let count = 0;

/** A new user of GitHub with a verified address. Returns what the person types to sign in there. */
export function gitHubUser(
  { github }: Pick<OpenWorld, 'github'>,
  more: { email?: string; name?: string } = {},
): string {
  count += 1;
  const login = `octo-${Date.now().toString(36)}-${count}`;
  const { email = `${login}@example.com`, name = null } = more;
  const emails = [
    { email: `${login}+other@example.com`, primary: false, verified: true, visibility: null },
    { email, primary: true, verified: true, visibility: 'private' },
  ];
  github.users.set(login, { id: 1_000 + count, login, name, emails });
  return login;
}

/** A new person at the provider of the operator. Returns the subject. */
export function oidcUser({ oidc }: Pick<OpenWorld, 'oidc'>, more: object = {}): string {
  count += 1;
  const subject = `neighbour-${Date.now().toString(36)}-${count}`;
  oidc.employees.set(subject, { email: `${subject}@example.com`, email_verified: true, ...more });
  return subject;
}

/** Begins a sign-in, and resolves with what ends it. */
export async function returnFrom(
  { app }: Pick<OpenWorld, 'app'>,
  provider: OpenProviderId,
  who: string,
  browser = new CompanyBrowser(),
) {
  const { url, attemptToken } = await caller(app)('openSignOn.begin', { body: { provider } });
  return { provider, answer: await browser.signIn(url, who), attemptToken: attemptToken ?? '' };
}

/** As `returnFrom`, for what a signed-in person has begun. */
export async function returnOwn(
  call: Call,
  purpose: 'openSignOn.beginLink' | 'openSignOn.beginProof',
  provider: OpenProviderId,
  who: string,
) {
  const { url, attemptToken } = await call(purpose, { body: { provider } });
  return { provider, answer: await new CompanyBrowser().signIn(url, who), attemptToken: attemptToken ?? '' };
}

/** @throws Refusal */
export async function openSignOn(world: Pick<OpenWorld, 'app'>, provider: OpenProviderId, who: string) {
  return caller(world.app)('openSignOn.finish', { body: await returnFrom(world, provider, who) });
}

/** The challenge of somebody whose identity belongs to no account. */
export async function openChallenge(
  world: Pick<OpenWorld, 'app'>,
  provider: OpenProviderId,
  who: string,
): Promise<OpenChallenge & { reason: string }> {
  const { reason, error } = await refusal(openSignOn(world, provider, who));
  if (!error.details?.openSignOn) throw new Error(`There is no challenge: ${reason}`);
  return { ...error.details.openSignOn, reason };
}

export function newProfile() {
  count += 1;
  const handle = `o${Date.now().toString(16)}${count.toString(16)}`.slice(0, 24);
  return { handle, displayName: `Open ${count}` };
}

/** Signs a new person up with a provider. */
export async function openSignUp(world: OpenWorld, provider: OpenProviderId, who: string) {
  const { challengeId } = await openChallenge(world, provider, who);
  const signedIn = await caller(world.app)('openSignOn.signUp', { body: { challengeId, ...newProfile() } });
  return { ...signedIn, call: caller(world.app, signedIn.accessToken) };
}
