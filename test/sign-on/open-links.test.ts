/** Linking accounts of GitHub and of a provider to an account of Meshi, unlinking them, and proofs with them. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { connectModels } from '../../src/database/models.ts';
import { KeyedHash } from '../../src/kernel/keyed-hash.ts';
import { Secret } from '../../src/kernel/secret.ts';
import type { TokenKey } from '../../src/kernel/token-keys.ts';
import { OpenIdentities } from '../../src/sign-on/open/open-identities.ts';
import { openIdentityModel } from '../../src/sign-on/open/open-identity-model.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { holdNext } from '../support/hold.ts';
import { cookieOf, request } from '../support/http.ts';
import { CompanyBrowser } from '../support/identity-provider.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import {
  gitHubUser,
  type OpenWorld,
  oidcUser,
  openSignOn,
  openSignUp,
  returnOwn,
  startOpenWorld,
} from '../support/open-sign-on.ts';
import { addPasskey } from '../support/passkey.ts';
import { type Call, caller, proveAddress, refusal, refusalOf, signUp } from '../support/people.ts';

const NEW_PASSWORD = 'a quiet evening with coffee';

// Promise A15 of docs/promises.md.
describe('linked accounts of other services', () => {
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

  const someone = async () => proveAddress(world.app, await signUp(world.app));
  const link = async (call: Call, who: string, provider: 'github' | 'oidc' = 'github') =>
    call('openSignOn.finishOwn', { body: await returnOwn(call, 'openSignOn.beginLink', provider, who) });
  const providersOf = async (call: Call) => (await call('openSignOn.list')).items.map(({ provider }) => provider);
  const unlink = (call: Call, provider: 'github' | 'oidc' = 'github') =>
    call('openSignOn.unlink', { params: { provider } });
  /** As if the person had signed in an hour ago. */
  const age = (accountId: string) =>
    world.app.connection
      .collection('sessions')
      .updateMany({ personId: accountId }, { $set: { provenAt: new Date(Date.now() - 3_600_000) } });
  const resetPassword = async (email: string) => {
    const mail = await mails.textOf(() => caller(world.app)('passwordResets.request', { body: { email } }), email);
    const token = /#token=([\w-]+)/.exec(mail)?.[1] ?? '';
    await caller(world.app)('passwordResets.confirm', { body: { token, newPassword: NEW_PASSWORD } });
  };

  it('are added by the signed-in person, whatever their address, with a letter and an entry', async () => {
    const ada = await someone();
    const who = gitHubUser(world, { email: `elsewhere-${Date.now()}@example.org` });

    const letter = await mails.textOf(() => link(ada.call, who), ada.email);

    expect(letter).to.contain('GitHub');
    expect(await providersOf(ada.call)).to.deep.equal(['github']);
    expect((await openSignOn(world, 'github', who)).account.id).to.equal(ada.id);
    const entry = await world.app.connection
      .collection('auditEntries')
      .findOne({ action: 'open_identity_linked', targetId: ada.id });
    expect(entry?.after).to.deep.equal({ provider: 'github', how: 'settings' });
  });

  it('tell when they were last used', async () => {
    const ada = await someone();
    const who = gitHubUser(world);
    await link(ada.call, who);
    const [before] = (await ada.call('openSignOn.list')).items;

    await openSignOn(world, 'github', who);

    const [after] = (await ada.call('openSignOn.list')).items;
    expect(before?.lastUsedAt).to.equal(null);
    expect(after?.lastUsedAt).to.be.a('string');
  });

  it('are added and removed only after a fresh proof', async () => {
    const ada = await someone();
    const who = gitHubUser(world);
    await link(ada.call, who);
    const begin = () => refusalOf(ada.call('openSignOn.beginLink', { body: { provider: 'oidc' } }));
    await age(ada.id);

    expect(await begin()).to.equal('forbidden/proof_needed');
    expect(await refusalOf(unlink(ada.call))).to.equal('forbidden/proof_needed');
    await ada.call('accounts.prove', { body: { password: ada.password } });
    expect(await begin()).to.equal('nothing was refused');
  });

  it('are not added to an account whose address was not verified', async () => {
    const ada = await signUp(world.app);

    const reason = await refusalOf(link(ada.call, gitHubUser(world)));

    expect(reason).to.equal('forbidden/email_unverified');
    expect(await providersOf(ada.call)).to.deep.equal([]);
  });

  it('belong to one account: neither a second account nor a second identity of the same service', async () => {
    const [ada, bob] = [await someone(), await someone()];
    const [who, other] = [gitHubUser(world), gitHubUser(world)];
    await link(ada.call, who);

    expect(await refusalOf(link(bob.call, who))).to.equal('conflict/identity_taken');
    expect(await refusalOf(link(ada.call, other))).to.equal('conflict/identity_taken');
    expect((await openSignOn(world, 'github', who)).account.id).to.equal(ada.id);
    await link(ada.call, oidcUser(world), 'oidc');
    expect(await providersOf(ada.call)).to.deep.equal(['github', 'oidc']);
  });

  it('sign nobody in any more once they are removed, which the owner is told', async () => {
    const ada = await someone();
    const who = gitHubUser(world);
    await mails.textOf(() => link(ada.call, who), ada.email);

    const letter = await mails.textOf(() => unlink(ada.call), ada.email);

    expect(letter).to.contain('GitHub no longer signs in');
    expect(await providersOf(ada.call)).to.deep.equal([]);
    expect(await refusalOf(openSignOn(world, 'github', who))).to.equal('unauthenticated/sign_up_needed');
    expect(await refusalOf(unlink(ada.call))).to.equal('not_found');
    await link(ada.call, who);
  });

  it('start no session if they are removed while somebody signs in', async () => {
    const ada = await someone();
    const who = gitHubUser(world);
    await link(ada.call, who);
    const held = holdNext(world.app.services.sessions, 'begin');
    const signingIn = refusalOf(openSignOn(world, 'github', who));
    await held.reached;

    await unlink(ada.call);
    held.release();

    expect(await signingIn).to.equal('invalid_input/challenge_expired');
    const left = { personId: ada.id, endedAt: null };
    expect(await world.app.connection.collection('sessions').countDocuments(left)).to.equal(1);
  });

  it('start no session if they are removed while a sign-in waits for its second step', async () => {
    const ada = await someone();
    const who = gitHubUser(world);
    await link(ada.call, who);
    const { app: authenticator } = await addAuthenticator(ada);
    const begin = async () => {
      const { error } = await refusal(openSignOn(world, 'github', who));
      return error.details?.secondStep?.challengeId ?? '';
    };
    const finish = (challengeId: string, code: string) =>
      refusalOf(caller(world.app)('sessions.signInSecond', { body: { challengeId, code } }));
    const usedAt = async () => (await ada.call('openSignOn.list')).items[0]?.lastUsedAt ?? null;

    const [first, second] = [await begin(), await begin()];
    expect(await usedAt(), 'before the second step').to.equal(null);
    expect(await finish(first, authenticator.code())).to.equal('nothing was refused');
    expect(await usedAt(), 'after it').to.be.a('string');
    await unlink(ada.call);
    expect(await finish(second, authenticator.code(1))).to.equal('invalid_input/challenge_expired');

    const left = { personId: ada.id, endedAt: null };
    expect(await world.app.connection.collection('sessions').countDocuments(left)).to.equal(2);
  });

  describe('as the only way to sign in', () => {
    it('cannot be removed until there is a password', async () => {
      const ada = await openSignUp(world, 'github', gitHubUser(world));

      const reason = await refusalOf(unlink(ada.call));
      const { account } = await ada.call('accounts.setPassword', { body: { newPassword: NEW_PASSWORD } });
      await unlink(ada.call);

      expect(reason).to.equal('conflict/last_way_in');
      expect(account.hasPassword).to.equal(true);
      const { email } = ada.account;
      const body = { email, password: NEW_PASSWORD };
      expect((await caller(world.app)('sessions.signIn', { body })).account.id).to.equal(ada.account.id);
    });

    it('can be removed with a passkey, which then cannot', async () => {
      const ada = await openSignUp(world, 'github', gitHubUser(world));
      await addPasskey(ada, world.app.url);
      const [{ id: passkeyId = '' } = {}] = (await ada.call('secondFactors.get')).passkeys;
      await unlink(ada.call);

      const reason = await refusalOf(ada.call('passkeys.remove', { params: { passkeyId } }));

      expect(reason).to.equal('conflict/last_way_in');
    });

    it('is left when two are removed at once', async () => {
      const ada = await openSignUp(world, 'github', gitHubUser(world));
      await world.app.connection
        .collection('accounts')
        .updateOne({ email: ada.account.email }, { $set: { emailVerifiedAt: new Date() } });
      await link(ada.call, oidcUser(world), 'oidc');

      const reasons = await Promise.all([refusalOf(unlink(ada.call, 'github')), refusalOf(unlink(ada.call, 'oidc'))]);

      expect(reasons.toSorted()).to.deep.equal(['conflict/last_way_in', 'nothing was refused']);
      expect(await providersOf(ada.call)).to.have.length(1);
    });

    it('comes back if another process has removed the other one at the same moment', async () => {
      const ada = await openSignUp(world, 'github', gitHubUser(world));
      await world.app.connection
        .collection('accounts')
        .updateOne({ email: ada.account.email }, { $set: { emailVerifiedAt: new Date() } });
      await link(ada.call, oidcUser(world), 'oidc');
      const held = holdNext(world.app.services.audit, 'delete');
      const removing = refusalOf(unlink(ada.call, 'github'));
      await held.reached;

      const identities = world.app.connection.collection('openIdentities');
      await identities.deleteOne({ accountId: ada.account.id, provider: 'oidc' });
      held.release();

      expect(await removing).to.equal('conflict/last_way_in');
      expect(await providersOf(ada.call)).to.deep.equal(['github']);
    });
  });

  describe('a first password', () => {
    it('is not set twice, and not without a fresh proof', async () => {
      const ada = await openSignUp(world, 'github', gitHubUser(world));
      const set = (newPassword: string) => refusalOf(ada.call('accounts.setPassword', { body: { newPassword } }));
      await age(ada.account.id);

      expect(await set(NEW_PASSWORD)).to.equal('forbidden/proof_needed');
      const proof = await returnOwn(ada.call, 'openSignOn.beginProof', 'github', loginOf(ada.account.email));
      await ada.call('openSignOn.finishOwn', { body: proof });
      expect(await set(NEW_PASSWORD)).to.equal('nothing was refused');
      expect(await set('another quiet evening')).to.equal('conflict/password_exists');
    });

    it('must be hard to guess', async () => {
      const ada = await openSignUp(world, 'github', gitHubUser(world));

      const setting = ada.call('accounts.setPassword', { body: { newPassword: 'passwordpassword' } });

      expect(await refusalOf(setting)).to.match(/^invalid_input\/password_/);
    });
  });

  describe('a fresh proof', () => {
    it('comes from the linked account, and from no other', async () => {
      const ada = await someone();
      const who = gitHubUser(world);
      await link(ada.call, who);
      const another = gitHubUser(world, { email: 'other@example.org' });
      await openSignUp(world, 'github', another);
      const prove = async (login: string) =>
        ada.call('openSignOn.finishOwn', {
          body: await returnOwn(ada.call, 'openSignOn.beginProof', 'github', login),
        });
      await age(ada.id);

      expect(await refusalOf(prove(another))).to.equal('conflict/identity_taken');
      expect(await refusalOf(prove(gitHubUser(world)))).to.equal('conflict/identity_taken');
      expect(await refusalOf(ada.call('sessions.revokeOthers'))).to.equal('forbidden/proof_needed');
      expect((await prove(who)).purpose).to.equal('proof');
      await ada.call('sessions.revokeOthers');
    });

    it('needs the second factor, too', async () => {
      const ada = await someone();
      const who = gitHubUser(world);
      await link(ada.call, who);
      const { app: authenticator } = await addAuthenticator(ada);
      const prove = async (code?: string) => {
        const back = await returnOwn(ada.call, 'openSignOn.beginProof', 'github', who);
        return ada.call('openSignOn.finishOwn', { body: { ...back, ...(code && { code }) } });
      };
      await age(ada.id);

      expect(await refusalOf(prove())).to.equal('invalid_input/factor_code_wrong');
      expect(await refusalOf(prove('000000'))).to.equal('invalid_input/factor_code_wrong');
      expect(await refusalOf(ada.call('sessions.revokeOthers'))).to.equal('forbidden/proof_needed');
      await prove(authenticator.code(1));
      await ada.call('sessions.revokeOthers');
    });

    it('keeps the attempt in its cookie until the code is right', async () => {
      const ada = await someone();
      const who = gitHubUser(world);
      await link(ada.call, who);
      const { app: authenticator } = await addAuthenticator(ada);
      const headers = { origin: world.app.url, authorization: `Bearer ${ada.accessToken}` };
      const json = { provider: 'github', refreshIn: 'cookie' };
      const begun = await request(world.app, '/open-sign-on/proof', { method: 'POST', json, headers });
      const cookie = `meshi_sign_on=${cookieOf(begun, 'meshi_sign_on')}`;
      const answer = await new CompanyBrowser().signIn(String(begun.json.url), who);
      const finish = (code: string) =>
        request(world.app, '/open-sign-on/finish-own', {
          method: 'POST',
          json: { provider: 'github', answer, code },
          headers: { ...headers, cookie },
        });

      const wrong = await finish('000000');
      const right = await finish(authenticator.code(1));

      expect(wrong.status).to.equal(400);
      expect(cookieOf(wrong, 'meshi_sign_on')).to.equal(undefined);
      expect(right.json.purpose).to.equal('proof');
      expect(cookieOf(right, 'meshi_sign_on')).to.equal('');
    });

    it('asks the provider for the password again, and GitHub for the account', async () => {
      const ada = await someone();
      await link(ada.call, gitHubUser(world));
      const promptOf = async (provider: 'github' | 'oidc') =>
        new URL((await ada.call('openSignOn.beginProof', { body: { provider } })).url).searchParams.get('prompt');

      expect(await promptOf('oidc')).to.equal('login');
      expect(await promptOf('github')).to.equal('select_account');
    });
  });

  describe('when the owner of the address gets the account back', () => {
    it('are removed by a new password, if the address was never verified', async () => {
      const email = `squatted-${Date.now()}@example.com`;
      const squatter = gitHubUser(world, { email });
      const { call } = await openSignUp(world, 'github', squatter);

      await resetPassword(email);

      expect(await refusalOf(call('accounts.me'))).to.equal('unauthenticated/session_ended');
      expect(await refusalOf(openSignOn(world, 'github', squatter))).to.equal('unauthenticated/own_sign_in_needed');
    });

    it('stay with a verified address', async () => {
      const ada = await someone();
      const who = gitHubUser(world);
      await mails.textOf(() => link(ada.call, who), ada.email);

      await resetPassword(ada.email);

      expect((await openSignOn(world, 'github', who)).account.id).to.equal(ada.id);
    });

    it('are removed by undoing a change of the address', async () => {
      const ada = await someone();
      const thief = gitHubUser(world);
      await mails.textOf(() => link(ada.call, thief), ada.email);
      const email = `thief-${Date.now()}@example.com`;
      const changing = ada.call('accounts.changeEmail', { body: { email, password: ada.password } });
      const code = await mails.codeOf(() => changing, email);
      const letter = await mails.textOf(() => ada.call('accounts.confirmEmail', { body: { code } }), ada.email);
      const token = /#token=([\w-]+)/.exec(letter)?.[1] ?? '';

      await caller(world.app)('accounts.undoEmailChange', { body: { token } });

      expect(await refusalOf(openSignOn(world, 'github', thief))).to.equal('unauthenticated/sign_up_needed');
    });
  });

  it('are still known after the key of the server was replaced, and are then hashed with the new one', async () => {
    const [old, next] = ['old', 'next'].map((id) => ({ id, secret: new Secret(randomBytes(48).toString('base64')) }));
    if (!old || !next) throw new Error('There are two keys');
    const { identities: model } = connectModels(world.app.connection, { identities: openIdentityModel });
    const { audit, accounts } = world.app.services;
    const withKeys = (keys: TokenKey[]) =>
      new OpenIdentities({
        identities: model,
        audit,
        hash: new KeyedHash({ keys, purpose: 'meshi:open-identity' }),
        clock: world.app.kernel.clock,
      });
    const { id: accountId } = await someone();
    const after = { provider: 'github', how: 'new' } as const;
    const entry = accounts.entryOf({}, accountId, { action: 'open_identity_linked', after });
    const subjectHash = withKeys([old]).hashOf('somebody');
    await withKeys([old]).link({ provider: 'github', subjectHash, accountId }, entry);

    expect(await withKeys([next]).find('somebody')).to.equal(null);
    expect((await withKeys([next, old]).find('somebody'))?.accountId).to.equal(accountId);
    expect((await withKeys([next]).find('somebody'))?.accountId).to.equal(accountId);
  });

  /** The stand-in takes the beginning of the address as login. */
  function loginOf(email: string): string {
    return email.split('@')[0] ?? '';
  }
});
