/** Directories of organisations: real requests to SCIM, as Entra ID and Okta send them. */
import type { TestApp } from './app.ts';
import { createTenant, newEntry, switchTo, tokenOf } from './organisations.ts';
import { type Person, proveAddress, signUp } from './people.ts';

export interface ScimAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read fields of every kind of resource.
  json: any;
  headers: Headers;
}

export type ScimCall = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<ScimAnswer>;

/** Returns a function that calls SCIM with this key. */
export function scimCaller(app: { url: string }, secret: string): ScimCall {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${app.url}/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body !== undefined && { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, json: isJson ? JSON.parse(text) : null, headers: response.headers };
  };
}

export interface TestDirectory {
  tenantId: string;
  owner: Person;
  domain: string;
  keyId: string;
  /** The text of the key. */
  secret: string;
  scim: ScimCall;
}

let count = 0;

/** Makes a key with which a directory calls SCIM. */
export async function newDirectoryKey({ call }: Pick<Person, 'call'>): Promise<{ keyId: string; secret: string }> {
  const fields = { name: 'Entra ID', reason: 'our directory' };
  const { key, text } = await call('tenantKeys.create', {
    body: { ...fields, permissions: ['organisation:manage_directory'] },
  });
  return { keyId: key.id, secret: text };
}

/** An organisation with a verified domain and a key for its directory. */
export async function newDirectory(app: TestApp): Promise<TestDirectory> {
  const account = await signUp(app);
  const tenantId = await createTenant(account);
  const owner = await switchTo(app, account, tenantId);
  const domain = `corp-${Date.now().toString(36)}-${++count}.example`;
  const tenants = app.connection.collection<{ _id: string }>('tenants');
  await tenants.updateOne({ _id: tenantId }, { $set: { domains: [domain] } });
  const { keyId, secret } = await newDirectoryKey(owner);
  return { tenantId, owner, domain, keyId, secret, scim: scimCaller(app, secret) };
}

/** A member of the organisation whose account has this address, verified. The session is in the organisation. */
export async function memberWith(app: TestApp, { owner, tenantId }: TestDirectory, email: string): Promise<Person> {
  const account = await proveAddress(app, await signUp(app, { email }));
  const { link } = await owner.call('tenantInvitations.create', { body: {} });
  await account.call('tenantInvitations.accept', { body: { token: tokenOf(link), ...newEntry() } });
  return switchTo(app, account, tenantId);
}

/** The body with which Entra ID creates a user. */
export function entraUser(userName: string, more: object = {}) {
  return {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    ],
    externalId: `entra-${userName}`,
    userName,
    active: true,
    emails: [{ primary: true, type: 'work', value: userName }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Anna Arndt', familyName: 'Arndt', givenName: 'Anna' },
    displayName: 'Anna Arndt',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Sales' },
    ...more,
  };
}

/** The body of a PATCH. */
export function patchOf(...Operations: object[]) {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations };
}
