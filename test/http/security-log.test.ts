/**
 * Every event of the security log, caused by real requests: each leaves one line that says who did what, and no line contains an
 * address, an e-mail address, a handle or a token.
 */
import { expect } from 'chai';
import pino from 'pino';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { ErasureCounts } from '../../src/kernel/erasure-counts.ts';
import { logOptions } from '../../src/kernel/log.ts';
import { type SecurityEventName, securityEvents } from '../../src/kernel/security-events.ts';
import type { AuditAction } from '../../src/protocol/audit.ts';
import { type RouteDefinition, type RouteName, routes } from '../../src/protocol/routes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { AuthenticatorApp, addAuthenticator, challengeOf } from '../support/authenticator.ts';
import { request } from '../support/http.ts';
import { CompanyBrowser, type IdentityProvider } from '../support/identity-provider.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { gitHubUser, type OpenWorld, openChallenge, openSignUp, startOpenWorld } from '../support/open-sign-on.ts';
import { newOperator, operatorWith, REASON, takeRole } from '../support/operators.ts';
import { createTenant, newEntry, signUpInto, switchTo, tokenOf } from '../support/organisations.ts';
import { addPasskey, SoftwarePasskey } from '../support/passkey.ts';
import { caller, matchedPair, type Person, proveAddress, refusal, refusalOf, signUp } from '../support/people.ts';
import { comeBack, employ, settingsOf, signOn, startCompany, switchOn } from '../support/sign-on.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

interface Line {
  kind?: string;
  event: SecurityEventName;
  outcome: string;
  [field: string]: unknown;
}

/** What makes an event possible. It resolves to the act that causes it. */
type Cause = () => Promise<() => Promise<unknown>>;

const ID = '652f000000000000000000aa';
const NEW_PASSWORD = 'another long password';
const COMMON = ['level', 'time', 'kind', 'event', 'outcome', 'tenantId', 'personId', 'sessionId', 'msg'];
/** Nobody is signed in, or nobody acted. */
const WITHOUT_ACTOR = new Set<SecurityEventName>([
  'password_reset_mailed',
  'recovery_code_used',
  'password_reset',
  'factor_reset_cancelled_by_link',
  'factors_reset',
  'email_change_undone',
  'community_inherited',
  'signed_out_by_provider',
]);
/** The same act has another line of its own. */
const FOLLOWED_BY: { readonly [Name in SecurityEventName]?: SecurityEventName[] } = {
  recovery_code_used: ['signed_in'],
};
const REFUSED = new Set<SecurityEventName>(['refresh_token_reused', 'request_refused']);

/** The action in the audit log, if it has another name than the event; or why an event leaves no entry. */
const ENTRIES: { readonly [Name in SecurityEventName]?: AuditAction | { why: string } } = {
  signed_on: 'signed_in',
  sign_on_answered: 'sign_on_tested',
  email_change_requested: { why: 'a code was mailed; the address changes with `email_changed`' },
  password_reset_mailed: { why: 'a link was mailed; the password changes with `password_reset`' },
  request_refused: { why: 'nothing has changed' },
  proof_renewed: { why: 'it gives no right: only what needs it leaves an entry' },
  community_closed_by_operator: 'community_closed',
  factor_reset_cancelled_by_link: 'factor_reset_cancelled',
  tenant_invitation_used: 'tenant_joined',
  community_access_changed: 'community_edited',
  community_invitation_used: 'community_joined',
};

// Promise A9 of docs/promises.md.
describe('the security log of requests', () => {
  const all: Line[] = [];
  const secrets = new Set<string>();
  let world: OpenWorld;
  let app: TestApp;
  let mailServer: MailServer;
  const providers: IdentityProvider[] = [];

  before(async () => {
    mailServer = await startMailServer();
    const log = pino({ level: 'info', ...logOptions }, { write: (text: string) => void all.push(JSON.parse(text)) });
    const limits = { refusalLinesPerMinute: 100_000, refusalLinesPerActor: 100_000, refreshGraceMs: 0, keyRestMs: 0 };
    world = await startOpenWorld({ log, limits, env: { SMTP_URL: mailServer.url } });
    app = world.app;
  });
  afterEach('no line contains an address, e-mail address, handle, token, password or text', () => {
    disconnectAll();
    const lines = ours().map((line) => JSON.stringify(line));
    const leaks = [...secrets, 'secret', '127.0.0.1', '::1', '@', 'eyJ'].filter((secret) =>
      lines.some((line) => line.includes(secret)),
    );
    expect(leaks).to.deep.equal([]);
  });
  after(async () => {
    await world.close();
    await mailServer.close();
    for (const provider of providers) await provider.close();
  });

  let count = 0;
  const newAddress = (domain = 'example.com') => `new-${Date.now()}-${++count}@${domain}`;

  /** A person whose words must not appear in the log. */
  async function someone(overrides: Parameters<typeof signUp>[1] = {}): Promise<Person> {
    return noted(await signUp(app, overrides));
  }
  function noted(person: Person): Person {
    for (const secret of [person.email, person.handle, person.accessToken, person.refreshToken, person.password])
      if (secret) secrets.add(secret);
    return person;
  }
  /** Signed up with GitHub. */
  async function withGithub() {
    const login = gitHubUser(world, { name: 'Secret name' });
    const { call, account, accessToken } = await openSignUp(world, 'github', login);
    for (const secret of [login, account.email, accessToken]) secrets.add(secret);
    return { call };
  }
  async function withAuthenticator() {
    const ada = await someone();
    const { recoveryCodes } = await addAuthenticator(ada);
    for (const code of recoveryCodes) secrets.add(code);
    return { ...ada, recoveryCodes };
  }
  async function proven(email = newAddress()): Promise<Person> {
    const person = await someone({ email });
    const code = await mailServer.codeOf(() => person.call('accounts.requestEmailCode'), email);
    await person.call('accounts.verifyEmail', { body: { code } });
    return person;
  }
  async function organisation() {
    const account = await proveAddress(app, await someone());
    const owner = noted(await switchTo(app, account, await createTenant(account)));
    return { account, owner };
  }
  async function community(joining: 'open' | 'approval' = 'open') {
    const [owner, other] = [await someone(), await someone()];
    const body = { name: `Secret club ${++count}`, joining, rules: '' };
    const { id: communityId } = await owner.call('communities.create', { body });
    const params = { communityId, personId: other.id };
    const join = () => other.call('communities.join', { params: { communityId }, body: { rulesVersion: 1 } });
    return { owner, other, params, join };
  }
  async function member() {
    const made = await community();
    await made.join();
    return made;
  }
  /** A room and a person who may enter it. */
  async function roomGuest() {
    const [owner, guest] = [await someone(), await someone()];
    const { id: roomId } = await owner.call('rooms.create', { body: { title: 'secret room' } });
    return { owner, params: { roomId, personId: guest.id } };
  }
  /** An organisation with an identity provider. */
  async function employer({ isOn = false } = {}) {
    const account = await someone();
    const company = await startCompany(app, account);
    noted(company.owner);
    providers.push(company.provider);
    if (isOn) await switchOn(company);
    // Switching to the organisation has ended that session.
    const { accessToken } = await caller(app)('sessions.signIn', { body: account });
    return { ...company, account: { ...account, call: caller(app, accessToken) } };
  }
  async function tenantGroup() {
    const { owner } = await organisation();
    const { id: groupId } = await owner.call('tenantGroups.create', { body: { name: `secret group ${++count}` } });
    return { owner, groupId };
  }
  const secretSet = () => {
    return {
      name: `secret set ${++count}`,
      scope: 'organisation' as const,
      permissions: ['organisation:edit' as const],
    };
  };
  async function addingDomain(owner: Person, domain: string) {
    const email = newAddress(domain);
    const code = await mailServer.codeOf(() => owner.call('tenantDomains.request', { body: { email } }), email);
    return () => owner.call('tenantDomains.verify', { body: { domain, code } });
  }
  const signIn = (email: string, password: string) =>
    request(app, '/sessions', { method: 'POST', json: { email, password } });
  const resetToken = async (email: string) => {
    const before = countOf('password_reset_mailed');
    const ask = () => request(app, '/password-resets', { method: 'POST', json: { email } });
    const token = await mailServer.tokenOf(ask, email);
    // Written after the mail server has taken the mail.
    await until(() => countOf('password_reset_mailed') > before);
    return token;
  };
  const countOf = (event: SecurityEventName) => all.filter((line) => line.event === event).length;

  const because = { reason: 'a secret reason' };
  const newGroup = () => ({ name: `secret group ${++count}`, roles: [] });
  const operator = async () => noted(await operatorWith(app));
  const locked = async () => {
    const person = await proven();
    await addAuthenticator(person);
    return person.id;
  };
  const resetFactorsOf = async ({ id: personId }: Person) =>
    (await operator()).call('operatedPeople.resetFactors', { params: { personId }, body: { reason: REASON } });
  /** A group of operators, and somebody else. */
  async function group() {
    const [chief, other] = [await operator(), await proven()];
    const { id: groupId } = await chief.call('operatorGroups.create', { body: newGroup() });
    return { chief, groupId, params: { personId: other.id } };
  }
  async function reported() {
    const [chief, reporter, other] = [await operator(), await someone(), await someone()];
    await reporter.call('reports.create', { body: { kind: 'person', id: other.id, reason: 'other' } });
    const { items } = await chief.call('operatorReports.list', { query: { limit: 100 } });
    const { id: reportId = '' } = items.find(({ author }) => author.id === other.id) ?? {};
    return { chief, params: { reportId } };
  }

  async function operatedOrganisation() {
    const [chief, { owner }] = [await operator(), await organisation()];
    const { id: tenantId } = await owner.call('tenants.current');
    return { chief, owner, params: { tenantId } };
  }

  /** A new key of the server. */
  async function newKey() {
    const chief = await operator();
    const body = { name: 'secret key', permissions: ['server:read' as const], ...because };
    const { key, text } = await chief.call('serverKeys.create', { body });
    secrets.add(text);
    return { chief, params: { keyId: key.id } };
  }

  const causes: Record<Exclude<SecurityEventName, 'lines_left_out' | 'audit_head'>, Cause> = {
    signed_up: async () => () => someone(),
    signed_in: async () => {
      const ada = await someone();
      return () => signIn(ada.email, ada.password);
    },
    signed_out: async () => {
      const ada = await someone();
      return () => ada.call('sessions.signOut');
    },
    authenticator_added: async () => {
      const { call } = await someone();
      const { secret } = await call('secondFactors.beginAuthenticator');
      secrets.add(secret);
      const code = new AuthenticatorApp(secret).code();
      return () => call('secondFactors.confirmAuthenticator', { body: { code } });
    },
    authenticator_removed: async () => {
      const { call } = await withAuthenticator();
      return () => call('secondFactors.removeAuthenticator');
    },
    passkey_added: async () => {
      const { call } = await someone();
      const passkey = new SoftwarePasskey(app.url).create(await call('passkeys.beginAdding'));
      secrets.add(passkey.id);
      return () => call('passkeys.add', { body: { name: 'Secret key', passkey } });
    },
    passkey_removed: async () => {
      const { call } = await someone();
      await addPasskey({ call }, app.url);
      const [{ id: passkeyId = '' } = {}] = (await call('secondFactors.get')).passkeys;
      return () => call('passkeys.remove', { params: { passkeyId } });
    },
    recovery_codes_made: async () => {
      const { call } = await withAuthenticator();
      return async () => {
        for (const code of (await call('secondFactors.makeRecoveryCodes')).recoveryCodes) secrets.add(code);
      };
    },
    recovery_code_used: async () => {
      const ada = await withAuthenticator();
      const body = { challengeId: await challengeOf(ada), code: ada.recoveryCodes[0] ?? '' };
      secrets.add(body.challengeId);
      return () => ada.call('sessions.signInSecond', { body });
    },
    proof_renewed: async () => {
      const { call, password } = await someone();
      return () => call('accounts.prove', { body: { password } });
    },
    tenant_switched: async () => {
      const ada = await someone();
      const tenantId = await createTenant(ada);
      return () => ada.call('sessions.switch', { body: { tenantId } });
    },
    session_revoked: async () => {
      const ada = await someone();
      const other = await signIn(ada.email, ada.password);
      return () => ada.call('sessions.revoke', { params: { sessionId: other.json.sessionId } });
    },
    other_sessions_revoked: async () => {
      const ada = await someone();
      return () => ada.call('sessions.revokeOthers');
    },
    refresh_token_reused: async () => {
      const ada = await someone();
      const body = { refreshToken: ada.refreshToken ?? '' };
      const { refreshToken } = await ada.call('sessions.refresh', { body });
      await ada.call('sessions.refresh', { body: { refreshToken: refreshToken ?? '' } });
      return () => refusalOf(ada.call('sessions.refresh', { body }));
    },
    password_set: async () => {
      const { call } = await withGithub();
      return () => call('accounts.setPassword', { body: { newPassword: NEW_PASSWORD } });
    },
    open_identity_linked: async () => {
      const { email, call } = await proven();
      const { challengeId } = await openChallenge(world, 'github', gitHubUser(world, { email }));
      secrets.add(challengeId);
      return () => call('openSignOn.link', { body: { challengeId } });
    },
    open_identity_unlinked: async () => {
      const { call } = await withGithub();
      await call('accounts.setPassword', { body: { newPassword: NEW_PASSWORD } });
      return () => call('openSignOn.unlink', { params: { provider: 'github' } });
    },
    signed_out_by_provider: async () => {
      const company = await employer({ isOn: true });
      const { provider, tenantId } = company;
      provider.logout = { uri: `${app.url}/sign-on/${tenantId}/back-channel-logout`, withSid: true };
      const browser = new CompanyBrowser();
      noted(await signOn(company, employ(company, 'secretary'), browser));
      return () => browser.signOut(provider.issuer);
    },
    password_changed: async () => {
      const { call, password } = await someone();
      return () => call('accounts.changePassword', { body: { password, newPassword: NEW_PASSWORD } });
    },
    password_reset_mailed: async () => {
      const { email } = await someone();
      return () => resetToken(email);
    },
    password_reset: async () => {
      const token = await resetToken((await someone()).email);
      secrets.add(token);
      return () => caller(app)('passwordResets.confirm', { body: { token, newPassword: NEW_PASSWORD } });
    },
    email_verified: async () => {
      const ada = await someone();
      const code = await mailServer.codeOf(() => ada.call('accounts.requestEmailCode'), ada.email);
      return () => ada.call('accounts.verifyEmail', { body: { code } });
    },
    email_change_requested: async () => {
      const { call, password } = await proven();
      return () => call('accounts.changeEmail', { body: { email: newAddress(), password } });
    },
    email_changed: async () => {
      const { call, password } = await proven();
      const email = newAddress();
      const code = await mailServer.codeOf(() => call('accounts.changeEmail', { body: { email, password } }), email);
      return () => call('accounts.confirmEmail', { body: { code } });
    },
    email_change_undone: async () => {
      const { call, password, email: former } = await proven();
      const email = newAddress();
      const code = await mailServer.codeOf(() => call('accounts.changeEmail', { body: { email, password } }), email);
      const token = await mailServer.tokenOf(() => call('accounts.confirmEmail', { body: { code } }), former);
      secrets.add(token);
      return () => caller(app)('accounts.undoEmailChange', { body: { token } });
    },
    account_deleted: async () => {
      const { call, password } = await someone();
      return () => call('accounts.delete', { body: { password } });
    },
    data_export_requested: async () => {
      const ada = await someone();
      return () => ada.call('dataExport.request', { body: {} });
    },
    data_export_downloaded: async () => {
      const ada = await someone();
      await ada.call('dataExport.request', { body: {} });
      await until(async () => (await ada.call('dataExport.get')).state === 'ready');
      return () => ada.call('dataExport.download');
    },
    calendar_link_created: async () => {
      const ada = await someone();
      return async () => secrets.add((await ada.call('calendar.createLink')).url.split('/').at(-1) ?? '');
    },
    calendar_link_removed: async () => {
      const ada = await someone();
      secrets.add((await ada.call('calendar.createLink')).url);
      return () => ada.call('calendar.removeLink');
    },

    tenant_created: async () => {
      const ada = await someone();
      return () => createTenant(ada);
    },
    tenant_deletion_scheduled: async () => {
      const { owner } = await organisation();
      return () => owner.call('tenants.delete', { body: { password: owner.password } });
    },
    tenant_restored: async () => {
      const { account, owner } = await organisation();
      await owner.call('tenants.delete', { body: { password: account.password } });
      return () => owner.call('tenants.restore');
    },
    factor_reset_scheduled: async () => {
      const [chief, personId] = [await operator(), await locked()];
      return () => chief.call('operatedPeople.resetFactors', { params: { personId }, body: { reason: REASON } });
    },
    factor_reset_withdrawn: async () => {
      const [chief, personId] = [await operator(), await locked()];
      const [params, body] = [{ personId }, { reason: REASON }];
      await chief.call('operatedPeople.resetFactors', { params, body });
      return () => chief.call('operatedPeople.keepFactors', { params, body });
    },
    factor_reset_cancelled: async () => {
      const ada = await proven();
      await addAuthenticator(ada);
      await resetFactorsOf(ada);
      return () => ada.call('secondFactors.keep');
    },
    factor_reset_cancelled_by_link: async () => {
      const ada = await proven();
      await addAuthenticator(ada);
      await until(() =>
        mailServer.mails.some(({ to, text }) => to === ada.email && text.includes('/settings/security')),
      );
      const token = await mailServer.tokenOf(() => resetFactorsOf(ada), ada.email);
      secrets.add(token);
      return () => caller(app)('secondFactors.keepByLink', { body: { token } });
    },
    factors_reset: async () => {
      const ada = await proven();
      await addAuthenticator(ada);
      await resetFactorsOf(ada);
      const [past, job] = [new Date(0), { kind: 'accounts.factor_reset', 'data.accountId': ada.id }];
      const factors = app.connection.collection<{
        _id: string;
        authenticator?: object;
        reset?: { toldAt: Date | null };
      }>('secondFactors');
      // A letter that leaves later than this would postpone the removal.
      await until(async () => (await factors.findOne({ _id: ada.id }))?.reset?.toldAt ?? false);
      await factors.updateOne({ _id: ada.id }, { $set: { 'reset.dueAt': past } });
      return async () => {
        await app.connection.collection('jobs').updateOne(job, { $set: { dueAt: past } });
        await until(async () => !(await factors.findOne({ _id: ada.id }))?.authenticator);
      };
    },
    tenant_policy_changed: async () => {
      const { owner } = await organisation();
      await addAuthenticator(owner);
      return () => owner.call('tenants.setPolicy', { body: { needsSecondFactor: true } });
    },
    tenant_retention_set: async () => {
      const { owner } = await organisation();
      const body = { messageDays: 30, roomDays: null, auditDays: null };
      return () => owner.call('tenants.setRetention', { body });
    },
    tenant_retention_cancelled: async () => {
      const { owner } = await organisation();
      await owner.call('tenants.setRetention', { body: { messageDays: 30, roomDays: null, auditDays: null } });
      return () => owner.call('tenants.cancelRetention');
    },
    tenant_joined: async () => {
      const { owner } = await organisation();
      const domain = `works-${Date.now()}.example`;
      const email = newAddress(domain);
      const code = await mailServer.codeOf(() => owner.call('tenantDomains.request', { body: { email } }), email);
      const { id: tenantId } = await owner.call('tenantDomains.verify', { body: { domain, code } });
      const bob = await proven(newAddress(domain));
      return () => bob.call('tenants.join', { params: { tenantId }, body: newEntry() });
    },
    tenant_left: async () => {
      const { owner } = await organisation();
      const bob = noted(await signUpInto(app, owner));
      return () => bob.call('tenants.leave');
    },
    tenant_role_set: async () => {
      const { owner } = await organisation();
      const { id: personId } = noted(await signUpInto(app, owner));
      return () => owner.call('tenantMembers.setRole', { params: { personId }, body: { role: 'admin' } });
    },
    tenant_member_removed: async () => {
      const { owner } = await organisation();
      const { id: personId } = noted(await signUpInto(app, owner));
      return () => owner.call('tenantMembers.remove', { params: { personId } });
    },
    tenant_domain_added: async () => {
      const { owner } = await organisation();
      return await addingDomain(owner, `added-${Date.now()}.example`);
    },
    tenant_domain_removed: async () => {
      const { owner } = await organisation();
      const domain = `gone-${Date.now()}.example`;
      await (await addingDomain(owner, domain))();
      return () => owner.call('tenantDomains.remove', { params: { domain } });
    },
    tenant_invitation_created: async () => {
      const { owner } = await organisation();
      return async () => secrets.add(tokenOf((await owner.call('tenantInvitations.create', { body: {} })).link));
    },
    tenant_invitation_revoked: async () => {
      const { owner } = await organisation();
      const { id: invitationId } = await owner.call('tenantInvitations.create', { body: {} });
      return () => owner.call('tenantInvitations.revoke', { params: { invitationId } });
    },
    sign_on_set_up: async () => {
      const company = await employer();
      return () => company.owner.call('tenantSignOn.set', { body: settingsOf(company) });
    },
    sign_on_answered: async () => {
      const { owner, provider } = await employer({ isOn: true });
      const { url, attemptToken } = await owner.call('tenantSignOn.test', { body: {} });
      const answer = await new CompanyBrowser().signIn(url, 'boss');
      const body = { answer, attemptToken: attemptToken ?? '' };
      for (const secret of [answer, body.attemptToken, provider.clientSecret]) secrets.add(secret);
      return () => owner.call('signOn.finishOwn', { body });
    },
    sign_on_switched: async () => {
      const { owner } = await employer({ isOn: true });
      return () => owner.call('tenantSignOn.activate', { body: { isActive: false } });
    },
    sign_on_required_set: async () => {
      const { owner } = await employer({ isOn: true });
      return () => owner.call('tenantSignOn.require', { body: { isRequired: false, breakGlassIds: [] } });
    },
    sign_on_removed: async () => {
      const { owner } = await employer({ isOn: true });
      return () => owner.call('tenantSignOn.remove');
    },
    signed_on: async () => {
      const company = await employer({ isOn: true });
      const subject = employ(company, 'secretary');
      noted(await signOn(company, subject));
      const body = await comeBack(company, subject);
      for (const secret of [body.answer, body.attemptToken]) secrets.add(secret);
      return () => caller(app)('signOn.finish', { body });
    },
    identity_linked: async () => {
      const company = await employer({ isOn: true });
      const subject = employ(company, 'secretary');
      const { email = '' } = company.provider.employees.get(subject) ?? {};
      const { password } = await someone({ email });
      const { error } = await refusal(caller(app)('signOn.finish', { body: await comeBack(company, subject) }));
      const challengeId = error.details?.signOnLink?.challengeId ?? '';
      secrets.add(challengeId);
      return () => caller(app)('signOn.link', { body: { challengeId, password } });
    },
    break_glass_used: async () => {
      const { owner, account, tenantId } = await employer({ isOn: true });
      await addAuthenticator(account);
      await owner.call('tenantSignOn.require', { body: { isRequired: true, breakGlassIds: [owner.id] } });
      const signedIn = await app.services.sessions.begin(
        { tenantId: PUBLIC_TENANT, personId: account.id },
        { userAgent: '', refreshIn: 'body' },
      );
      const call = caller(app, signedIn.accessToken);
      return () => call('signOn.breakGlass', { body: { tenantId } });
    },
    tenant_invitation_used: async () => {
      const { owner } = await organisation();
      const { link } = await owner.call('tenantInvitations.create', { body: {} });
      const bob = await someone();
      return () => bob.call('tenantInvitations.accept', { body: { token: tokenOf(link), ...newEntry() } });
    },

    tenant_group_created: async () => {
      const { owner } = await organisation();
      return () => owner.call('tenantGroups.create', { body: { name: 'secret group' } });
    },
    tenant_group_changed: async () => {
      const { owner, groupId } = await tenantGroup();
      const body = { name: 'secret group', grants: [{ setId: 'auditor' }] };
      return () => owner.call('tenantGroups.edit', { params: { groupId }, body });
    },
    tenant_group_removed: async () => {
      const { owner, groupId } = await tenantGroup();
      return () => owner.call('tenantGroups.remove', { params: { groupId } });
    },
    tenant_group_person_added: async () => {
      const { owner, groupId } = await tenantGroup();
      return () => owner.call('tenantGroups.addPerson', { params: { groupId, personId: owner.id } });
    },
    tenant_group_person_removed: async () => {
      const { owner, groupId } = await tenantGroup();
      await owner.call('tenantGroups.addPerson', { params: { groupId, personId: owner.id } });
      return () => owner.call('tenantGroups.removePerson', { params: { groupId, personId: owner.id } });
    },
    tenant_set_created: async () => {
      const { owner } = await organisation();
      return () => owner.call('tenantPermissionSets.create', { body: secretSet() });
    },
    tenant_set_removed: async () => {
      const { owner } = await organisation();
      const { id: setId } = await owner.call('tenantPermissionSets.create', { body: secretSet() });
      return () => owner.call('tenantPermissionSets.remove', { params: { setId } });
    },

    community_created: async () => {
      const ada = await someone();
      return () => ada.call('communities.create', { body: { name: `Secret club ${++count}`, rules: '' } });
    },
    community_access_changed: async () => {
      const { owner, params } = await community();
      await owner.call('communities.edit', { params, body: { name: `Another secret ${++count}` } });
      const body = { visibility: 'private', joining: 'invitation' } as const;
      return () => owner.call('communities.edit', { params, body });
    },
    community_closed: async () => {
      const { owner, params } = await community();
      return () => owner.call('communities.close', { params });
    },
    community_joined: async () => (await community()).join,
    community_left: async () => {
      const { other, params } = await member();
      return () => other.call('communities.leave', { params });
    },
    community_request_accepted: async () => {
      const { owner, params, join } = await community('approval');
      await join();
      return () => owner.call('communities.admit', { params });
    },
    community_request_declined: async () => {
      const { owner, params, join } = await community('approval');
      await join();
      return () => owner.call('communities.decline', { params });
    },
    community_invited: async () => {
      const { owner, params } = await community();
      return () => owner.call('communities.invite', { params });
    },
    community_uninvited: async () => {
      const { owner, params } = await community();
      await owner.call('communities.invite', { params });
      return () => owner.call('communities.uninvite', { params });
    },
    community_role_set: async () => {
      const { owner, params } = await member();
      return () => owner.call('communities.setRole', { params, body: { role: 'moderator' } });
    },
    community_handed_over: async () => {
      const { owner, params } = await member();
      return () => owner.call('communities.handOver', { params, body: { personId: params.personId } });
    },
    community_inherited: async () => {
      const { owner, params } = await member();
      const { communityId } = params;
      const person = { tenantId: 'public', personId: owner.id };
      await app.connection.collection('communityMemberships').deleteMany({ communityId, personId: owner.id });
      const pass = { counts: new ErasureCounts(), isRepeat: false };
      return () => app.kernel.hooks.erase(person, pass, async () => undefined);
    },
    community_member_removed: async () => {
      const { owner, params } = await member();
      return () => owner.call('communities.remove', { params, body: { reason: 'a secret reason' } });
    },
    community_banned: async () => {
      const { owner, params } = await member();
      return () => owner.call('communities.ban', { params, body: { reason: 'a secret reason' } });
    },
    community_unbanned: async () => {
      const { owner, params } = await member();
      await owner.call('communities.ban', { params, body: {} });
      return () => owner.call('communities.unban', { params });
    },
    community_muted: async () => {
      const { owner, params } = await member();
      const until = new Date(Date.now() + 3_600_000).toISOString();
      return () => owner.call('communities.mute', { params, body: { reason: 'a secret reason', until } });
    },
    community_unmuted: async () => {
      const { owner, params } = await member();
      const until = new Date(Date.now() + 3_600_000).toISOString();
      await owner.call('communities.mute', { params, body: { until } });
      return () => owner.call('communities.unmute', { params });
    },
    community_invitation_created: async () => {
      const { owner, params } = await community();
      return async () =>
        secrets.add((await owner.call('communities.createInvitation', { params, body: { validDays: 1 } })).token);
    },
    community_invitation_revoked: async () => {
      const { owner, params } = await community();
      const { invitation } = await owner.call('communities.createInvitation', { params, body: { validDays: 1 } });
      const { id: invitationId } = invitation;
      return () => owner.call('communities.revokeInvitation', { params: { ...params, invitationId } });
    },
    community_invitation_used: async () => {
      const { owner, other, params } = await community();
      const { token } = await owner.call('communities.createInvitation', { params, body: { validDays: 1 } });
      secrets.add(token);
      return () => other.call('communities.acceptInvitation', { body: { token, rulesVersion: 1 } });
    },

    role_taken: async () => {
      const operator = noted(await newOperator(app, 'operator'));
      return () => takeRole(operator, 'operator');
    },
    role_left: async () => {
      const chief = await operator();
      return () => chief.call('portal.leave');
    },
    role_approved: async () => {
      const role = `two-keys-${++count}`;
      const body = { name: role, permissions: ['server:read' as const], needsSecondPerson: true };
      await (await operator()).call('operatorRoles.create', { body });
      const [one, other] = [noted(await newOperator(app, role)), noted(await newOperator(app, role))];
      const { id: heldRoleId } = await takeRole(one, role);
      return () => other.call('portal.approve', { params: { heldRoleId }, body: { password: other.password } });
    },
    operator_group_created: async () => {
      const chief = await operator();
      return () => chief.call('operatorGroups.create', { body: newGroup() });
    },
    operator_group_changed: async () => {
      const { chief, groupId } = await group();
      return () => chief.call('operatorGroups.edit', { params: { groupId }, body: newGroup() });
    },
    operator_group_removed: async () => {
      const { chief, groupId } = await group();
      return () => chief.call('operatorGroups.remove', { params: { groupId } });
    },
    operator_added: async () => {
      const { chief, groupId, params } = await group();
      return () => chief.call('operatorGroups.addPerson', { params: { groupId, ...params } });
    },
    operator_removed: async () => {
      const { chief, groupId, params } = await group();
      await chief.call('operatorGroups.addPerson', { params: { groupId, ...params } });
      return () => chief.call('operatorGroups.removePerson', { params: { groupId, ...params } });
    },
    operator_role_created: async () => {
      const chief = await operator();
      const body = { name: `watchers-${++count}`, permissions: ['server:read' as const] };
      return () => chief.call('operatorRoles.create', { body });
    },
    operator_role_removed: async () => {
      const chief = await operator();
      const name = `watchers-${++count}`;
      await chief.call('operatorRoles.create', { body: { name, permissions: ['server:read'] } });
      return () => chief.call('operatorRoles.remove', { params: { name } });
    },
    key_created: async () => {
      const chief = await operator();
      const body = { name: 'secret key', permissions: ['server:read' as const], ...because };
      return async () => secrets.add((await chief.call('serverKeys.create', { body })).text);
    },
    key_rehearsed: async () => {
      const { chief, params } = await newKey();
      return () => chief.call('serverKeys.rehearse', { params, body: because });
    },
    key_disabled: async () => {
      const { chief, params } = await newKey();
      return () => chief.call('serverKeys.disable', { params, body: because });
    },
    key_enabled: async () => {
      const { chief, params } = await newKey();
      await chief.call('serverKeys.disable', { params, body: because });
      return () => chief.call('serverKeys.enable', { params, body: because });
    },
    key_deleted: async () => {
      const { chief, params } = await newKey();
      await chief.call('serverKeys.disable', { params, body: because });
      return () => chief.call('serverKeys.delete', { params, body: because });
    },
    account_suspended: async () => {
      const { chief, params } = await group();
      return () => chief.call('operatedPeople.suspend', { params, body: because });
    },
    account_suspension_ended: async () => {
      const { chief, params } = await group();
      await chief.call('operatedPeople.suspend', { params, body: because });
      return () => chief.call('operatedPeople.unsuspend', { params, body: because });
    },
    account_sessions_ended: async () => {
      const { chief, params } = await group();
      return () => chief.call('operatedPeople.endSessions', { params, body: because });
    },
    account_reset_sent: async () => {
      const { chief, params } = await group();
      return () => chief.call('operatedPeople.sendReset', { params, body: because });
    },
    account_erased: async () => {
      const { chief, params } = await group();
      return () => chief.call('operatedPeople.erase', { params, body: because });
    },
    report_decided: async () => {
      const { chief, params } = await reported();
      return () => chief.call('operatorReports.decide', { params, body: { outcome: 'dismissed', note: 'secret' } });
    },
    report_reopened: async () => {
      const { chief, params } = await reported();
      return () => chief.call('operatorReports.reopen', { params });
    },
    room_role_set: async () => {
      const { owner, params } = await roomGuest();
      return () => owner.call('rooms.setRole', { params, body: { role: 'moderator' } });
    },
    room_voice_set: async () => {
      const { owner, params } = await roomGuest();
      return () => owner.call('rooms.setVoice', { params, body: { maySpeak: false, reason: 'a secret reason' } });
    },
    room_person_removed: async () => {
      const { owner, params } = await roomGuest();
      return () => owner.call('rooms.removePerson', { params, body: { minutes: null, reason: 'a secret reason' } });
    },
    room_ban_ended: async () => {
      const { owner, params } = await roomGuest();
      await owner.call('rooms.removePerson', { params, body: { minutes: null } });
      return () => owner.call('rooms.endBan', { params });
    },
    room_closed_by_operator: async () => {
      const chief = await operator();
      const { id: roomId } = await (await someone()).call('rooms.create', { body: { title: 'secret room' } });
      return () => chief.call('operatedRooms.close', { params: { roomId }, body: because });
    },
    community_closed_by_operator: async () => {
      const chief = await operator();
      const { params } = await community();
      return () => chief.call('operatedCommunities.close', { params, body: because });
    },
    tenant_closed_by_operator: async () => {
      const { chief, params } = await operatedOrganisation();
      return () => chief.call('operatedOrganisations.close', { params, body: because });
    },
    tenant_reopened_by_operator: async () => {
      const { chief, params } = await operatedOrganisation();
      await chief.call('operatedOrganisations.close', { params, body: because });
      return () => chief.call('operatedOrganisations.reopen', { params, body: because });
    },
    tenant_handed_over_by_operator: async () => {
      const { chief, params, owner } = await operatedOrganisation();
      const { id: personId } = noted(await signUpInto(app, owner));
      return () => chief.call('operatedOrganisations.handOver', { params, body: { ...because, personId } });
    },
    tenant_sessions_ended_by_operator: async () => {
      const { chief, params } = await operatedOrganisation();
      return () => chief.call('operatedOrganisations.endSessions', { params, body: because });
    },

    request_refused: async () => {
      const { other, params } = await community();
      return () => refusalOf(other.call('communities.edit', { params, body: { name: 'Taken over' } }));
    },
  };

  const ours = () => all.filter(({ kind }) => kind === 'security');

  /** The security lines that an act causes. */
  async function linesOf(act: () => Promise<unknown>, isComplete = (lines: Line[]) => lines.length > 0) {
    const before = ours().length;
    await act();
    await until(() => ours().slice(before), isComplete);
    return ours().slice(before);
  }

  const entryIds = async () => (await app.connection.collection('auditEntries').distinct('_id')) as unknown as string[];

  for (const [event, cause] of Object.entries(causes) as [keyof typeof causes, Cause][]) {
    const action = ENTRIES[event] ?? event;
    const entry = typeof action === 'string' ? 'leaves an entry' : 'leaves none';
    it(`tells of ${event} in one line, and ${entry} in the audit log`, async () => {
      const act = await cause();
      const before = new Set(await entryIds());
      const lines = await linesOf(act);

      expectLine(event, lines);
      const entries = await entriesAfter(before);
      const actions = entries.map((one) => one.action);
      if (typeof action === 'string') expect(actions).to.include(action);
      else expect(actions, action.why).to.deep.equal([]);
      for (const one of entries) for (const secret of secrets) expect(JSON.stringify(one)).to.not.include(secret);
    });
  }

  function expectLine(event: keyof typeof causes, lines: Line[]): void {
    expect(lines.map((line) => line.event)).to.deep.equal([event, ...(FOLLOWED_BY[event] ?? [])]);
    const [line] = lines;
    const extra = REFUSED.has(event) ? ['reason'] : [];
    expect(line).to.include.all.keys([...COMMON, ...extra, ...securityEvents[event]]);
    expect(line?.outcome).to.equal(REFUSED.has(event) ? 'refused' : 'done');
    expect(line?.personId !== null, 'names who acted').to.equal(!WITHOUT_ACTOR.has(event));
    const facts = securityEvents[event].map((name) => line?.[name]);
    expect(facts, JSON.stringify(line)).to.not.include.members([null]).and.not.include.members([undefined]);
  }

  async function entriesAfter(before: ReadonlySet<string>) {
    const ids = (await entryIds()).filter((id) => !before.has(id));
    const entries = app.connection.collection<{ _id: string; action?: string }>('auditEntries');
    return entries.find({ _id: { $in: ids } }).toArray();
  }

  it('tells in one line of every request that needs a token and has none', async () => {
    const names = (Object.entries(routes) as [RouteName, RouteDefinition][])
      .filter(([, { auth }]) => auth === 'required')
      .map(([name]) => name);
    const told: [RouteName, number][] = [];
    for (const name of names) {
      const params = Object.fromEntries([...routes[name].path.matchAll(/:(\w+)/g)].map(([, key = '']) => [key, ID]));
      const lines = await linesOf(() => refusalOf(caller(app)(name, { params } as never)));
      told.push([
        name,
        lines.filter(({ outcome, reason }) => outcome === 'refused' && reason === 'token_missing').length,
      ]);
    }

    expect(told.filter(([, lines]) => lines !== 1)).to.deep.equal([]);
    expect(told.length).to.be.greaterThan(100);
  });

  it('tells of failed sign-ins, with the account if the address has one', async () => {
    const ada = await someone();
    const lines = [
      ...(await linesOf(() => signIn(ada.email, 'not the password'))),
      ...(await linesOf(() => signIn(newAddress(), 'not the password'))),
    ];

    expect(lines.map(({ event, outcome, reason, accountId }) => ({ event, outcome, reason, accountId }))).to.deep.equal(
      [
        { event: 'signed_in', outcome: 'refused', reason: 'wrong_credentials', accountId: ada.id },
        { event: 'signed_in', outcome: 'refused', reason: 'wrong_credentials', accountId: null },
      ],
    );
  });

  it('tells of wrong passwords, codes and tokens', async () => {
    const [ada, bob] = [await someone(), await someone()];
    const [password, newPassword] = ['not the password', NEW_PASSWORD];
    const token = 'A-made-up-token-0123456789';
    secrets.add(token);
    const lines = await linesOf(
      async () => {
        await refusalOf(ada.call('accounts.changePassword', { body: { password, newPassword } }));
        await refusalOf(ada.call('accounts.delete', { body: { password } }));
        await refusalOf(ada.call('accounts.changeEmail', { body: { email: bob.email, password: ada.password } }));
        await refusalOf(ada.call('accounts.confirmEmail', { body: { code: '12345678' } }));
        await refusalOf(caller(app)('passwordResets.confirm', { body: { token, newPassword } }));
        await refusalOf(caller(app)('accounts.undoEmailChange', { body: { token } }));
        await refusalOf(ada.call('tenantInvitations.accept', { body: { token, ...newEntry() } }));
        await refusalOf(caller(app, `${ada.accessToken}x`)('sessions.signOut'));
      },
      ({ length }) => length === 8,
    );

    expect(lines.map(({ event, outcome, reason }) => [event, outcome, reason].join(' '))).to.deep.equal([
      'password_changed refused wrong_password',
      'account_deleted refused wrong_password',
      'email_change_requested refused email_taken',
      'email_changed refused code_wrong',
      'password_reset refused reset_expired',
      'email_change_undone refused undo_expired',
      'tenant_invitation_used refused invitation_expired',
      'signed_out refused token_invalid',
    ]);
  });

  it('tells when someone asks for what exists and is hidden from them, but not for what does not exist', async () => {
    const [{ owner, params }, { conversationId }, eve] = [await community(), await matchedPair(app), await someone()];
    await owner.call('communities.edit', { params, body: { visibility: 'private' } });
    const ask = (id: string) => refusalOf(eve.call('communities.get', { params: { communityId: id } }));
    const lines = [
      ...(await linesOf(() => ask(params.communityId))),
      ...(await linesOf(() => refusalOf(eve.call('conversations.get', { params: { conversationId } })))),
    ];
    const before = ours().length;
    await ask(ID);
    await eve.call('communities.list');

    const shown = lines.map(({ request: name, reason, personId }) => ({ name, reason, personId }));
    expect(shown).to.deep.equal([
      { name: 'communities.get', reason: 'hidden', personId: eve.id },
      { name: 'conversations.get', reason: 'hidden', personId: eve.id },
    ]);
    expect(lines[0]?.communityId).to.equal(params.communityId);
    expect(ours()).to.have.length(before);
  });

  it('tells of refused socket requests and connections', async () => {
    const [{ conversationId }, eve] = [await matchedPair(app), await someone()];
    const device = await connect(app, eve);
    const lines = [
      ...(await linesOf(() => device.answer('message:send', message(conversationId, 'a secret text')))),
      ...(await linesOf(() => device.answer('session:renew', { accessToken: 'nonsense' }))),
      ...(await linesOf(() => connect(app, { ...eve, accessToken: 'nonsense' }).catch(() => null))),
      ...(await linesOf(() =>
        fetch(`${app.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin: 'https://elsewhere.example' } }),
      )),
    ];

    expect(lines.map(({ request: name, reason, personId }) => [name, reason, personId === eve.id])).to.deep.equal([
      ['message:send', 'hidden', true],
      ['session:renew', 'token_invalid', true],
      ['connect', 'token_invalid', false],
      ['connect', 'foreign_origin', false],
    ]);
    expect(lines[0]).to.include({ conversationId, sessionId: eve.sessionId });
  });

  it('does not grow with the number of attempts, and counts what it left out', async () => {
    const limited: Line[] = [];
    const log = pino(
      { level: 'info', ...logOptions },
      { write: (text: string) => void limited.push(JSON.parse(text)) },
    );
    const small = await startTestApp({ log, limits: { refusalLinesPerActor: 3 } });
    const ada = await signUp(small);
    for (let at = 0; at < 10; at++) await refusalOf(caller(small)('rooms.list'));
    await ada.call('sessions.signOut');
    await small.close();

    const events = limited.filter(({ kind }) => kind === 'security').map(({ event }) => event);
    const refused = ['request_refused', 'request_refused', 'request_refused'];
    expect(events).to.deep.equal(['signed_up', ...refused, 'signed_out', 'audit_head', 'lines_left_out']);
    expect(limited.find(({ event }) => event === 'lines_left_out')?.refused).to.equal(7);
  });
});
