/** What attackers and broken providers do with sign-ins to the open space by GitHub or a provider of the operator. */
import { expect } from 'chai';
import { hashOf } from '../../src/kernel/hash.ts';
import { acceptsProvider, createProviderFetch } from '../../src/sign-on/provider/provider-fetch.ts';
import { request } from '../support/http.ts';
import { CompanyBrowser } from '../support/identity-provider.ts';
import {
  gitHubUser,
  newProfile,
  type OpenWorld,
  oidcUser,
  openChallenge,
  openSignOn,
  openSignUp,
  returnFrom,
  returnOwn,
  startOpenWorld,
} from '../support/open-sign-on.ts';
import { caller, refusalOf, signUp } from '../support/people.ts';
import { comeBack, employ, startCompany, switchOn } from '../support/sign-on.ts';

const LIMITS = { providerRequestMs: 300, providerAnswerBytes: 10_000 };

// Promise A15 of docs/promises.md.
describe('hostile sign-ins to the open space by a provider', () => {
  let world: OpenWorld;

  before(async () => {
    world = await startOpenWorld({ limits: LIMITS });
  });
  afterEach(() => {
    world.github.hijacks.clear();
    world.oidc.hijacks.clear();
    world.oidc.tampers.clear();
  });
  after(() => world.close());

  type Back = Awaited<ReturnType<typeof returnFrom>>;
  const finish = (body: Back) => refusalOf(caller(world.app)('openSignOn.finish', { body }));
  const back = (who = gitHubUser(world)) => returnFrom(world, 'github', who);
  const sendSignUp = (challengeId: string) =>
    caller(world.app)('openSignOn.signUp', { body: { challengeId, ...newProfile() } });
  const withParameter = (answer: string, name: string, value: string | null) => {
    const parameters = new URLSearchParams(answer);
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
    return parameters.toString();
  };
  const userOf = (who: string) => {
    const user = world.github.users.get(who);
    if (!user) throw new Error(`There is no ${who}`);
    return user;
  };

  describe('with an answer', () => {
    it('of another state are refused', async () => {
      const body = await back();

      const answer = withParameter(body.answer, 'state', 'sign_in.another');

      expect(await finish({ ...body, answer })).to.equal('invalid_input/sign_on_invalid');
    });

    it('without a state are refused', async () => {
      const body = await back();

      expect(await finish({ ...body, answer: withParameter(body.answer, 'state', null) })).to.equal(
        'invalid_input/sign_on_invalid',
      );
    });

    it('of another browser are refused, so that nobody is signed in to the account of an attacker', async () => {
      const [mine, attackers] = [await back(), await back()];

      expect(await finish({ ...attackers, attemptToken: mine.attemptToken })).to.equal('invalid_input/sign_on_invalid');
      expect(await finish({ ...attackers, attemptToken: 'x'.repeat(43) })).to.equal('invalid_input/sign_on_expired');
    });

    it('are refused a second time', async () => {
      const who = gitHubUser(world);
      await openSignUp(world, 'github', who);
      const body = await back(who);
      await caller(world.app)('openSignOn.finish', { body });

      expect(await finish(body)).to.equal('invalid_input/sign_on_expired');
    });

    it('with a code that another attempt was given are refused: it lacks the code verifier', async () => {
      const [mine, stolen] = [await back(), await back()];
      const code = new URLSearchParams(stolen.answer).get('code');

      expect(await finish({ ...mine, answer: withParameter(mine.answer, 'code', code) })).to.equal(
        'invalid_input/sign_on_invalid',
      );
    });

    it('of the other provider are refused, and of an organisation', async () => {
      const company = await startCompany(world.app);
      await switchOn(company);
      const { answer, attemptToken } = await comeBack(company, employ(company, 'eve'));

      expect(await finish({ ...(await back()), provider: 'oidc' })).to.equal('invalid_input/sign_on_expired');
      expect(await finish({ provider: 'oidc', answer, attemptToken })).to.equal('invalid_input/sign_on_expired');
      await company.provider.close();
    });

    it('that come too late are refused', async () => {
      const body = await back();
      await world.app.connection.collection('signOnAttempts').updateMany({}, { $set: { expiresAt: new Date(0) } });

      expect(await finish(body)).to.equal('invalid_input/sign_on_expired');
    });

    it('of a sign-in link nothing to the account of a signed-in person, and the other way round', async () => {
      const ada = await signUp(world.app);
      const who = gitHubUser(world);

      const asLink = refusalOf(ada.call('openSignOn.finishOwn', { body: await back(who) }));
      const asSignIn = finish(await returnOwn(ada.call, 'openSignOn.beginLink', 'github', who));

      expect(await asLink).to.equal('invalid_input/sign_on_expired');
      expect(await asSignIn).to.equal('invalid_input/sign_on_expired');
    });

    it('that somebody else has begun link nothing: an attacker cannot add a way into my account', async () => {
      const [ada, eve] = [await signUp(world.app), await signUp(world.app)];
      const body = await returnOwn(eve.call, 'openSignOn.beginLink', 'github', gitHubUser(world));

      expect(await refusalOf(ada.call('openSignOn.finishOwn', { body }))).to.equal('invalid_input/sign_on_expired');
      expect((await ada.call('openSignOn.list')).items).to.deep.equal([]);
    });

    it('in a cookie are refused from a page of another origin', async () => {
      const headers = { origin: 'https://evil.example' };
      const json = { provider: 'github', refreshIn: 'cookie', answer: 'code=1' };

      const begun = await request(world.app, '/open-sign-on/begin', { method: 'POST', json, headers });
      const done = await request(world.app, '/open-sign-on/finish', { method: 'POST', json, headers });

      expect([begun.status, done.status]).to.deep.equal([403, 403]);
    });

    it('that tells that the person has cancelled say so', async () => {
      const { url, attemptToken } = await caller(world.app)('openSignOn.begin', { body: { provider: 'github' } });
      const answer = await new CompanyBrowser().signIn(url, 'eve', { cancels: true });

      expect(await finish({ provider: 'github', answer, attemptToken: attemptToken ?? '' })).to.equal(
        'forbidden/provider_declined',
      );
    });
  });

  describe('to take an account over', () => {
    it('do not get in by an equal address, with either provider', async () => {
      const victim = await signUp(world.app);
      const reasons = [
        await refusalOf(openSignOn(world, 'github', gitHubUser(world, { email: victim.email }))),
        await refusalOf(openSignOn(world, 'oidc', oidcUser(world, { email: victim.email }))),
        await refusalOf(openSignOn(world, 'github', gitHubUser(world, { email: victim.email.toUpperCase() }))),
      ];

      expect(new Set(reasons)).to.deep.equal(new Set(['unauthenticated/own_sign_in_needed']));
      expect((await victim.call('openSignOn.list')).items).to.deep.equal([]);
    });

    it('cannot link by a session of another account, nor sign up with the challenge', async () => {
      const [victim, eve] = [await signUp(world.app), await signUp(world.app)];
      const { challengeId } = await openChallenge(world, 'github', gitHubUser(world, { email: victim.email }));

      const linking = refusalOf(eve.call('openSignOn.link', { body: { challengeId } }));
      const signingUp = refusalOf(sendSignUp(challengeId));

      expect(await linking).to.equal('invalid_input/sign_on_expired');
      expect(await signingUp).to.equal('invalid_input/sign_on_expired');
    });

    it('cannot link by a session that was left open: it needs a fresh proof', async () => {
      const victim = await signUp(world.app);
      const { challengeId } = await openChallenge(world, 'github', gitHubUser(world, { email: victim.email }));
      await world.app.connection
        .collection('sessions')
        .updateMany({ personId: victim.id }, { $set: { provenAt: new Date(0) } });

      expect(await refusalOf(victim.call('openSignOn.link', { body: { challengeId } }))).to.equal(
        'forbidden/proof_needed',
      );
    });

    it('get nothing from an address that GitHub has not verified, that is not the primary one, or receives no mail', async () => {
      const victim = await signUp(world.app);
      const emailsOf = (...emails: [email: string, primary: boolean, verified: boolean][]) => {
        const who = gitHubUser(world);
        userOf(who).emails = emails.map(([email, primary, verified]) => ({
          email,
          primary,
          verified,
          visibility: null,
        }));
        return who;
      };
      const reasons = [
        await refusalOf(openSignOn(world, 'github', emailsOf([victim.email, true, false]))),
        await refusalOf(
          openSignOn(world, 'github', emailsOf([victim.email, false, true], ['eve@example.com', true, false])),
        ),
        await refusalOf(openSignOn(world, 'github', emailsOf(['1+eve@users.noreply.github.com', true, true]))),
        await refusalOf(openSignOn(world, 'github', emailsOf())),
      ];

      expect(new Set(reasons)).to.deep.equal(new Set(['forbidden/provider_email_unverified']));
    });

    it('get nothing from an address that the provider has not verified, or does not name', async () => {
      const subjects = [
        oidcUser(world, { email_verified: false }),
        oidcUser(world, { email_verified: undefined }),
        oidcUser(world, { email: undefined }),
      ];

      const reasons = [];
      for (const subject of subjects) reasons.push(await refusalOf(openSignOn(world, 'oidc', subject)));

      expect(new Set(reasons)).to.deep.equal(new Set(['forbidden/provider_email_unverified']));
    });

    it('get nothing from a login of GitHub that changed hands: the id decides', async () => {
      const who = gitHubUser(world);
      const { account } = await openSignUp(world, 'github', who);
      const { login, id } = userOf(who);
      // The owner takes another login and another address. Somebody else takes the old login.
      Object.assign(userOf(who), { login: `${login}-new`, emails: [] });
      const eve = gitHubUser(world);
      Object.assign(userOf(eve), { login });

      expect(userOf(eve).id).not.to.equal(id);
      expect((await openSignOn(world, 'github', who)).account.id).to.equal(account.id);
      expect(await refusalOf(openSignOn(world, 'github', eve))).to.equal('unauthenticated/sign_up_needed');
    });

    it('get nothing from the same id at the other provider', async () => {
      const who = gitHubUser(world);
      await openSignUp(world, 'github', who);
      const subject = String(userOf(who).id);
      world.oidc.employees.set(subject, { email: `s${subject}@example.com`, email_verified: true });

      expect(await refusalOf(openSignOn(world, 'oidc', subject))).to.equal('unauthenticated/sign_up_needed');
    });
  });

  describe('two at once', () => {
    it('of one identity make one account, and the other is refused without a trace', async () => {
      const who = gitHubUser(world);
      const [one, two] = [await openChallenge(world, 'github', who), await openChallenge(world, 'github', who)];
      const email = userOf(who).emails.find(({ primary }) => primary)?.email;

      const reasons = await Promise.all([
        refusalOf(sendSignUp(one.challengeId)),
        refusalOf(sendSignUp(two.challengeId)),
      ]);

      expect(reasons.toSorted()).to.deep.equal(['conflict/identity_taken', 'nothing was refused']);
      expect(await world.app.connection.collection('accounts').countDocuments({ email })).to.equal(1);
    });

    it('with one address make one account, and the other identity stays free', async () => {
      const email = `shared-${Date.now()}@example.com`;
      const [github, oidc] = [gitHubUser(world, { email }), oidcUser(world, { email })];
      const challenges = [await openChallenge(world, 'github', github), await openChallenge(world, 'oidc', oidc)];

      const reasons = await Promise.all(challenges.map(({ challengeId }) => refusalOf(sendSignUp(challengeId))));

      expect(reasons.toSorted()).to.deep.equal(['conflict/email_taken', 'nothing was refused']);
      const isGithub = reasons[0] === 'conflict/email_taken';
      expect(await refusalOf(openSignOn(world, isGithub ? 'github' : 'oidc', isGithub ? github : oidc))).to.equal(
        'unauthenticated/own_sign_in_needed',
      );
    });

    it('do not begin with a sign-up that is not finished, but do after one that was interrupted', async () => {
      const who = gitHubUser(world);
      const { account } = await openSignUp(world, 'github', who);
      const { connection } = world.app;
      // As if the process had ended between the link and the account.
      await connection.collection<{ _id: string }>('accounts').deleteOne({ _id: account.id });
      const identities = connection.collection('openIdentities');

      expect(await refusalOf(openSignOn(world, 'github', who))).to.equal('invalid_input/sign_on_expired');
      await identities.updateOne({ accountId: account.id }, { $set: { linkedAt: new Date(Date.now() - 120_000) } });
      expect(await refusalOf(openSignOn(world, 'github', who))).to.equal('unauthenticated/sign_up_needed');
    });

    it('that were interrupted keep nobody from linking the identity', async () => {
      const who = gitHubUser(world);
      const { account } = await openSignUp(world, 'github', who);
      const { connection } = world.app;
      await connection.collection<{ _id: string }>('accounts').deleteOne({ _id: account.id });
      const linkedAt = new Date(Date.now() - 120_000);
      await connection.collection('openIdentities').updateOne({ accountId: account.id }, { $set: { linkedAt } });
      const other = await signUp(world.app);

      const body = await returnOwn(other.call, 'openSignOn.beginLink', 'github', who);

      expect((await other.call('openSignOn.finishOwn', { body })).purpose).to.equal('link');
      expect((await openSignOn(world, 'github', who)).account.id).to.equal(other.id);
    });
  });

  describe('a challenge', () => {
    it('works once, and for ten minutes', async () => {
      const who = gitHubUser(world);
      const { challengeId } = await openChallenge(world, 'github', who);
      await sendSignUp(challengeId);
      const late = await openChallenge(world, 'github', gitHubUser(world));
      await world.app.connection
        .collection<{ _id: string }>('openChallenges')
        .updateOne({ _id: hashOf(late.challengeId) }, { $set: { expiresAt: new Date(0) } });

      expect(await refusalOf(sendSignUp(challengeId))).to.equal('invalid_input/sign_on_expired');
      expect(await refusalOf(sendSignUp(late.challengeId))).to.equal('invalid_input/sign_on_expired');
    });
  });

  describe('of a broken GitHub', () => {
    const answering = (path: string, status: number, body: unknown) =>
      world.github.hijacks.set(path, (_request, response) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });

    it('end with a message, whatever it answers', async () => {
      const broken: [path: string, status: number, body: unknown, reason: string][] = [
        ['/login/oauth/access_token', 500, {}, 'unavailable/provider_failed'],
        ['/login/oauth/access_token', 200, { error: 'incorrect_client_credentials' }, 'invalid_input/sign_on_invalid'],
        ['/login/oauth/access_token', 401, { error: 'invalid_client' }, 'unavailable/provider_failed'],
        ['/login/oauth/access_token', 200, { access_token: 'a'.repeat(20_000) }, 'unavailable/provider_failed'],
        ['/api/v3/user', 401, { message: 'Bad credentials' }, 'unavailable/provider_failed'],
        ['/api/v3/user', 200, { id: '1', login: 'eve' }, 'unavailable/provider_failed'],
        ['/api/v3/user', 200, { id: -1, login: 'eve' }, 'unavailable/provider_failed'],
        ['/api/v3/user', 200, [], 'unavailable/provider_failed'],
        ['/api/v3/user/emails', 403, {}, 'unavailable/provider_failed'],
        ['/api/v3/user/emails', 200, {}, 'unavailable/provider_failed'],
      ];
      const reasons = [];
      for (const [path, status, body] of broken) {
        const returned = await back();
        answering(path, status, body);
        reasons.push(await finish(returned));
        world.github.hijacks.clear();
      }

      expect(reasons).to.deep.equal(broken.map(([, , , reason]) => reason));
    });

    it('follow no redirect with the token', async () => {
      const returned = await back();
      world.github.hijacks.set('/api/v3/user', (_request, response) => {
        response.writeHead(302, { location: `${world.oidc.issuer}/stolen` });
        response.end();
      });

      expect(await finish(returned)).to.equal('unavailable/provider_failed');
      expect(world.oidc.requests).not.to.include('/stolen');
    });

    it('end in time', async () => {
      const returned = await back();
      world.github.hijacks.set('/login/oauth/access_token', () => {});

      expect(await finish(returned)).to.equal('unavailable/provider_failed');
    });
  });

  it('call the provider of the operator at any address in production, but only by https', async () => {
    const network = { isOpen: false, isOperators: true, internalHosts: [], limits: LIMITS };
    const accepts = (url: string) => acceptsProvider(new URL(url), network);

    expect(accepts('https://10.0.0.7:8443/login')).to.equal(true);
    expect(accepts('http://10.0.0.7/login')).to.equal(false);
    expect(accepts('https://user:password@login.example/')).to.equal(false);
    expect(acceptsProvider(new URL('https://10.0.0.7:8443/login'), { ...network, isOperators: false })).to.equal(false);
    expect(() =>
      createProviderFetch(network)('http://10.0.0.7/', { method: 'GET', headers: {}, body: null, redirect: 'manual' }),
    ).to.throw();
  });
});
