/**
 * What works with a token or a code alone, by the routes that take one: how it is made, and every way in which the right ends
 * that it was made with. `capabilities.test.ts` fails for a route without an entry, so every new one needs a decision.
 */
import { randomBytes } from 'node:crypto';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import type { TokenKey } from '../../src/kernel/token-keys.ts';
import { StopMailTokens } from '../../src/notifications/delivery/stop-mail-tokens.ts';
import type { RouteName } from '../../src/protocol/index.ts';
import type { TestApp } from '../support/app.ts';
import { AuthenticatorApp, addAuthenticator, challengeOf } from '../support/authenticator.ts';
import { CompanyBrowser } from '../support/identity-provider.ts';
import { type MailServer, type ReceivedMail, tokenIn } from '../support/mail-server.ts';
import { operatorWith, REASON } from '../support/operators.ts';
import { bringIn, createTenant, newEntry, switchTo, tokenOf } from '../support/organisations.ts';
import { caller, type Person, proveAddress, refusal, signUp } from '../support/people.ts';
import { comeBack, employ, settingsOf, startCompany, switchOn } from '../support/sign-on.ts';
import { until } from '../support/until.ts';

export interface Capability {
  secret: string;
  /** The routes that take the secret, in the order in which they are tried. */
  uses: Partial<Record<RouteName, (secret: string) => Promise<unknown>>>;
  /** How the right ends. */
  losses: Record<string, () => Promise<unknown>>;
}

export interface MakerWorld {
  app: TestApp;
  mailServer: MailServer;
  tokenKeys: readonly TokenKey[];
}

type Maker = (world: MakerWorld) => Promise<Capability>;

const NEW_PASSWORD = 'another quiet evening';
let count = 0;

export const makers: Readonly<Record<string, Maker>> = {
  async 'an invitation link of a community'(world) {
    const { app } = world;
    const [owner, maker, guest] = [await signUp(app), await signUp(app), await signUp(app)];
    const { id: communityId } = await owner.call('communities.create', { body: { name: 'Quiet' } });
    const params = { communityId, personId: maker.id };
    await maker.call('communities.join', { params, body: { rulesVersion: 0 } });
    const setRole = (role: 'moderator' | 'member') => owner.call('communities.setRole', { params, body: { role } });
    await setRole('moderator');
    const { invitation, token } = await maker.call('communities.createInvitation', { params, body: {} });
    return {
      secret: token,
      uses: {
        'front.readInvitation': (secret) => caller(app)('front.readInvitation', { body: { token: secret } }),
        'communities.readInvitation': (secret) => guest.call('communities.readInvitation', { body: { token: secret } }),
        'communities.acceptInvitation': (secret) =>
          guest.call('communities.acceptInvitation', { body: { token: secret, rulesVersion: 0 } }),
      },
      losses: {
        demoted: () => setRole('member'),
        'demoted, and promoted again': () => setRole('member').then(() => setRole('moderator')),
        removed: () => owner.call('communities.remove', { params, body: {} }),
        banned: () => owner.call('communities.ban', { params, body: { until: null } }),
        left: () => maker.call('communities.leave', { params }),
        'left, and came back as a moderator': async () => {
          await maker.call('communities.leave', { params });
          await maker.call('communities.join', { params, body: { rulesVersion: 0 } });
          await setRole('moderator');
        },
        'deleted the account': () => deleteAccount(maker),
        revoked: () =>
          owner.call('communities.revokeInvitation', { params: { communityId, invitationId: invitation.id } }),
        'the community was closed': () => owner.call('communities.close', { params }),
      },
    };
  },

  async 'an invitation link of an organisation'(world) {
    const { app } = world;
    const { owner, account, maker } = await organisation(app, 'admin');
    const guest = await signUp(app);
    const params = { personId: maker.id };
    const setRole = (role: 'admin' | 'member') => owner.call('tenantMembers.setRole', { params, body: { role } });
    const { id: invitationId, link } = await maker.call('tenantInvitations.create', { body: { maxUses: 9 } });
    return {
      secret: tokenOf(link),
      uses: tenantUses(guest),
      losses: {
        demoted: () => setRole('member'),
        'demoted, and promoted again': () => setRole('member').then(() => setRole('admin')),
        removed: () => owner.call('tenantMembers.remove', { params }),
        left: () => maker.call('tenants.leave'),
        'left, and came back': () => maker.call('tenants.leave').then(() => bringIn(owner, account, 'admin')),
        'deleted the account': () => deleteAccount(account),
        revoked: () => owner.call('tenantInvitations.revoke', { params: { invitationId } }),
        'the organisation is going to be deleted': () =>
          owner.call('tenants.delete', { body: { password: owner.password } }),
      },
    };
  },

  async 'an invitation of admins by an owner'({ app }) {
    const { owner, account, maker } = await organisation(app, 'owner');
    const guest = await signUp(app);
    const params = { personId: maker.id };
    const { link } = await maker.call('tenantInvitations.create', { body: { role: 'admin' } });
    return {
      secret: tokenOf(link),
      uses: tenantUses(guest),
      losses: {
        'became an admin': () => owner.call('tenantMembers.setRole', { params, body: { role: 'admin' } }),
        'became a member': () => owner.call('tenantMembers.setRole', { params, body: { role: 'member' } }),
        'deleted the account': () => deleteAccount(account),
      },
    };
  },

  async 'a link to reset a password'(world) {
    const { app } = world;
    const person = await verified(world, await signUp(app));
    const secret = await resetLink(world, person);
    return {
      secret,
      uses: {
        'passwordResets.confirm': (token) =>
          caller(app)('passwordResets.confirm', { body: { token, newPassword: 'a third quiet evening' } }),
      },
      losses: {
        ...credentialLosses(world, person),
        used: () => confirmReset(app, secret),
        'another link was sent': () => resetLink(world, person),
        'changed the address': () => changeEmail(world, person),
      },
    };
  },

  async 'a code that changes an e-mail address'(world) {
    const { app } = world;
    const person = await verified(world, await signUp(app));
    const secret = await codeForNewEmail(world, person);
    return {
      secret,
      // After a reset only with a new session, as the owner has.
      uses: {
        'accounts.confirmEmail': async (code) =>
          (await again(app, person))('accounts.confirmEmail', { body: { code } }),
      },
      losses: {
        ...credentialLosses(world, person),
        used: () => person.call('accounts.confirmEmail', { body: { code: secret } }),
        'a code for another address was sent': () => codeForNewEmail(world, person),
      },
    };
  },

  async 'a code that verifies an e-mail address'(world) {
    const { app } = world;
    const person = await signUp(app);
    const secret = await verificationCode(world, person);
    return {
      secret,
      uses: { 'accounts.verifyEmail': (code) => person.call('accounts.verifyEmail', { body: { code } }) },
      losses: {
        used: () => person.call('accounts.verifyEmail', { body: { code: secret } }),
        'another code was sent': () => verificationCode(world, person),
        'changed the address': () => changeEmail(world, person),
        'deleted the account': () => deleteAccount(person),
      },
    };
  },

  async 'a code that verifies a domain'(world) {
    const { app, mailServer } = world;
    const { owner, account, maker } = await organisation(app, 'owner');
    const domain = `d${++count}-${Date.now()}.test`;
    const email = `me@${domain}`;
    const params = { personId: maker.id };
    const send = () => mailServer.codeOf(() => maker.call('tenantDomains.request', { body: { email } }), email);
    const secret = await send();
    return {
      secret,
      uses: { 'tenantDomains.verify': (code) => maker.call('tenantDomains.verify', { body: { domain, code } }) },
      losses: {
        used: () => maker.call('tenantDomains.verify', { body: { domain, code: secret } }),
        'another code was sent': send,
        'became an admin': () => owner.call('tenantMembers.setRole', { params, body: { role: 'admin' } }),
        removed: () => owner.call('tenantMembers.remove', { params }),
        'deleted the account': () => deleteAccount(account),
      },
    };
  },

  async 'a letter that undoes a change of the e-mail address'(world) {
    const { app } = world;
    const person = await verified(world, await signUp(app));
    const earlier = await changeEmail(world, person);
    const secret = await changeEmail(world, person);
    const undo = (token: string) => caller(app)('accounts.undoEmailChange', { body: { token } });
    return {
      secret,
      uses: { 'accounts.undoEmailChange': undo },
      losses: {
        used: () => undo(secret),
        'the letter of an earlier change was used': () => undo(earlier),
        'deleted the account': () => deleteAccount(person),
      },
    };
  },

  async 'a link that keeps second factors'({ app, mailServer }) {
    const person = await proveAddress(app, await signUp(app));
    const operator = await operatorWith(app);
    const [params, body] = [{ personId: person.id }, { reason: REASON }];
    await addAuthenticator(person);
    await operator.call('operatedPeople.resetFactors', { params, body });
    const isIt = ({ to, text }: ReceivedMail) => to === person.email && text.includes('keep-factors');
    const secret = tokenIn((await until(() => mailServer.mails.find(isIt)))?.text ?? '');
    const keep = (token: string) => caller(app)('secondFactors.keepByLink', { body: { token } });
    return {
      secret,
      uses: { 'secondFactors.keepByLink': keep },
      losses: {
        used: () => keep(secret),
        'kept them on a device': () => person.call('secondFactors.keep'),
        'operators took it back': () => operator.call('operatedPeople.keepFactors', { params, body }),
        'deleted the account': () => deleteAccount(person),
      },
    };
  },

  async 'a calendar link'(world) {
    const { app } = world;
    const person = await signUp(app);
    return {
      secret: await calendarLink(person),
      uses: { 'calendar.feed': (token) => caller(app)('calendar.feed', { params: { token } }) },
      losses: {
        ...credentialLosses(world, person),
        removed: () => person.call('calendar.removeLink'),
        replaced: () => calendarLink(person),
      },
    };
  },

  async 'a calendar link in an organisation'({ app }) {
    const { owner, account, maker } = await organisation(app, 'member');
    const outside = await again(app, account);
    return {
      secret: await calendarLink(maker),
      uses: { 'calendar.feed': (token) => caller(app)('calendar.feed', { params: { token } }) },
      losses: {
        'was removed': () => owner.call('tenantMembers.remove', { params: { personId: maker.id } }),
        'changed the password outside': () => changePassword(outside, account.password),
        'ended all other sessions outside': () => outside('sessions.revokeOthers'),
      },
    };
  },

  async 'a code of an authenticator app that is being added'({ app }) {
    const person = await signUp(app);
    const { secret } = await person.call('secondFactors.beginAuthenticator');
    const confirm = (code: string) => person.call('secondFactors.confirmAuthenticator', { body: { code } });
    const code = new AuthenticatorApp(secret).code();
    return {
      secret: code,
      uses: { 'secondFactors.confirmAuthenticator': confirm },
      losses: {
        used: () => confirm(code),
        'began again': () => person.call('secondFactors.beginAuthenticator'),
        'deleted the account': () => deleteAccount(person),
      },
    };
  },

  async 'a recovery code'(world) {
    const { app } = world;
    const person = await signUp(app);
    const [secret = ''] = (await addAuthenticator(person)).recoveryCodes;
    const signIn = async (code: string) => {
      const challengeId = await challengeOf(person);
      return caller(app)('sessions.signInSecond', { body: { challengeId, code } });
    };
    const { password } = person;
    const prove = (code: string) => person.call('accounts.prove', { body: { password, code } });
    return {
      secret,
      uses: { 'accounts.prove': prove },
      losses: {
        'used to sign in': () => signIn(secret),
        'used for a proof': () => prove(secret),
        'new codes were made': () => person.call('secondFactors.makeRecoveryCodes'),
        'the second factor was removed, and another one added': async () => {
          await person.call('secondFactors.removeAuthenticator');
          await addAuthenticator(person);
        },
        'deleted the account': () => deleteAccount(person),
      },
    };
  },

  async 'the challenge of a sign-in'(world) {
    const { app } = world;
    const person = await signUp(app);
    const codes = (await addAuthenticator(person)).recoveryCodes;
    const elsewhere = { ...person, call: await again(app, person) };
    const secret = await challengeOf(person);
    const finish = (challengeId: string) =>
      caller(app)('sessions.signInSecond', { body: { challengeId, code: codes.pop() ?? '' } });
    return {
      secret,
      uses: { 'sessions.signInSecond': finish },
      losses: { ...credentialLosses(world, elsewhere), used: () => finish(secret) },
    };
  },

  async 'the token of a sign-in at a provider'({ app }) {
    const company = await startCompany(app);
    await switchOn(company);
    const { answer, attemptToken: secret } = await comeBack(company, employ(company, 'ada'));
    const { owner, tenantId } = company;
    const finish = (attemptToken: string) => caller(app)('signOn.finish', { body: { tenantId, answer, attemptToken } });
    return {
      secret,
      uses: { 'signOn.finish': finish },
      losses: {
        used: () => finish(secret),
        'an owner switched it off': () => owner.call('tenantSignOn.activate', { body: { isActive: false } }),
        'an owner set a new secret': () => owner.call('tenantSignOn.set', { body: settingsOf(company) }),
      },
    };
  },

  async 'the token of a test at a provider'({ app }) {
    const company = await startCompany(app);
    await switchOn(company);
    const { owner } = company;
    const { url, attemptToken } = await owner.call('tenantSignOn.test', { body: {} });
    const answer = await new CompanyBrowser().signIn(url, 'boss');
    const secret = attemptToken ?? '';
    const finish = (token: string) => owner.call('signOn.finishOwn', { body: { answer, attemptToken: token } });
    return {
      secret,
      uses: { 'signOn.finishOwn': finish },
      losses: {
        used: () => finish(secret),
        'an owner set another client': () =>
          owner.call('tenantSignOn.set', { body: { ...settingsOf(company), clientId: 'another' } }),
      },
    };
  },

  async 'the challenge to link an identity'(world) {
    const { app } = world;
    const company = await startCompany(app);
    await switchOn(company);
    const subject = employ(company, 'ada');
    const { email = '' } = company.provider.employees.get(subject) ?? {};
    const person = await signUp(app, { email });
    const elsewhere = { ...person, call: await again(app, person) };
    const signIn = caller(app)('signOn.finish', { body: await comeBack(company, subject) });
    const secret = (await refusal(signIn)).error.details?.signOnLink?.challengeId ?? '';
    const link = (challengeId: string) =>
      caller(app)('signOn.link', { body: { challengeId, password: person.password } });
    return {
      secret,
      uses: { 'signOn.link': link },
      losses: { ...credentialLosses(world, elsewhere), used: () => link(secret) },
    };
  },

  async 'a refresh token'(world) {
    const { app } = world;
    const person = await signUp(app);
    const elsewhere = await again(app, person);
    const losses = credentialLosses(world, { ...person, call: elsewhere });
    return {
      secret: person.refreshToken ?? '',
      uses: { 'sessions.refresh': (refreshToken) => caller(app)('sessions.refresh', { body: { refreshToken } }) },
      losses: {
        ...losses,
        'signed out': () => person.call('sessions.signOut'),
        'was signed out elsewhere': () => elsewhere('sessions.revoke', { params: { sessionId: person.sessionId } }),
      },
    };
  },
};

/** A link that stops mails works as long as a mail is kept. It is answered the same, but changes nothing for a deleted account. */
export async function stopMailLink({
  app,
  tokenKeys,
}: MakerWorld): Promise<{ person: Person; use: () => Promise<unknown> }> {
  const person = await signUp(app);
  const token = new StopMailTokens({ keys: tokenKeys }).make({ tenantId: PUBLIC_TENANT, personId: person.id });
  return { person, use: () => caller(app)('notifications.stopMail', { params: { token } }) };
}

/** Nothing has this secret, but it has the right form. */
export function madeUp(secret: string): string {
  return /^\d{8}$/.test(secret)
    ? String((Number(secret) + 1) % 100_000_000).padStart(8, '0')
    : randomBytes(32).toString('base64url');
}

/** How a person ends what was made with the credentials. */
function credentialLosses(world: MakerWorld, person: Person): Record<string, () => Promise<unknown>> {
  return {
    'changed the password': () => changePassword(person.call, person.password),
    'reset the password': async () => confirmReset(world.app, await resetLink(world, person)),
    'ended all other sessions': () => person.call('sessions.revokeOthers'),
    'deleted the account': () => deleteAccount(person),
  };
}

function tenantUses(guest: Person): Capability['uses'] {
  return {
    'tenantInvitations.preview': (token) => guest.call('tenantInvitations.preview', { body: { token } }),
    'tenantInvitations.accept': (token) => guest.call('tenantInvitations.accept', { body: { token, ...newEntry() } }),
  };
}

/** An organisation with an owner, and a second person with this role. `account` is the second person in the public tenant. */
async function organisation(app: TestApp, role: 'owner' | 'admin' | 'member') {
  const founder = await proveAddress(app, await signUp(app));
  const account = await proveAddress(app, await signUp(app));
  const tenantId = await createTenant(founder);
  const owner = await switchTo(app, founder, tenantId);
  await bringIn(owner, account);
  const outside = await again(app, account);
  const maker = await switchTo(app, account, tenantId);
  await owner.call('tenantMembers.setRole', { params: { personId: maker.id }, body: { role } });
  return { owner, account: { ...account, call: outside }, maker };
}

async function again(app: TestApp, { id: personId }: Person): Promise<Person['call']> {
  const device = { userAgent: '', refreshIn: 'body' } as const;
  const { accessToken } = await app.services.sessions.begin({ tenantId: PUBLIC_TENANT, personId }, device);
  return caller(app, accessToken);
}

function deleteAccount({ call, password }: Person): Promise<unknown> {
  return call('accounts.delete', { body: { password } });
}

function changePassword(call: Person['call'], password: string): Promise<unknown> {
  return call('accounts.changePassword', { body: { password, newPassword: NEW_PASSWORD } });
}

function confirmReset(app: TestApp, token: string): Promise<unknown> {
  return caller(app)('passwordResets.confirm', { body: { token, newPassword: NEW_PASSWORD } });
}

async function calendarLink({ call }: Person): Promise<string> {
  return (await call('calendar.createLink')).url.split('/').at(-1) ?? '';
}

async function resetLink({ app, mailServer }: MakerWorld, { email }: Person): Promise<string> {
  const body = { email };
  return await mailServer.tokenOf(() => caller(app)('passwordResets.request', { body }), email);
}

async function verificationCode({ mailServer }: MakerWorld, { call, email }: Person): Promise<string> {
  return await mailServer.codeOf(() => call('accounts.requestEmailCode'), email);
}

async function verified(world: MakerWorld, person: Person): Promise<Person> {
  await person.call('accounts.verifyEmail', { body: { code: await verificationCode(world, person) } });
  return person;
}

async function codeForNewEmail({ mailServer }: MakerWorld, { call, password }: Person): Promise<string> {
  const email = `new-${Date.now()}-${++count}@example.com`;
  return await mailServer.codeOf(() => call('accounts.changeEmail', { body: { email, password } }), email);
}

/** Returns the token of the letter to the former address; empty for one that was not verified. */
async function changeEmail(world: MakerWorld, person: Person): Promise<string> {
  const { account } = await person.call('accounts.me');
  const code = await codeForNewEmail(world, person);
  const confirm = () => person.call('accounts.confirmEmail', { body: { code } });
  if (account.isEmailVerified) return await world.mailServer.tokenOf(confirm, account.email);
  await confirm();
  return '';
}
