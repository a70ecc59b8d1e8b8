/** Signing out at the provider of an organisation: it tells Meshi, which ends the sessions. With a real provider. */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { UnavailableError } from '../../src/kernel/errors.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { holdNext, interrupting } from '../support/hold.ts';
import { CompanyBrowser, type Hijack } from '../support/identity-provider.ts';
import { caller, refusalOf } from '../support/people.ts';
import { type Company, comeBack, employ, signOn, startCompany, switchOn } from '../support/sign-on.ts';
import { connect } from '../support/socket-client.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

// Promise A16 of docs/promises.md.
describe('back-channel logout', () => {
  let app: TestApp;
  let company: Company;

  before(async () => {
    app = await startTestApp({ limits: { providerRequestMs: 1_000 } });
    company = await startCompany(app);
    await switchOn(company);
    tellWith({ withSid: true });
  });
  afterEach(() => {
    company.provider.hijacks.clear();
    company.provider.told.length = 0;
  });
  after(async () => {
    await company.provider.close();
    await app.close();
  });

  const uriOf = ({ tenantId }: Company) => `${app.url}/sign-on/${tenantId}/back-channel-logout`;
  function tellWith({ withSid }: { withSid: boolean }) {
    company.provider.logout = { uri: uriOf(company), withSid };
  }
  const isOut = async (call: ReturnType<typeof caller>) =>
    (await refusalOf(call('accounts.me'))) === 'unauthenticated/session_ended';

  /** Sends a logout token, as a provider does. */
  const send = (token: string, to = company, type = 'application/x-www-form-urlencoded') =>
    fetch(uriOf(to), {
      method: 'POST',
      headers: { 'content-type': type },
      body: new URLSearchParams({ logout_token: token }).toString(),
    });
  const claims = (subject: string, more: object = {}) => ({
    iss: company.provider.issuer,
    aud: company.provider.clientId,
    iat: Math.floor(Date.now() / 1_000),
    exp: Math.floor(Date.now() / 1_000) + 120,
    jti: randomUUID(),
    sub: subject,
    events: { [EVENT]: {} },
    ...more,
  });
  const token = (subject: string, more: object = {}, header: object = { typ: 'logout+jwt' }) =>
    company.provider.sign(claims(subject, more), header);

  const bySid = (sid: string) => token('', { sub: undefined, sid });
  /** What `act` resolves with, and the claims of the ID token in it. */
  async function idTokenOf<Result>(act: () => Promise<Result>) {
    const { tampers } = company.provider;
    let idToken = { sid: '', iat: 0 };
    tampers.set('/token', (answer) => {
      idToken = jwt.decode(String(answer.id_token)) as typeof idToken;
      return answer;
    });
    const result = await act();
    tampers.delete('/token');
    return { result, idToken };
  }

  describe('by the real provider', () => {
    it('ends the session that was made in this browser, with its socket, and no other one', async () => {
      tellWith({ withSid: true });
      const subject = employ(company, 'leaver');
      const [laptop, phone] = [new CompanyBrowser(), new CompanyBrowser()];
      const onLaptop = await signOn(company, subject, laptop);
      const onPhone = await signOn(company, subject, phone);
      const socket = await connect(app, onLaptop);

      await laptop.signOut(company.provider.issuer);

      expect(company.provider.told).to.deep.equal(['done']);
      await socket.ended();
      expect(await isOut(onLaptop.call)).to.equal(true);
      expect(await isOut(onPhone.call)).to.equal(false);
      const refreshing = caller(app)('sessions.refresh', { body: { refreshToken: onLaptop.refreshToken ?? '' } });
      expect(await refusalOf(refreshing)).to.equal('unauthenticated/session_ended');
    });

    it('ends all sessions of the person if the provider does not name one', async () => {
      tellWith({ withSid: false });
      const subject = employ(company, 'everywhere');
      const [laptop, phone] = [new CompanyBrowser(), new CompanyBrowser()];
      const people = [await signOn(company, subject, laptop), await signOn(company, subject, phone)];
      const other = await signOn(company, employ(company, 'stays'));

      await laptop.signOut(company.provider.issuer);

      expect(company.provider.told).to.deep.equal(['done']);
      expect(await Promise.all(people.map(({ call }) => isOut(call)))).to.deep.equal([true, true]);
      expect(await isOut(other.call)).to.equal(false);
      tellWith({ withSid: true });
    });

    it('lets the person sign in again', async () => {
      const subject = employ(company, 'returns');
      const browser = new CompanyBrowser();
      await signOn(company, subject, browser);
      await browser.signOut(company.provider.issuer);

      const again = await signOn(company, subject, browser);

      expect(await isOut(again.call)).to.equal(false);
    });

    it('leaves an entry in the log of the organisation', async () => {
      const browser = new CompanyBrowser();
      const person = await signOn(company, employ(company, 'logged'), browser);

      await browser.signOut(company.provider.issuer);

      const { items } = await company.owner.call('tenants.audit', { query: { limit: 100 } });
      const entry = items.find(({ action }) => action === 'signed_out_by_provider');
      expect(entry).to.include({ as: 'directory', targetId: person.id });
      expect(entry?.after).to.deep.equal({ sessions: 1 });
    });

    it('is announced by the settings of the owner', async () => {
      const { logoutUri } = await company.owner.call('tenantSignOn.get');

      expect(logoutUri).to.equal(uriOf(company));
    });
  });

  it('leaves the sessions of the account itself, and those in other organisations', async () => {
    const subject = employ(company, 'two-lives');
    const person = await signOn(company, subject);
    const { account } = await person.call('accounts.me');
    const own = await app.services.sessions.begin(
      { tenantId: 'public', personId: account.id },
      { userAgent: '', refreshIn: 'body' },
    );

    const answer = await send(token(subject));

    expect(answer.status).to.equal(200);
    expect(await isOut(person.call)).to.equal(true);
    expect(await isOut(caller(app, own.accessToken))).to.equal(false);
  });

  it('is answered as the specification says', async () => {
    const subject = employ(company, 'formal');
    await signOn(company, subject);

    const [good, bad] = [await send(token(subject)), await send('not a token')];

    expect([good.status, await good.text()]).to.deep.equal([200, '']);
    expect(bad.status).to.equal(400);
    expect(await bad.json()).to.deep.equal({ error: 'invalid_request' });
    for (const answer of [good, bad]) expect(answer.headers.get('cache-control')).to.equal('no-store');
  });

  it('is accepted for a person who has never been here, and for a session of nobody', async () => {
    const answers = [await send(token('never-seen')), await send(bySid('some-session'))];

    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
  });

  it('with a sid alone ends the session that has it, and no other one', async () => {
    const subject = employ(company, 'by-sid');
    const [laptop, phone] = [await idTokenOf(() => signOn(company, subject)), await signOn(company, subject)];

    const answer = await send(bySid(laptop.idToken.sid));

    expect(answer.status).to.equal(200);
    expect(await isOut(laptop.result.call)).to.equal(true);
    expect(await isOut(phone.call)).to.equal(false);
  });

  it('with a sid alone holds for a sign-in that was under way', async () => {
    const subject = employ(company, 'racing-sid');
    await signOn(company, subject);
    const body = await comeBack(company, subject);
    const held = holdNext(app.services.accounts, 'findAccount');
    let signingIn: Promise<string> | undefined;
    const { idToken } = await idTokenOf(() => {
      signingIn = refusalOf(caller(app)('signOn.finish', { body }));
      return held.reached;
    });

    const answer = await send(bySid(idToken.sid));
    held.release();

    expect(answer.status).to.equal(200);
    expect(await signingIn).to.equal('forbidden/sign_on_refused');
  });

  describe('is refused, and ends nothing,', () => {
    let subject: string;
    let person: Awaited<ReturnType<typeof signOn>>;

    before(async () => {
      subject = employ(company, 'victim');
      person = await signOn(company, subject);
    });

    const wrong: Record<string, () => string> = {
      'from another issuer': () => token(subject, { iss: 'https://evil.example' }),
      'for another client': () => token(subject, { aud: 'another-client' }),
      'without an audience': () => token(subject, { aud: undefined }),
      'without the event': () => token(subject, { events: undefined }),
      'with another event': () => token(subject, { events: { 'https://example.com/another': {} } }),
      'with an event that is no object': () => token(subject, { events: { [EVENT]: true } }),
      'with a nonce, like an ID token': () => token(subject, { nonce: 'a nonce' }),
      'without an id': () => token(subject, { jti: undefined }),
      'without a time': () => token(subject, { iat: undefined }),
      'from an hour ago': () => token(subject, { iat: Math.floor(Date.now() / 1_000) - 3_600 }),
      'from the future': () => token(subject, { iat: Math.floor(Date.now() / 1_000) + 3_600, exp: undefined }),
      'that has expired': () => token(subject, { exp: Math.floor(Date.now() / 1_000) - 60 }),
      'of nobody': () => token(subject, { sub: undefined }),
      'with an empty subject': () => token(subject, { sub: '' }),
      'of another type of token': () => token(subject, {}, { typ: 'at+jwt' }),
      'signed with the client secret': () =>
        jwt.sign(claims(subject), company.provider.clientSecret, { algorithm: 'HS256', keyid: 'company-key' }),
      'without a signature': () => jwt.sign(claims(subject), '', { algorithm: 'none' }),
      'that was altered': () => {
        const [head, , signature] = token('somebody').split('.');
        return `${head}.${Buffer.from(JSON.stringify(claims(subject))).toString('base64url')}.${signature}`;
      },
    };
    for (const [how, make] of Object.entries(wrong)) {
      it(how, async () => {
        const answer = await send(make());

        expect(answer.status).to.equal(400);
        expect(await isOut(person.call)).to.equal(false);
      });
    }

    it('signed by the provider of another organisation', async () => {
      const other = await startCompany(app);
      await switchOn(other);
      const forged = other.provider.sign(claims(subject), { typ: 'logout+jwt' });

      expect((await send(forged)).status).to.equal(400);
      expect((await send(token(subject), other)).status).to.equal(400);
      expect(await isOut(person.call)).to.equal(false);
      await other.provider.close();
    });

    it('as JSON, as a query, without a token, or too long', async () => {
      const answers = [
        await fetch(uriOf(company), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ logout_token: token(subject) }),
        }),
        await fetch(`${uriOf(company)}?logout_token=${token(subject)}`, { method: 'POST' }),
        await send('x'.repeat(100_000)),
        await send(`${token(subject)}&logout_token=again`),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 400, 400]);
      expect(await isOut(person.call)).to.equal(false);
    });

    it('at an organisation without single sign-on, and at one that does not exist', async () => {
      const nowhere = { ...company, tenantId: 'nowhere' };

      expect((await send(token(subject), nowhere)).status).to.equal(400);
      expect(await isOut(person.call)).to.equal(false);
    });
  });

  for (const [how, hijack] of Object.entries<Hijack>({
    'answers with an error': (_request, response) => void response.writeHead(500).end(),
    'answers nonsense': (_request, response) => void response.end('{"keys":1}'),
    'does not answer': () => {},
  })) {
    it(`is not called invalid if the provider, asked for its keys, ${how}`, async () => {
      const other = await startCompany(app);
      await switchOn(other);
      other.provider.hijacks.set('/jwks', hijack);
      const logout = other.provider.sign({ ...claims('anybody'), iss: other.provider.issuer });

      const error = await app.services.backChannelLogout.receive(other.tenantId, logout, '').catch((one) => one);

      expect(error).to.be.instanceOf(UnavailableError);
      expect(error.details.reason).to.equal('provider_failed');
      await other.provider.close();
    });
  }

  it('works once: who signs in again is not signed out by the same token', async () => {
    const subject = employ(company, 'replayed');
    await signOn(company, subject);
    // Not in the second in which the person signs in again.
    const logout = token(subject, { iat: Math.floor(Date.now() / 1_000) - 1, exp: undefined });
    expect((await send(logout)).status).to.equal(200);
    const again = await signOn(company, subject);

    const answer = await send(logout);

    expect(answer.status).to.equal(400);
    expect(await isOut(again.call)).to.equal(false);
  });

  it('is finished by the same token if the process ended before the sessions did', async () => {
    const subject = employ(company, 'crashed');
    const person = await signOn(company, subject);
    const logout = token(subject);
    await interrupting(app.services.sessions, 'endSignedOn', async () => {
      expect((await send(logout)).status).to.equal(400);
    });

    expect(await isOut(person.call)).to.equal(false);
    expect((await send(logout)).status).to.equal(200);
    expect((await send(logout)).status).to.equal(400);
    expect(await isOut(person.call)).to.equal(true);
  });

  it('holds for a sign-in that was under way', async () => {
    const subject = employ(company, 'racing');
    await signOn(company, subject);
    const body = await comeBack(company, subject);
    const held = holdNext(app.services.accounts, 'findAccount');
    const signingIn = refusalOf(caller(app)('signOn.finish', { body }));
    await held.reached;

    // The provider has signed the person in, and the session has not begun.
    const soon = { iat: Math.floor(Date.now() / 1_000) + 5, exp: undefined };
    const answer = await send(token(subject, soon));
    held.release();

    expect(answer.status).to.equal(200);
    expect(await signingIn).to.equal('forbidden/sign_on_refused');
  });

  it('holds for a sign-in that the provider has finished in the same second', async () => {
    const subject = employ(company, 'quick');
    await signOn(company, subject);
    const held = holdNext(app.services.accounts, 'findAccount');
    const { result, idToken } = await idTokenOf(async () => {
      const signingIn = refusalOf(caller(app)('signOn.finish', { body: await comeBack(company, subject) }));
      await held.reached;
      return { signingIn };
    });

    await send(token(subject, { iat: idToken.iat, exp: undefined }));
    held.release();

    expect(await result.signingIn).to.equal('forbidden/sign_on_refused');
  });

  it('limits the requests of one address', async () => {
    const limited = await startTestApp({ limits: { readPerMinute: 2 } });
    const statuses = [];
    for (let at = 0; at < 3; at += 1) {
      const answer = await fetch(`${limited.url}/sign-on/nowhere/back-channel-logout`, { method: 'POST' });
      statuses.push(answer.status);
    }

    expect(statuses).to.deep.equal([400, 400, 429]);
    await limited.close();
  });
});
