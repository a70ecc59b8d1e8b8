/** Signing in and signing up in the open space with GitHub, and with an OpenID Connect provider of the operator. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { startTestApp } from '../support/app.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { cookieOf, request } from '../support/http.ts';
import { CompanyBrowser } from '../support/identity-provider.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import {
  gitHubUser,
  newProfile,
  OIDC_NAME,
  type OpenWorld,
  oidcUser,
  openChallenge,
  openSignOn,
  openSignUp,
  returnFrom,
  startOpenWorld,
} from '../support/open-sign-on.ts';
import { caller, refusal, refusalOf, signUp } from '../support/people.ts';
import { startCompany, switchOn } from '../support/sign-on.ts';

// Promise A15 of docs/promises.md.
describe('signing in to the open space by a provider', () => {
  let world: OpenWorld;
  let mails: MailServer;

  before(async () => {
    mails = await startMailServer();
    world = await startOpenWorld({ env: { SMTP_URL: mails.url } });
  });
  after(async () => {
    await world.close();
    await mails.close();
  });

  const finish = (provider: 'github' | 'oidc', who: string) => refusalOf(openSignOn(world, provider, who));
  const call = () => caller(world.app);

  it('is offered by the names of the providers that the operator has set up', async () => {
    const meta = await call()('meta.get');

    expect(meta.openProviders).to.deep.equal([
      { id: 'github', name: 'GitHub' },
      { id: 'oidc', name: OIDC_NAME },
    ]);
  });

  it('is not offered, and refused, without settings', async () => {
    const plain = await startTestApp();

    const { openProviders } = await caller(plain)('meta.get');
    const reason = await refusalOf(caller(plain)('openSignOn.begin', { body: { provider: 'github' } }));

    expect(openProviders).to.deep.equal([]);
    expect(reason).to.equal('not_found/no_provider');
    await plain.close();
  });

  for (const provider of ['github', 'oidc'] as const) {
    describe(provider, () => {
      const newUser = (more: object = {}) => (provider === 'github' ? gitHubUser(world, more) : oidcUser(world, more));

      it('makes an account of somebody new after a short form, and signs in to it from then on', async () => {
        const who = newUser();
        const { challengeId, email, reason } = await openChallenge(world, provider, who);
        const profile = newProfile();

        const made = await call()('openSignOn.signUp', { body: { challengeId, ...profile, language: 'en' } });
        const again = await openSignOn(world, provider, who);

        expect(reason).to.equal('unauthenticated/sign_up_needed');
        expect(made.account).to.include({ email, isEmailVerified: false, hasPassword: false });
        expect(made.profile).to.include(profile);
        expect(made.tenant.id).to.equal(PUBLIC_TENANT);
        expect(again.account.id).to.equal(made.account.id);
        expect(again.deviceToken).to.be.a('string');
      });

      it('does not make an account without the form', async () => {
        const who = newUser();
        const before = await world.app.connection.collection('accounts').countDocuments();

        await finish(provider, who);

        expect(await world.app.connection.collection('accounts').countDocuments()).to.equal(before);
      });

      it('asks for a sign-in to the account that has the address, and links only then', async () => {
        const owner = await signUp(world.app);
        await world.app.connection
          .collection('accounts')
          .updateOne({ email: owner.email }, { $set: { emailVerifiedAt: new Date() } });
        const who = newUser({ email: owner.email });
        const { challengeId, reason } = await openChallenge(world, provider, who);

        const before = await finish(provider, who);
        const letter = await mails.textOf(() => owner.call('openSignOn.link', { body: { challengeId } }), owner.email);
        const after = await openSignOn(world, provider, who);

        expect(reason).to.equal('unauthenticated/own_sign_in_needed');
        expect(before).to.equal('unauthenticated/own_sign_in_needed');
        expect(after.account.id).to.equal(owner.id);
        expect(letter).to.contain('/settings/security');
      });
    });
  }

  it('asks for the second factor of the account, as after the password', async () => {
    const who = gitHubUser(world);
    const made = await openSignUp(world, 'github', who);
    const { app: authenticator } = await addAuthenticator(made);
    const { reason, error } = await refusal(openSignOn(world, 'github', who));
    const challengeId = error.details?.secondStep?.challengeId ?? '';

    const wrong = await refusalOf(call()('sessions.signInSecond', { body: { challengeId, code: '000000' } }));
    const signedIn = await call()('sessions.signInSecond', { body: { challengeId, code: authenticator.code() } });

    expect(reason).to.equal('unauthenticated/second_step_needed');
    expect(wrong).to.equal('invalid_input/factor_code_wrong');
    expect(signedIn.account.id).to.equal(made.account.id);
  });

  it('suggests the name and the ID of the provider, and nothing of the address', async () => {
    const named = gitHubUser(world, { name: '山田 太郎' });
    const bare = oidcUser(world, { email: 'secret.local.part@example.com' });

    const [first, second] = [await openChallenge(world, 'github', named), await openChallenge(world, 'oidc', bare)];

    expect(first.displayName).to.equal('山田 太郎');
    expect(first.handle).to.match(/^octo_/);
    expect(second).to.include({ displayName: '', handle: '' });
  });

  it('suggests no ID that somebody has, and makes one if none is chosen', async () => {
    const [{ handle: taken }, who] = [await signUp(world.app), gitHubUser(world)];
    const first = await openChallenge(world, 'github', who);
    await signUp(world.app, { handle: first.handle });

    const { challengeId, handle } = await openChallenge(world, 'github', who);
    const made = await call()('openSignOn.signUp', { body: { challengeId, displayName: taken } });

    expect(first.handle).to.match(/^octo_/);
    expect(handle).to.equal('');
    expect(made.profile.handle).to.match(new RegExp(`^${taken.slice(0, 19)}.*_\\d{4}$`));
  });

  it('lets the form be sent again if the ID is taken, and leaves nothing behind', async () => {
    const taken = await signUp(world.app);
    const who = gitHubUser(world);
    const { challengeId } = await openChallenge(world, 'github', who);
    const send = (handle: string) =>
      call()('openSignOn.signUp', { body: { challengeId, handle, displayName: 'Octo' } });

    const reason = await refusalOf(send(taken.handle));
    const { account } = await send(newProfile().handle);

    expect(reason).to.equal('conflict/handle_taken');
    expect((await openSignOn(world, 'github', who)).account.id).to.equal(account.id);
  });

  it('starts a session of the account itself, which may switch to its organisations', async () => {
    const made = await openSignUp(world, 'github', gitHubUser(world));
    const { tenant } = await made.call('tenants.create', {
      body: { name: 'Octo', slug: `octo-${Date.now().toString(36)}`, handle: newProfile().handle, displayName: 'O' },
    });

    const switched = await made.call('sessions.switch', { body: { tenantId: tenant.id } });

    expect(switched.tenant.id).to.equal(tenant.id);
    expect(await caller(world.app, switched.accessToken)('signOn.session')).to.include({ by: 'own' });
  });

  it('does not let anybody into an organisation that asks for its own provider', async () => {
    const who = gitHubUser(world);
    const made = await openSignUp(world, 'github', who);
    const person = { ...made, id: made.account.id, handle: '', email: made.account.email, password: '' };
    const company = await startCompany(world.app, person);
    await switchOn(company);
    const { app: authenticator } = await addAuthenticator(company.owner);
    const breakGlassIds = [company.owner.id];
    await company.owner.call('tenantSignOn.require', { body: { isRequired: true, breakGlassIds } });

    const { reason, error } = await refusal(openSignOn(world, 'github', who));
    expect(reason).to.equal('unauthenticated/second_step_needed');
    const challengeId = error.details?.secondStep?.challengeId ?? '';
    const code = authenticator.code(1);
    const again = await call()('sessions.signInSecond', { body: { challengeId, code } });
    const switching = caller(world.app, again.accessToken)('sessions.switch', { body: { tenantId: company.tenantId } });

    expect(again.tenant.id).to.equal(PUBLIC_TENANT);
    expect(await refusalOf(switching)).to.equal('forbidden/single_sign_on_needed');
    await company.provider.close();
  });

  it('is refused for a suspended account, and for a new one with its address', async () => {
    const who = gitHubUser(world);
    const { account } = await openSignUp(world, 'github', who);
    const entry = world.app.services.audit.entry({
      chain: PUBLIC_TENANT,
      actor: null,
      as: 'system',
      action: 'account_suspended',
      targetId: account.id,
    });
    const facts = { until: null, reason: '', byId: 'nobody' };
    await world.app.services.suspensions.store(account, facts, entry);
    await world.app.services.accounts.endSessions(account.id);

    expect(await finish('github', who)).to.equal('forbidden/suspended');

    const [local, domain] = account.email.split('@');
    const other = gitHubUser(world, { email: `${local}+again@${domain}` });
    const { challengeId } = await openChallenge(world, 'github', other);
    const again = call()('openSignOn.signUp', { body: { challengeId, ...newProfile() } });
    expect(await refusalOf(again)).to.equal('forbidden/suspended');
  });

  it('counts as a sign-up of the client address', async () => {
    const limited = await startOpenWorld({ limits: { signUpsPerHourPerAddress: 1 } });
    const [first, second] = [gitHubUser(limited), gitHubUser(limited)];
    await openSignUp(limited, 'github', first);

    const reason = await refusalOf(openSignUp(limited, 'github', second));

    expect(reason).to.equal('limit_exceeded');
    await limited.close();
  });

  it('stores neither the id nor the name of the provider, only a keyed hash', async () => {
    const who = gitHubUser(world, { name: 'Hidden Name' });
    const { account } = await openSignUp(world, 'github', who);

    const stored = await world.app.connection.collection('openIdentities').find({ accountId: account.id }).toArray();

    const text = JSON.stringify(stored);
    expect(stored).to.have.length(1);
    expect(text).not.to.contain(who);
    expect(text).not.to.contain('Hidden');
    expect(text).not.to.contain(`"${world.github.users.get(who)?.id}"`);
  });

  it('ends with the account: the identity is free again', async () => {
    const who = gitHubUser(world);
    const { account, call: own } = await openSignUp(world, 'github', who);
    const password = 'a quiet evening with tea';
    await own('accounts.setPassword', { body: { newPassword: password } });
    await own('accounts.delete', { body: { password } });

    expect(await finish('github', who)).to.equal('unauthenticated/sign_up_needed');
    const left = await world.app.connection.collection('openIdentities').countDocuments({ accountId: account.id });
    expect(left).to.equal(0);
  });

  it('keeps the token of a sign-in in a cookie that scripts cannot read, and the refresh token too', async () => {
    const who = gitHubUser(world);
    await openSignUp(world, 'github', who);
    const headers = { origin: world.app.url };
    const json = { provider: 'github', refreshIn: 'cookie' };
    const begun = await request(world.app, '/open-sign-on/begin', { method: 'POST', json, headers });
    const answer = await new CompanyBrowser().signIn(String(begun.json.url), who);
    const cookie = `meshi_sign_on=${cookieOf(begun, 'meshi_sign_on')}`;

    const done = await request(world.app, '/open-sign-on/finish', {
      method: 'POST',
      json: { ...json, answer },
      headers: { ...headers, cookie },
    });

    expect(begun.json.attemptToken).to.equal(null);
    expect(done.status).to.equal(201);
    expect(done.json.refreshToken).to.equal(null);
    expect(cookieOf(done, 'meshi_refresh')).to.be.a('string').and.not.equal('');
  });

  it('leaves entries in the log of the account, without what the provider says', async () => {
    const who = gitHubUser(world, { name: 'Logged Name' });
    const { account } = await openSignUp(world, 'github', who);

    const entries = await world.app.connection.collection('auditEntries').find({ targetId: account.id }).toArray();

    const linked = entries.find(({ action }) => action === 'open_identity_linked');
    expect(linked?.after).to.deep.equal({ provider: 'github', how: 'new' });
    expect(JSON.stringify(entries)).not.to.contain('Logged');
  });

  it('sends the browser to GitHub with PKCE and a state, and asks for the address', async () => {
    const { url } = await call()('openSignOn.begin', { body: { provider: 'github' } });

    const query = new URL(url).searchParams;
    expect(url.startsWith(`${world.github.url}/login/oauth/authorize?`)).to.equal(true);
    expect(query.get('scope')).to.equal('read:user user:email');
    expect(query.get('code_challenge_method')).to.equal('S256');
    expect(query.get('state')).to.match(/^sign_in\./);
    await returnFrom(world, 'github', gitHubUser(world));
  });
});
