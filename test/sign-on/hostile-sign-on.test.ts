/** What attackers and broken providers do with single sign-on. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { acceptsProvider, createProviderFetch } from '../../src/sign-on/provider/provider-fetch.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { CompanyBrowser } from '../support/identity-provider.ts';
import { caller, refusalOf } from '../support/people.ts';
import { type Company, comeBack, employ, settingsOf, signOn, startCompany, switchOn } from '../support/sign-on.ts';

const LIMITS = { providerRequestMs: 300, providerAnswerBytes: 10_000 };

// Promise A14 of docs/promises.md.
describe('hostile sign-ins by a provider', () => {
  let app: TestApp;
  let company: Company;

  before(async () => {
    app = await startTestApp({ limits: LIMITS });
    company = await startCompany(app);
    await switchOn(company);
  });
  afterEach(() => {
    company.provider.tampers.clear();
    company.provider.hijacks.clear();
  });
  after(async () => {
    await company.provider.close();
    await app.close();
  });

  type Back = Awaited<ReturnType<typeof comeBack>>;
  const finish = (body: Back) => refusalOf(caller(app)('signOn.finish', { body }));
  const back = () => comeBack(company, employ(company, 'eve'));
  const withParameter = (answer: string, name: string, value: string | null) => {
    const parameters = new URLSearchParams(answer);
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
    return parameters.toString();
  };

  it('are refused with another state', async () => {
    const body = await back();

    expect(await finish({ ...body, answer: withParameter(body.answer, 'state', 'sign_in.another') })).to.equal(
      'invalid_input/sign_on_invalid',
    );
  });

  it('are refused a second time', async () => {
    const body = await back();
    await caller(app)('signOn.finish', { body });

    expect(await finish(body)).to.equal('invalid_input/sign_on_expired');
  });

  it('are refused in another browser, also with the answer of the first one', async () => {
    const [mine, stolen] = [await back(), await back()];

    expect(await finish({ ...stolen, attemptToken: mine.attemptToken })).to.equal('invalid_input/sign_on_invalid');
    expect(await finish({ ...stolen, attemptToken: 'x'.repeat(43) })).to.equal('invalid_input/sign_on_expired');
  });

  it('are refused with a code that another attempt was given', async () => {
    const [mine, stolen] = [await back(), await back()];
    const code = new URLSearchParams(stolen.answer).get('code');

    expect(await finish({ ...mine, answer: withParameter(mine.answer, 'code', code) })).to.equal(
      'invalid_input/sign_on_invalid',
    );
  });

  it('are refused with the answer of another issuer', async () => {
    const body = await back();

    expect(await finish({ ...body, answer: withParameter(body.answer, 'iss', 'https://evil.example') })).to.equal(
      'invalid_input/sign_on_invalid',
    );
  });

  it('are refused for another organisation, whose provider did not answer', async () => {
    const other = await startCompany(app);
    await switchOn(other);
    const body = await back();

    expect(await finish({ ...body, tenantId: other.tenantId })).to.equal('invalid_input/sign_on_expired');
    await other.provider.close();
  });

  it('are refused when they come too late', async () => {
    const body = await back();
    await app.connection.collection('signOnAttempts').updateMany({}, { $set: { expiresAt: new Date(0) } });

    expect(await finish(body)).to.equal('invalid_input/sign_on_expired');
  });

  it('are refused as a sign-in if they began as the test of an owner, and the other way round', async () => {
    const { owner, tenantId } = company;
    const begun = await owner.call('tenantSignOn.test', { body: {} });
    const answer = await new CompanyBrowser().signIn(begun.url, 'boss');

    expect(await finish({ tenantId, answer, attemptToken: begun.attemptToken ?? '' })).to.equal(
      'invalid_input/sign_on_expired',
    );
    expect(await refusalOf(owner.call('signOn.finishOwn', { body: await back() }))).to.equal(
      'invalid_input/sign_on_expired',
    );
  });

  it('say that the person has cancelled at the provider', async () => {
    const { url, attemptToken } = await caller(app)('signOn.begin', { body: { tenantId: company.tenantId } });
    const answer = await new CompanyBrowser().signIn(url, 'eve', { cancels: true });

    const body = { tenantId: company.tenantId, answer, attemptToken: attemptToken ?? '' };

    expect(await finish(body)).to.equal('forbidden/sign_on_refused');
  });

  describe('with an ID token', () => {
    const claimsIn = (token: unknown) =>
      JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString());
    const withClaims = (change: object) =>
      company.provider.tampers.set('/token', (tokens) => ({
        ...tokens,
        id_token: company.provider.sign({ ...claimsIn(tokens.id_token), ...change }),
      }));

    const wrong: Record<string, object> = {
      'another nonce': { nonce: 'another' },
      'another issuer': { iss: 'https://evil.example' },
      'another audience': { aud: 'another-client' },
      'an end in the past': { exp: 1_000 },
    };
    for (const [what, change] of Object.entries(wrong)) {
      it(`with ${what}, are refused although it is signed`, async () => {
        const body = await back();
        withClaims(change);

        expect(await finish(body)).to.equal('invalid_input/sign_on_invalid');
      });
    }

    it('of another subject that was altered after it was signed, are refused', async () => {
      const victim = employ(company, 'victim');
      await signOn(company, victim);
      const body = await back();
      company.provider.tampers.set('/token', (tokens) => {
        const [head, payload, signature] = String(tokens.id_token).split('.');
        const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
        const altered = Buffer.from(JSON.stringify({ ...claims, sub: victim })).toString('base64url');
        return { ...tokens, id_token: [head, altered, signature].join('.') };
      });
      company.provider.tampers.set('/me', (info) => ({ ...info, sub: victim }));

      expect(await finish(body)).to.equal('invalid_input/sign_on_invalid');
    });

    it('without a signature, are refused', async () => {
      const body = await back();
      company.provider.tampers.set('/token', (tokens) => {
        const payload = String(tokens.id_token).split('.')[1];
        const head = Buffer.from('{"alg":"none"}').toString('base64url');
        return { ...tokens, id_token: `${head}.${payload}.` };
      });

      expect(await finish(body)).to.equal('invalid_input/sign_on_invalid');
    });

    it('that is correct, succeed: the checks above do not refuse everything', async () => {
      const body = await back();
      withClaims({});

      expect(await finish(body)).to.equal('nothing was refused');
    });

    it('of one person and the user info of another, are refused', async () => {
      const body = await back();
      company.provider.tampers.set('/me', (info) => ({ ...info, sub: 'somebody-else' }));

      expect(await finish(body)).to.equal('invalid_input/sign_on_invalid');
    });
  });

  describe('a provider', () => {
    it('that answers too slowly, too much, or with a redirect is given up', async () => {
      const { hijacks } = company.provider;
      const reasons = [];
      const answers: Parameters<typeof hijacks.set>[1][] = [
        () => {},
        (_request, response) => void response.end(`"${'x'.repeat(20_000)}"`),
        (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
        (_request, response) => void response.writeHead(500).end('<h1>Sorry</h1>'),
      ];

      for (const answer of answers) {
        const body = await back();
        hijacks.set('/token', answer);
        reasons.push(await finish(body));
        hijacks.clear();
      }

      expect(new Set(reasons)).to.deep.equal(new Set(['unavailable/provider_failed']));
    });

    it('that does not know the client is named to the owner', async () => {
      const other = await startCompany(app);
      await other.owner.call('tenantSignOn.set', { body: { ...settingsOf(other), clientSecret: 'a-wrong-secret' } });
      const { url, attemptToken } = await other.owner.call('tenantSignOn.test', { body: {} });
      employ(other, 'x');
      other.provider.employees.set('boss', {});
      const answer = await new CompanyBrowser().signIn(url, 'boss');

      const body = { answer, attemptToken: attemptToken ?? '' };

      expect(await refusalOf(other.owner.call('signOn.finishOwn', { body }))).to.equal('invalid_input/client_refused');
      await other.provider.close();
    });

    it('that calls itself by another name is refused at its discovery', async () => {
      const other = await startCompany(app);
      await other.owner.call('tenantSignOn.set', { body: settingsOf(other) });
      other.provider.tampers.set('/.well-known/openid-configuration', (facts) => ({
        ...facts,
        issuer: 'https://evil.example',
      }));

      expect(await refusalOf(other.owner.call('tenantSignOn.test', { body: {} }))).to.equal(
        'unavailable/provider_failed',
      );
      await other.provider.close();
    });
  });

  describe('in production, an address', () => {
    const network = { isOpen: false, internalHosts: ['login.intranet.example:8443'], limits: LIMITS };

    it('must be https on the public internet, or named by the operator', () => {
      const accepted = [
        'https://login.example.com/realms/x',
        'https://8.8.8.8/',
        'https://login.intranet.example:8443/',
        'http://login.example.com/',
        'http://login.intranet.example:8443/',
        'https://login.intranet.example/',
        'https://127.0.0.1/',
        'https://[::1]/',
        'https://169.254.169.254/latest',
        'https://localhost/',
        'https://login.example.com:8443/',
        'https://user:pass@login.example.com/',
      ].filter((url) => acceptsProvider(new URL(url), network));

      expect(accepted).to.deep.equal([
        'https://login.example.com/realms/x',
        'https://8.8.8.8/',
        'https://login.intranet.example:8443/',
        'https://login.intranet.example/',
      ]);
    });

    it('to which a public provider redirects is not called', async () => {
      let calls = 0;
      // Each connection counts: none of them would end with an answer, because this server has no TLS.
      const inner = createServer().listen(0, '127.0.0.1');
      inner.on('connection', () => {
        calls += 1;
      });
      await new Promise((resolve) => inner.once('listening', resolve));
      const target = `https://127.0.0.1:${(inner.address() as AddressInfo).port}/`;
      const call = async () =>
        createProviderFetch(network)(target, { method: 'GET', headers: {}, body: null, redirect: 'manual' });

      const error = await call().catch((thrown: unknown) => thrown);

      expect(error).to.be.an('error');
      expect(calls).to.equal(0);
      inner.close();
    });

    it('of which the name resolves to this machine is not called', async () => {
      const call = async () =>
        createProviderFetch(network)('https://localhost.localdomain/', {
          method: 'GET',
          headers: {},
          body: null,
          redirect: 'manual',
        });

      expect(await call().catch((error: Error) => error.message)).to.match(/not public|ENOTFOUND|EAI_AGAIN/);
    });
  });
});
