/** Signing in by the identity provider of an organisation, with a real provider. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { interrupting } from '../support/hold.ts';
import { cookieOf, request } from '../support/http.ts';
import { CompanyBrowser } from '../support/identity-provider.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { bringIn, switchTo } from '../support/organisations.ts';
import { caller, proveAddress, refusal, refusalOf, signUp } from '../support/people.ts';
import { type Company, comeBack, employ, signOn, startCompany, switchOn } from '../support/sign-on.ts';

// Promise A14 of docs/promises.md.
describe('single sign-on', () => {
  let app: TestApp;
  let company: Company;
  let mails: MailServer;

  before(async () => {
    mails = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mails.url } });
    company = await startCompany(app);
    await switchOn(company);
  });
  after(async () => {
    await company.provider.close();
    await app.close();
    await mails.close();
  });

  const finish = async (subject: string, browser?: CompanyBrowser) =>
    caller(app)('signOn.finish', { body: await comeBack(company, subject, browser) });
  const addressOf = (subject: string) => company.provider.employees.get(subject)?.email ?? '';
  /** Signs in as somebody whose address an account has already. Resolves with the challenge. */
  const challengeFor = async (subject: string) => {
    const { error } = await refusal(finish(subject));
    expect(error.details?.reason).to.equal('sign_on_link_needed');
    if (!error.details?.signOnLink) throw new Error('There is no challenge');
    return error.details.signOnLink;
  };

  describe('the first sign-in', () => {
    it('makes a new person a member with a profile of the names that the provider knows', async () => {
      const subject = employ(company, 'hanako', { name: '田中 花子', preferred_username: 'hanako.tanaka' });

      const hanako = await signOn(company, subject);

      const { tenant, profile, account } = await hanako.call('accounts.me');
      expect(tenant).to.include({ id: company.tenantId, role: 'member' });
      expect(profile).to.include({ handle: 'hanako_tanaka', displayName: '田中 花子' });
      expect(account).to.include({ email: addressOf(subject), isEmailVerified: false });
    });

    it('does not show the name of the person in the open space', async () => {
      const subject = employ(company, 'private', { name: 'Jane Private' });
      const { account } = await (await signOn(company, subject)).call('accounts.me');
      const other = await signUp(app);

      const profile = await other.call('profiles.get', { params: { personId: account.id } });

      expect(profile.displayName).to.match(/^new_/);
    });

    it('gives two people with the same name two handles', async () => {
      const [one, two] = [
        employ(company, 'ken', { preferred_username: 'ken' }),
        employ(company, 'ken', { preferred_username: 'ken' }),
      ];

      const handles = [(await signOn(company, one)).handle, (await signOn(company, two)).handle];

      expect(handles).to.deep.equal(['ken', 'ken_2']);
    });

    it('refuses an address that the provider has not verified, a foreign one, and none', async () => {
      const subjects = [
        employ(company, 'a', { email_verified: false }),
        employ(company, 'b', { email: 'b@elsewhere.example' }),
        employ(company, 'c', { email: `c@sub.${company.domain}` }),
        employ(company, 'd', { email: undefined }),
      ];

      const reasons = [];
      for (const subject of subjects) reasons.push(await refusalOf(finish(subject)));

      expect(new Set(reasons)).to.deep.equal(new Set(['forbidden/sign_on_email_refused']));
    });

    it('refuses an address in a domain that the organisation has lost since', async () => {
      const tenants = app.connection.collection<{ _id: string }>('tenants');
      await tenants.updateOne({ _id: company.tenantId }, { $set: { domains: [] } });

      const reason = await refusalOf(finish(employ(company, 'late')));

      await tenants.updateOne({ _id: company.tenantId }, { $set: { domains: [company.domain] } });
      expect(reason).to.equal('forbidden/sign_on_email_refused');
    });

    it('is offered for an address of the domain and for the ID of the organisation, and for no other', async () => {
      const { slug } = await company.owner.call('tenants.current');
      const find = async (body: { email?: string; slug?: string }) =>
        (await caller(app)('signOn.find', { body })).items.map(({ tenant }) => tenant.id);

      expect(await find({ email: `anyone@${company.domain}` })).to.deep.equal([company.tenantId]);
      expect(await find({ slug: slug ?? '' })).to.deep.equal([company.tenantId]);
      expect(await find({ email: 'anyone@elsewhere.example' })).to.deep.equal([]);
      expect(await find({ slug: 'no-such-thing' })).to.deep.equal([]);
    });
  });

  describe('a known person', () => {
    it('is found by the subject, whatever the address is now', async () => {
      const subject = employ(company, 'married');
      const before = await signOn(company, subject);
      company.provider.employees.set(subject, { email: 'new@elsewhere.example', email_verified: false });

      const after = await signOn(company, subject);

      expect(after.id).to.equal(before.id);
    });

    it('is not the person who gets the address later', async () => {
      const [first, second] = [employ(company, 'first'), employ(company, 'second')];
      await signOn(company, first);
      company.provider.employees.set(second, { email: addressOf(first), email_verified: true });

      expect(await refusalOf(finish(second))).to.equal('unauthenticated/sign_on_link_needed');
    });

    it('stays out after a removal, also with a new sign-in, until an invitation', async () => {
      const subject = employ(company, 'removed');
      const removed = await signOn(company, subject);
      const { account } = await removed.call('accounts.me');

      await company.owner.call('tenantMembers.remove', { params: { personId: removed.id } });

      expect(await refusalOf(removed.call('accounts.me'))).to.equal('unauthenticated/session_ended');
      expect(await refusalOf(finish(subject))).to.equal('forbidden/sign_on_departed');
      // The account sets a password by its mailbox, and accepts an invitation.
      const mail = await mails.textOf(
        () => caller(app)('passwordResets.request', { body: { email: account.email } }),
        account.email,
      );
      const token = /#token=([\w-]+)/.exec(mail)?.[1] ?? '';
      const password = 'a long new password of mine';
      await caller(app)('passwordResets.confirm', { body: { token, newPassword: password } });
      const { accessToken } = await caller(app)('sessions.signIn', { body: { email: account.email, password } });
      await bringIn(company.owner, { ...removed, call: caller(app, accessToken) });
      const { challengeId } = await challengeFor(subject);
      const again = await caller(app)('signOn.link', { body: { challengeId, password } });
      expect(again.tenant.id).to.equal(company.tenantId);
    });

    it('cannot enter with an organisation that has switched it off', async () => {
      const other = await startCompany(app);
      await switchOn(other);
      const person = await signOn(other, employ(other, 'ada'));

      await other.owner.call('tenantSignOn.activate', { body: { isActive: false } });

      expect(await refusalOf(person.call('accounts.me'))).to.equal('unauthenticated/session_ended');
      expect(await refusalOf(caller(app)('signOn.begin', { body: { tenantId: other.tenantId } }))).to.equal(
        'not_found/no_sign_on',
      );
      await other.provider.close();
    });
  });

  describe('an account with the same address', () => {
    it('is linked after its password was given, and keeps its name', async () => {
      const subject = employ(company, 'linked');
      const account = await proveAddress(app, await signUp(app, { email: addressOf(subject) }));
      const { challengeId } = await challengeFor(subject);

      const linked = await caller(app)('signOn.link', { body: { challengeId, password: account.password } });

      expect(linked.account.id).to.equal(account.id);
      expect(linked.tenant.id).to.equal(company.tenantId);
      expect((await signOn(company, subject)).id).to.equal(linked.profile.id);
    });

    it('is not linked without a proof, with a wrong one, or after five of them', async () => {
      const subject = employ(company, 'target');
      const victim = await proveAddress(app, await signUp(app, { email: addressOf(subject) }));
      const { challengeId } = await challengeFor(subject);
      const attempt = (password: string) => refusalOf(caller(app)('signOn.link', { body: { challengeId, password } }));

      const reasons = [];
      for (let at = 0; at < 5; at += 1) reasons.push(await attempt(`a wrong guess ${at}`));

      expect(new Set(reasons)).to.deep.equal(new Set(['forbidden/wrong_password']));
      expect(await attempt(victim.password)).to.equal('invalid_input/sign_on_expired');
      expect(await refusalOf(finish(subject))).to.equal('unauthenticated/sign_on_link_needed');
    });

    it('needs its second factor, too, also with a mailed code', async () => {
      const subject = employ(company, 'careful');
      const account = await proveAddress(app, await signUp(app, { email: addressOf(subject) }));
      const { app: authenticator } = await addAuthenticator(account);
      const { challengeId, needsCode } = await challengeFor(subject);
      const mail = () => caller(app)('signOn.mailCode', { body: { challengeId } });
      const mailCode = await mails.codeOf(mail, account.email);

      const withPassword = { challengeId, password: account.password };
      expect(needsCode).to.equal(true);
      expect(await refusalOf(caller(app)('signOn.link', { body: withPassword }))).to.equal(
        'invalid_input/factor_code_wrong',
      );
      expect(await refusalOf(caller(app)('signOn.link', { body: { challengeId, mailCode } }))).to.equal(
        'invalid_input/factor_code_wrong',
      );
      const done = await caller(app)('signOn.link', { body: { ...withPassword, code: authenticator.code() } });
      expect(done.account.id).to.equal(account.id);
    });

    it('that nobody has verified goes to the owner of the mailbox, without the password of the person who made it', async () => {
      const subject = employ(company, 'squatted');
      const squatter = await signUp(app, { email: addressOf(subject) });
      const { challengeId } = await challengeFor(subject);
      const mail = () => caller(app)('signOn.mailCode', { body: { challengeId } });
      const mailCode = await mails.codeOf(mail, squatter.email);

      const owner = await caller(app)('signOn.link', { body: { challengeId, mailCode } });

      expect(owner.account).to.include({ id: squatter.id, isEmailVerified: true });
      expect(await refusalOf(squatter.call('accounts.me'))).to.equal('unauthenticated/session_ended');
      const { email, password } = squatter;
      expect(await refusalOf(caller(app)('sessions.signIn', { body: { email, password } }))).to.equal(
        'unauthenticated/wrong_credentials',
      );
    });

    it('is not linked if it has another address when the proof comes', async () => {
      const subject = employ(company, 'moved');
      const account = await proveAddress(app, await signUp(app, { email: addressOf(subject) }));
      const { challengeId } = await challengeFor(subject);
      const accounts = app.connection.collection<{ _id: string }>('accounts');
      await accounts.updateOne({ _id: account.id }, { $set: { email: `moved-${Date.now()}@elsewhere.example` } });

      const link = caller(app)('signOn.link', { body: { challengeId, password: account.password } });

      expect(await refusalOf(link)).to.equal('invalid_input/sign_on_expired');
    });

    it('is linked by its signed-in person, whatever the address at the provider is', async () => {
      const subject = employ(company, 'contractor', { email: 'contractor@elsewhere.example' });
      const account = await signUp(app);
      await bringIn(company.owner, account);
      const member = await switchTo(app, account, company.tenantId);
      const { url, attemptToken } = await member.call('signOn.beginLink', { body: {} });
      const answer = await new CompanyBrowser().signIn(url, subject);

      const body = { answer, attemptToken: attemptToken ?? '' };
      const { purpose } = await member.call('signOn.finishOwn', { body });

      expect(purpose).to.equal('link');
      expect((await signOn(company, subject)).id).to.equal(member.id);
    });

    const interrupted = async (name: string) => {
      const subject = employ(company, name);
      await interrupting(app.services.admissions, 'admit', async () => {
        expect(await refusalOf(finish(subject))).to.equal('internal');
      });
      const account = await signUp(app);
      await bringIn(company.owner, account);
      const member = await switchTo(app, account, company.tenantId);
      const link = async () => {
        const { url, attemptToken } = await member.call('signOn.beginLink', { body: {} });
        const answer = await new CompanyBrowser().signIn(url, subject);
        await member.call('signOn.finishOwn', { body: { answer, attemptToken: attemptToken ?? '' } });
        return (await signOn(company, subject)).id === member.id;
      };
      return { link };
    };
    const identities = () => app.connection.collection('signOnIdentities');
    const newest = async () => {
      const [found] = await identities().find().sort({ linkedAt: -1 }).limit(1).toArray();
      if (!found) throw new Error('Nothing was linked');
      return found;
    };

    it('is linked a minute after a first sign-in that was interrupted', async () => {
      const { link } = await interrupted('stopped');
      expect(await refusalOf(link())).to.equal('conflict/identity_taken');

      const { _id, linkedAt } = await newest();
      await identities().updateOne({ _id }, { $set: { linkedAt: new Date(linkedAt - 60_000) } });

      expect(await link()).to.equal(true);
    });

    it('is linked after the account of such a sign-in was deleted', async () => {
      const { link } = await interrupted('gone');
      const { accountId } = await newest();

      const accounts = app.connection.collection<{ _id: string }>('accounts');
      await accounts.updateOne({ _id: accountId }, { $set: { deletedAt: new Date() } });
      await app.services.accountDeletion.finishDeletions();

      expect(await link()).to.equal(true);
    });
  });

  describe('a session', () => {
    it('stays in its organisation, and cannot change how one signs in to the account', async () => {
      const person = await signOn(company, employ(company, 'inside'));
      const attempts = [
        person.call('sessions.switch', { body: { tenantId: PUBLIC_TENANT } }),
        person.call('secondFactors.beginAuthenticator'),
        person.call('passkeys.beginAdding'),
        person.call('signOn.breakGlass', { body: { tenantId: company.tenantId } }),
      ];

      const reasons = await Promise.all(attempts.map(refusalOf));

      expect(new Set(reasons)).to.deep.equal(new Set(['forbidden/single_sign_on_session']));
    });

    it('is proven again at the provider, and not by the password', async () => {
      const subject = employ(company, 'prover');
      const account = await proveAddress(app, await signUp(app, { email: addressOf(subject) }));
      const { challengeId } = await challengeFor(subject);
      const { password } = account;
      const { accessToken } = await caller(app)('signOn.link', { body: { challengeId, password } });
      const call = caller(app, accessToken);
      const sessions = app.connection.collection('sessions');
      const inOldProof = { 'signOn.by': 'provider', tenantId: company.tenantId };
      await sessions.updateMany(inOldProof, { $set: { provenAt: new Date(0) } });

      expect(await refusalOf(call('sessions.revokeOthers'))).to.equal('forbidden/proof_needed');
      expect(await refusalOf(call('accounts.prove', { body: { password } }))).to.equal(
        'forbidden/single_sign_on_session',
      );
      const { url, attemptToken } = await call('signOn.beginProof', { body: {} });
      expect(new URL(url).searchParams.get('prompt')).to.equal('login');
      const answer = await new CompanyBrowser().signIn(url, subject);
      await call('signOn.finishOwn', {
        body: { answer, attemptToken: attemptToken ?? '' },
      });
      await call('sessions.revokeOthers');
    });

    it('is not proven by another person of the provider', async () => {
      const [subject, other] = [employ(company, 'me'), employ(company, 'somebody')];
      const person = await signOn(company, subject);
      await signOn(company, other);
      const { url, attemptToken } = await person.call('signOn.beginProof', { body: {} });
      const answer = await new CompanyBrowser().signIn(url, other);

      const body = { answer, attemptToken: attemptToken ?? '' };

      expect(await refusalOf(person.call('signOn.finishOwn', { body }))).to.equal('conflict/identity_taken');
    });

    it('ends after twelve hours, however much it is used', async () => {
      const person = await signOn(company, employ(company, 'long'));

      const { by, endsBy, endSessionUrl } = await person.call('signOn.session');

      const hours = (Date.parse(endsBy ?? '') - Date.now()) / 3_600_000;
      expect(by).to.equal('provider');
      expect(hours).to.be.within(11.9, 12);
      expect(endSessionUrl).to.contain(`${company.provider.issuer}/session/end`);
      const refreshed = await caller(app)('sessions.refresh', { body: { refreshToken: person.refreshToken ?? '' } });
      const sessions = app.connection.collection<{ _id: string; expiresAt: Date }>('sessions');
      const stored = await sessions.findOne({ _id: refreshed.sessionId });
      expect(stored?.expiresAt).to.deep.equal(new Date(endsBy ?? ''));
    });
  });

  it('keeps the token of a sign-in in a cookie that scripts cannot read, for ten minutes', async () => {
    const json = { tenantId: company.tenantId, refreshIn: 'cookie' };

    const answer = await request(app, '/sign-on/begin', { method: 'POST', json, headers: { origin: app.url } });

    const [cookie = ''] = answer.headers.getSetCookie();
    expect(answer.json.attemptToken).to.equal(null);
    expect(cookieOf(answer, 'meshi_sign_on')).to.have.length(43);
    expect(cookie)
      .to.match(/HttpOnly/)
      .and.match(/SameSite=Strict/)
      .and.match(/Max-Age=600/);
  });

  it('leaves entries of what was set up, tested, switched on and linked, without secrets', async () => {
    await signOn(company, employ(company, 'logged'));

    const { items } = await company.owner.call('tenants.audit', { query: { limit: 100 } });

    const actions = new Set(items.map(({ action }) => action));
    expect([...actions]).to.include.members([
      'sign_on_set_up',
      'sign_on_tested',
      'sign_on_switched',
      'identity_linked',
      'tenant_joined',
    ]);
    expect(JSON.stringify(items)).not.to.contain(company.provider.clientSecret);
  });
});
