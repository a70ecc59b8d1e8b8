/** Attempts to sign in are counted for the person who makes them: nobody locks out the owner of an account, or fills their mailbox. */
import { expect } from 'chai';
import { DEVICE_COOKIE } from '../../src/accounts/known-devices.ts';
import { limits as defaults } from '../../src/kernel/limits.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { request } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { type Person, signUp } from '../support/people.ts';

const { credentialPerMinute, credentialPerMinutePerAddress, signInsPerHour } = defaults;

// Promise A2 of docs/promises.md.
describe('wrong passwords from elsewhere', () => {
  let app: TestApp;
  let addresses = 0;
  const newAddress = () => `198.51.100.${++addresses}`;

  before(async () => {
    const limits = { credentialPerMinute, credentialPerMinutePerAddress, signInsPerHour, signInsPerHourPerEmail: 40 };
    app = await startTestApp({ env: { TRUSTED_PROXIES: '1' }, limits });
  });
  after(() => app.close());

  interface SignIn {
    address?: string;
    password?: string;
    deviceToken?: string;
    cookie?: string;
  }

  function signIn(
    { email, password: own }: Person,
    { address = newAddress(), password = own, deviceToken, cookie }: SignIn,
  ) {
    const json = { email, password, ...(deviceToken && { deviceToken }), refreshIn: cookie ? 'cookie' : 'body' };
    const headers = { 'x-forwarded-for': address, origin: app.url, ...(cookie && { cookie }) };
    return request(app, '/sessions', { method: 'POST', json, headers });
  }

  async function guess(person: Person, count: number): Promise<number[]> {
    const statuses: number[] = [];
    while (statuses.length < count) {
      const address = newAddress();
      const guesses = Array.from({ length: Math.min(10, count - statuses.length) }, () =>
        signIn(person, { address, password: 'is it this one' }),
      );
      statuses.push(...(await Promise.all(guesses)).map(({ status }) => status));
    }
    return statuses;
  }

  it('do not lock out the owner at another address, after 30 of them', async () => {
    const ada = await signUp(app);

    const guesses = await guess(ada, 30);

    expect(new Set(guesses)).to.deep.equal(new Set([401]));
    expect((await signIn(ada, {})).status).to.equal(201);
  });

  it('end after a number in total, and then do not lock out devices that are known for the account', async () => {
    const [ada, bob] = [await signUp(app), await signUp(app)];
    const { json: known } = await signIn(ada, {});
    const { json: foreign } = await signIn(bob, {});
    const cookies = (await signIn(ada, { cookie: 'none=1' })).headers.getSetCookie();
    const cookie = cookies.find((one) => one.startsWith(DEVICE_COOKIE)) ?? '';
    // Two of the attempts that count in total were the owner's own.
    await guess(ada, 38);

    expect((await signIn(ada, {})).status, 'an unknown device').to.equal(429);
    expect((await signIn(ada, { deviceToken: foreign.deviceToken })).status, 'of another account').to.equal(429);
    expect((await signIn(ada, { deviceToken: `${known.deviceToken}x` })).status, 'forged').to.equal(429);
    expect((await signIn(ada, { deviceToken: known.deviceToken })).status, 'a known client').to.equal(201);
    expect((await signIn(ada, { cookie: cookie.split(';')[0] ?? '' })).status, 'a known browser').to.equal(201);
    expect(cookie)
      .to.match(/; HttpOnly/)
      .and.to.match(/; SameSite=Strict/);
    expect(cookie).not.to.include(ada.id);
  });

  it('of a known device are limited too, from any address', async () => {
    const ada = await signUp(app);
    const { deviceToken } = (await signIn(ada, {})).json;

    const guesses = await Promise.all(
      Array.from({ length: 11 }, () => signIn(ada, { deviceToken, password: 'is it this one' })),
    );

    expect(guesses.map(({ status }) => status).toSorted()).to.deep.equal([...Array(10).fill(401), 429]);
    expect((await signIn(ada, {})).status).to.equal(201);
  });
});

describe('letters to reset a password', () => {
  let mailServer: MailServer;
  let app: TestApp;

  before(async () => {
    mailServer = await startMailServer();
    const { passwordResetMailMs } = defaults;
    app = await startTestApp({
      env: { SMTP_URL: mailServer.url, MAIL_FROM: 'Meshi <meshi@example.com>', TRUSTED_PROXIES: '1' },
      limits: { credentialPerMinute, credentialPerMinutePerAddress, passwordResetMailMs },
    });
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const ask = ({ email }: Person, address: string) =>
    request(app, '/password-resets', { method: 'POST', json: { email }, headers: { 'x-forwarded-for': address } });

  it('come once, however often others ask, and the owner who asks then has a valid one', async () => {
    const [ada, bob] = [await signUp(app), await signUp(app)];
    const askAll = () => Promise.all(Array.from({ length: 20 }, (_, at) => ask(ada, `198.51.100.${at}`)));
    const token = await mailServer.tokenOf(askAll, ada.email);

    const own = await ask(ada, '203.0.113.1');

    // A later mail has arrived, so another one to Ada would have arrived before it.
    await mailServer.textOf(() => ask(bob, '203.0.113.1'), bob.email);
    expect([own.status, own.text]).to.deep.equal([202, '']);
    expect(mailServer.mails.filter(({ to }) => to === ada.email)).to.have.length(1);
    const json = { token, newPassword: 'a new long password' };
    expect((await request(app, '/password-resets/confirm', { method: 'POST', json })).status).to.equal(204);
    expect(await mailServer.tokenOf(() => ask(ada, '203.0.113.2'), ada.email)).not.to.equal('');
  });

  it('have a link that is valid for longer than until the next letter', () => {
    expect(defaults.passwordResetMailMs).to.be.below(defaults.passwordResetMs);
  });
});
