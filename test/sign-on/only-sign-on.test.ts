/** "Only by single sign-on", and entering without the provider in an emergency. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type AuthenticatorApp, addAuthenticator, challengeOf } from '../support/authenticator.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { caller, type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';
import {
  type Company,
  comeBack,
  employ,
  settingsOf,
  signOn,
  startCompany,
  switchOn,
  testConnection,
} from '../support/sign-on.ts';
import { connect, disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

// Promise A14 of docs/promises.md.
describe('only by single sign-on', () => {
  let app: TestApp;
  let mails: MailServer;
  let company: Company;
  /** The owner with a second factor, in the organisation and with the account itself. */
  let boss: Person;
  let authenticator: AuthenticatorApp;

  before(async () => {
    mails = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mails.url } });
  });
  beforeEach(async () => {
    boss = await signUp(app);
    authenticator = (await addAuthenticator(boss)).app;
    company = await startCompany(app, boss);
    await switchOn(company);
  });
  afterEach(async () => {
    disconnectAll();
    await company.provider.close();
  });
  after(async () => {
    await app.close();
    await mails.close();
  });

  const require = (isRequired = true) =>
    company.owner.call('tenantSignOn.require', { body: { isRequired, breakGlassIds: [company.owner.id] } });
  const enter = (person: Person) => person.call('sessions.switch', { body: { tenantId: company.tenantId } });
  /** Signs in with the account of the owner, as in an emergency. Each code works once. */
  const signInAsBoss = async (stepsAhead = 0) => {
    const challengeId = await challengeOf({ ...boss, call: caller(app) });
    const body = { challengeId, code: authenticator.code(stepsAhead) };
    const signedIn = await caller(app)('sessions.signInSecond', { body });
    return { ...boss, signedIn, call: caller(app, signedIn.accessToken) };
  };

  it('ends the sessions of passwords at once, with their sockets, and keeps those of the provider', async () => {
    const member = await signUpInto(app, company.owner);
    const colleague = await signOn(company, employ(company, 'ada'));
    const socket = await connect(app, member);
    const ended = socket.next('session:ended');

    await require();

    expect(await ended).to.deep.equal({ reason: 'sign_on_needed' });
    expect(await refusalOf(member.call('accounts.me'))).to.equal('unauthenticated/session_ended');
    expect((await colleague.call('accounts.me')).tenant.id).to.equal(company.tenantId);
  });

  it('lets no password in: neither by a switch, nor by a sign-in, nor by an invitation', async () => {
    const account = await signUp(app);
    const { link } = await company.owner.call('tenantInvitations.create', { body: {} });
    await signUpInto(app, company.owner);
    const member = await signUpInto(app, company.owner);
    await require();

    const { email, password } = member;
    const signedIn = await caller(app)('sessions.signIn', { body: { email, password } });
    expect(signedIn.tenant.id).to.equal(PUBLIC_TENANT);
    expect(await refusalOf(enter({ ...member, call: caller(app, signedIn.accessToken) }))).to.equal(
      'forbidden/single_sign_on_needed',
    );
    const token = link?.split('#token=')[1] ?? '';
    await account.call('tenantInvitations.accept', { body: { token, handle: 'late_comer', displayName: 'Late' } });
    expect(await refusalOf(enter(account))).to.equal('forbidden/single_sign_on_needed');
  });

  it('does not concern other organisations of the same people', async () => {
    const account = await signUp(app);
    const elsewhere = await createTenant(account);
    await require();

    expect((await switchTo(app, account, elsewhere)).id).to.be.a('string');
  });

  it('can be switched on only after a test and with an owner who has a second factor', async () => {
    const other = await startCompany(app);
    const { owner } = other;
    const activate = () => owner.call('tenantSignOn.activate', { body: { isActive: true } });
    const requireBy = (breakGlassIds: string[]) =>
      owner.call('tenantSignOn.require', { body: { isRequired: true, breakGlassIds } });
    await owner.call('tenantSignOn.set', { body: settingsOf(other) });

    expect(await refusalOf(activate())).to.equal('conflict/sign_on_untested');
    expect(await refusalOf(requireBy([owner.id]))).to.equal('conflict/sign_on_untested');
    other.provider.employees.set('boss', { email: `boss@${other.domain}`, email_verified: false, groups: ['Board'] });
    const tested = await testConnection(other, 'boss');
    expect(tested).to.deep.equal({
      purpose: 'test',
      subject: 'boss',
      email: `boss@${other.domain}`,
      isEmailVerified: false,
      groups: ['Board'],
      problems: ['email_unverified'],
    });
    await activate();
    expect(await refusalOf(requireBy([owner.id]))).to.equal('conflict/no_break_glass');
    expect(await refusalOf(requireBy([]))).to.equal('conflict/no_break_glass');
    await other.provider.close();
  });

  it('keeps the provider, the client and the switch until other ways are let in', async () => {
    await require();
    const colleague = await signOn(company, employ(company, 'ada'));
    await app.connection
      .collection<{ _id: string }>('tenants')
      .updateOne({ _id: company.tenantId }, { $push: { ownerIds: colleague.id } } as never);
    const { call } = colleague;
    const body = settingsOf(company);

    expect(await refusalOf(call('tenantSignOn.set', { body: { ...body, clientId: 'other' } }))).to.equal(
      'conflict/sign_on_is_required',
    );
    expect(await refusalOf(call('tenantSignOn.activate', { body: { isActive: false } }))).to.equal(
      'conflict/sign_on_is_required',
    );
    expect(await refusalOf(call('tenantSignOn.remove'))).to.equal('conflict/sign_on_is_required');
    // A new secret is not another client.
    const { connection } = await call('tenantSignOn.set', { body });
    expect(connection).to.include({ isActive: true, isRequired: true });
  });

  it('asks for a new test after another client was set, and ends the sessions of the former one', async () => {
    const colleague = await signOn(company, employ(company, 'ada'));

    const body = { ...settingsOf(company), clientId: 'another' };
    const { connection } = await company.owner.call('tenantSignOn.set', { body });

    expect(connection).to.include({ isActive: false, testedAt: null });
    expect(await refusalOf(colleague.call('accounts.me'))).to.equal('unauthenticated/session_ended');
  });

  it('never returns the secret, and does not send it to another provider', async () => {
    const { issuer: _, ...body } = settingsOf(company);
    const other = { ...body, issuer: 'http://127.0.0.1:9/', clientSecret: undefined };

    const settings = await company.owner.call('tenantSignOn.get');

    expect(JSON.stringify(settings)).not.to.contain(company.provider.clientSecret);
    expect(await refusalOf(company.owner.call('tenantSignOn.set', { body: other }))).to.equal('invalid_input');
    const stored = await app.connection.collection('signOnConnections').find().toArray();
    expect(JSON.stringify(stored)).not.to.contain(company.provider.clientSecret);
  });

  it('is for owners: neither admins nor members read or change it', async () => {
    const member = await signUpInto(app, company.owner);
    const admin = await signUpInto(app, company.owner);
    await company.owner.call('tenantMembers.setRole', { params: { personId: admin.id }, body: { role: 'admin' } });

    for (const { call } of [member, admin]) {
      expect(await refusalOf(call('tenantSignOn.get'))).to.equal('forbidden/not_allowed');
      expect(await refusalOf(call('tenantSignOn.test', { body: {} }))).to.equal('forbidden/not_allowed');
      expect(await refusalOf(call('tenantSignOn.set', { body: settingsOf(company) }))).to.equal(
        'forbidden/not_allowed',
      );
      expect(await refusalOf(call('tenantSignOn.remove'))).to.equal('forbidden/not_allowed');
    }
  });

  it('ends a session that began at the moment of the switch', async () => {
    const account = await signUp(app);
    const { link } = await company.owner.call('tenantInvitations.create', { body: {} });
    const token = link?.split('#token=')[1] ?? '';
    await account.call('tenantInvitations.accept', { body: { token, handle: 'racer', displayName: 'Racer' } });
    const entering = Array.from({ length: 5 }, () => refusalOf(enter(account)));

    await require();
    await Promise.all(entering);

    const sessions = app.connection.collection('sessions');
    const open = { tenantId: company.tenantId, endedAt: null, 'signOn.by': null };
    await until(async () => (await sessions.countDocuments(open)) === 0);
  });

  describe('break-glass access', () => {
    it('lets the chosen owner in with password and second factor, with an entry and a letter to each owner', async () => {
      await require();
      const outside = await signInAsBoss();
      expect(outside.signedIn.tenant.id).to.equal(PUBLIC_TENANT);
      await proveAddress(app, boss);

      const body = { tenantId: company.tenantId };
      const inside = await outside.call('signOn.breakGlass', { body });
      // After the letters about the address and the authenticator app.
      await until(() => mails.mails.some(({ to, text }) => to === boss.email && text.includes('break-glass')));

      const call = caller(app, inside.accessToken);
      expect(inside.tenant.id).to.equal(company.tenantId);
      const { items } = await call('tenants.audit', { query: { action: 'break_glass_used' } });
      expect(items.map(({ actorId }) => actorId)).to.deep.equal([company.owner.id]);
      const { by, endsBy } = await call('signOn.session');
      expect(by).to.equal('break_glass');
      expect(Date.parse(endsBy ?? '') - Date.now()).to.be.within(3_500_000, 3_600_000);
    });

    it('ends when other ways are let in again, and can be used to do that', async () => {
      await require();
      const { accessToken } = await (await signInAsBoss()).call('signOn.breakGlass', {
        body: { tenantId: company.tenantId },
      });
      const call = caller(app, accessToken);

      await call('tenantSignOn.require', { body: { isRequired: false, breakGlassIds: [] } });

      expect(await refusalOf(call('accounts.me'))).to.equal('unauthenticated/session_ended');
      expect((await enter(await signInAsBoss(1))).tenant.id).to.equal(company.tenantId);
    });

    it('is refused to owners who were not chosen, to members, and while other ways are let in', async () => {
      const second = await signUp(app);
      await addAuthenticator(second);
      const { link } = await company.owner.call('tenantInvitations.create', { body: {} });
      const token = link?.split('#token=')[1] ?? '';
      const entry = { token, handle: 'second_owner', displayName: 'Second' };
      const { person } = await second.call('tenantInvitations.accept', { body: entry });
      const personId = person.id;
      const body = { tenantId: company.tenantId };

      expect(await refusalOf(second.call('signOn.breakGlass', { body }))).to.equal('not_found/no_sign_on');
      await company.owner.call('tenantMembers.setRole', { params: { personId }, body: { role: 'owner' } });
      await require();
      expect(await refusalOf(second.call('signOn.breakGlass', { body }))).to.equal('forbidden/not_allowed');
      const stranger = await signUp(app);
      expect(await refusalOf(stranger.call('signOn.breakGlass', { body }))).to.equal('not_found');
    });

    it('needs a fresh proof', async () => {
      await require();
      const outside = await signInAsBoss();
      const sessions = app.connection.collection<{ _id: string }>('sessions');
      await sessions.updateOne({ _id: outside.signedIn.sessionId }, { $set: { provenAt: new Date(0) } });

      const body = { tenantId: company.tenantId };

      expect(await refusalOf(outside.call('signOn.breakGlass', { body }))).to.equal('forbidden/proof_needed');
    });

    it('is of no use without the second factor', async () => {
      await require();
      const outside = await signInAsBoss();
      await outside.call('secondFactors.removeAuthenticator');

      const body = { tenantId: company.tenantId };

      expect(await refusalOf(outside.call('signOn.breakGlass', { body }))).to.equal('forbidden/not_allowed');
    });
  });

  it('does not begin a session of a person who was removed while the provider signed them in', async () => {
    const subject = employ(company, 'ada');
    const ada = await signOn(company, subject);
    const body = await comeBack(company, subject);

    await company.owner.call('tenantMembers.remove', { params: { personId: ada.id } });

    expect(await refusalOf(caller(app)('signOn.finish', { body }))).to.equal('forbidden/sign_on_departed');
  });
});
