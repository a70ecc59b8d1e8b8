/** Creates organisations and their people through the API. */
import { caller, type Person, signUp } from './people.ts';

let count = 0;

/** The handle and name of someone who joins an organisation. */
export function newEntry(displayName = `Colleague ${count + 1}`) {
  count += 1;
  return { handle: `c${Date.now().toString(16)}${count.toString(16)}`.slice(0, 24), displayName };
}

/** Creates an organisation that this person owns. Returns its id. */
export async function createTenant(owner: Person, name = `Organisation ${count + 1}`): Promise<string> {
  const entry = newEntry(`${name} owner`);
  const slug = `org-${Date.now().toString(16)}-${count}`;
  return (await owner.call('tenants.create', { body: { name, slug, ...entry } })).tenant.id;
}

/** Switches the session of an account to another tenant. Returns the account's person there. */
export async function switchTo(app: { url: string }, person: Person, tenantId: string): Promise<Person> {
  const { profile, ...tokens } = await person.call('sessions.switch', { body: { tenantId } });
  const { sessionId, accessToken, refreshToken } = tokens;
  const call = caller(app, accessToken);
  return { ...person, id: profile.id, handle: profile.handle, sessionId, accessToken, refreshToken, call };
}

/** Adds an account to the organisation of `inviter` with an invitation link. Its session stays in the former tenant. */
export async function bringIn(inviter: Person, account: Person, role: 'admin' | 'member' = 'member'): Promise<void> {
  const { link } = await inviter.call('tenantInvitations.create', { body: { role } });
  await account.call('tenantInvitations.accept', { body: { token: tokenOf(link), ...newEntry() } });
}

/** Signs up a new person who joins the organisation of `inviter` and switches to it. */
export async function signUpInto(
  app: { url: string },
  inviter: Person,
  overrides: Parameters<typeof signUp>[1] = {},
): Promise<Person> {
  const account = await signUp(app);
  const { link } = await inviter.call('tenantInvitations.create', { body: {} });
  const entry = newEntry();
  const body = { token: tokenOf(link), ...entry, ...overrides, handle: overrides.handle ?? entry.handle };
  const { tenant } = await account.call('tenantInvitations.accept', { body });
  return switchTo(app, account, tenant.id);
}

export function tokenOf(link: string | null): string {
  return link?.split('#token=')[1] ?? '';
}
