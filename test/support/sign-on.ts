/** Organisations with single sign-on, and people who sign in with it over HTTP. */
import type { Connection } from 'mongoose';
import { CompanyBrowser, type IdentityProvider, startIdentityProvider } from './identity-provider.ts';
import { createTenant, switchTo } from './organisations.ts';
import { caller, type Person, proveAddress, signUp } from './people.ts';

interface RunningApp {
  url: string;
  connection: Connection;
}

export interface Company {
  app: RunningApp;
  provider: IdentityProvider;
  tenantId: string;
  /** The owner, in the organisation. */
  owner: Person;
  domain: string;
}

let count = 0;

/** An organisation with a verified domain and its own provider. Nothing is set up yet. */
export async function startCompany(app: RunningApp, owner?: Person): Promise<Company> {
  count += 1;
  const domain = `company-${Date.now().toString(36)}-${count}.example`;
  const account = await proveAddress(app, owner ?? (await signUp(app, { email: `boss@${domain}` })));
  const tenantId = await createTenant(account);
  await app.connection
    .collection<{ _id: string }>('tenants')
    .updateOne({ _id: tenantId }, { $set: { domains: [domain] } });
  const provider = await startIdentityProvider(() => [`${app.url}/sign-on/${tenantId}`]);
  return { app, provider, tenantId, owner: await switchTo(app, account, tenantId), domain };
}

/** The input that sets the provider of a company up. */
export function settingsOf({ provider, domain }: Company) {
  const { issuer, clientId, clientSecret } = provider;
  return { issuer, clientId, clientSecret, groupsClaim: 'groups', domains: [domain] };
}

/** Sets the connection up, tests it as the owner, and switches it on. */
export async function switchOn(company: Company): Promise<void> {
  const { owner, provider } = company;
  await owner.call('tenantSignOn.set', { body: settingsOf(company) });
  provider.employees.set('boss', { email: `boss@${company.domain}`, email_verified: true, name: 'The Boss' });
  await testConnection(company, 'boss');
  await owner.call('tenantSignOn.activate', { body: { isActive: true } });
}

export async function testConnection({ owner }: Company, subject: string) {
  const { url, attemptToken } = await owner.call('tenantSignOn.test', { body: {} });
  const answer = await new CompanyBrowser().signIn(url, subject);
  return owner.call('signOn.finishOwn', { body: { answer, attemptToken: attemptToken ?? '' } });
}

/** Begins a sign-in, and resolves with what ends it: the answer of the provider, and the token of the browser. */
export async function comeBack({ app, tenantId }: Company, subject: string, browser = new CompanyBrowser()) {
  const { url, attemptToken } = await caller(app)('signOn.begin', { body: { tenantId } });
  return { tenantId, answer: await browser.signIn(url, subject), attemptToken: attemptToken ?? '' };
}

/** Signs an employee in. @throws Refusal */
export async function signOn(company: Company, subject: string, browser?: CompanyBrowser): Promise<Person> {
  const body = await comeBack(company, subject, browser);
  const signedIn = await caller(company.app)('signOn.finish', { body });
  const { sessionId, accessToken, refreshToken, account, profile } = signedIn;
  const call = caller(company.app, accessToken);
  const shared = { id: profile.id, handle: profile.handle, email: account.email, password: '' };
  return { ...shared, sessionId, accessToken, refreshToken, call };
}

/** Adds an employee with a verified address in the company's domain. Returns the subject. */
export function employ({ provider, domain }: Company, name: string, more: object = {}): string {
  count += 1;
  const subject = `${name.toLowerCase()}-${count}`;
  provider.employees.set(subject, { email: `${subject}@${domain}`, email_verified: true, name, ...more });
  return subject;
}
